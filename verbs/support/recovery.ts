/**
 * What an `up` that was cut off leaves behind, and how the next one goes on without losing anything:
 * - a lock whose owner is dead is lifted; a living owner is named;
 * - what Docker holds half-made and the state knows nothing of is removed, or creating it again would fail on its name;
 * - operations that the state calls pending are struck off, and the next `up` looks at what is really there first; also where something had made room for its
 *   successor, and Pulumi would remove it again;
 * - what a replacement had made a successor for and not yet removed is struck off too: it is named by its content, and an `up` that goes back to that content
 *   (a change that failed, taken back) would make it again beside itself, or remove what it has just made. What is then still unused goes when that `up` ends;
 * - a job that failed is removed, and so asked again: Pulumi keeps it as made, and what it said, for as long as its declaration is the same;
 * - volumes that somebody removed are made again, empty: the provider cannot look at one that is gone, and every later run would end there.
 * Volumes that the state does not know hold what must not be lost, and are created by name again without harm: they stay, but for those of files, which are named
 * by their content.
 */
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pulumiEnvironment } from "../../toolchain/environment";
import { cacheFolder } from "../../toolchain/paths";
import { isAlive } from "../../toolchain/process";
import { Failure } from "../verb";
import { execute, run } from "./command";
import { allContainers, carriesFiles, type Container, list } from "./docker";
import { type Deployment, exportState, importState, pulumi, type StateResource } from "./pulumi";
import { stackLabel, stackName } from "./stack";
import { nameOf } from "./urn";

/** Who holds the lock of a state in files, as Pulumi writes it. */
export interface Lock {
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
}

const containerType = "docker:index/container:Container";
const volumeType = "docker:index/volume:Volume";
const imageType = "docker:index/remoteImage:RemoteImage";

/** The provider's id of an image is its digest with its name after it. */
const imageName = (id: string): string => id.replace(/^sha256:[0-9a-f]{64}/, "");

/** What stands in the way of the next `up`. */
export interface Leftovers {
  /** Ids of containers that the state does not know. */
  containers: string[];
  /** Ids of networks that the state does not know. */
  networks: string[];
  /** URNs of operations that were cut off. */
  pending: string[];
  /** URNs of what made room for a successor that was not made. */
  halfReplaced: string[];
  /** What was replaced and is still there. */
  replaced: StateResource[];
  /** Jobs whose last word was no. */
  failed: StateResource[];
  /** Names of containers that the state has and Docker has not. */
  missing: string[];
  /** Volumes that the state has and Docker has not, as they are to be made again. */
  lost: { name: string; labels: string[] }[];
}

/** What Docker holds under the stack's label. */
export interface Present {
  containers: Pick<Container, "id" | "name">[];
  networks: { id: string; name: string }[];
  /** Names. */
  volumes: string[];
}

/** Pure: compares the state with what Docker holds under the stack's label. */
export function leftovers(state: Deployment, { containers: present, networks, volumes }: Present): Leftovers {
  const all = state.deployment.resources ?? [];
  const replaced = all.filter(isReplaced);
  const resources = all.filter((resource) => !replaced.includes(resource));
  const known = new Set(resources.map(({ id }) => id).filter((id) => id !== undefined));
  const there = new Set(present.map(({ id }) => id));
  const ofType = (wanted: string) => resources.filter(({ type, id }) => type === wanted && id !== undefined);
  return {
    containers: present.filter(({ id }) => !known.has(id)).map(({ id }) => id),
    networks: networks.filter(({ id }) => !known.has(id)).map(({ id }) => id),
    pending: (state.deployment.pending_operations ?? []).map(({ resource }) => resource.urn),
    halfReplaced: resources.filter((each) => each.pendingReplacement).map(({ urn }) => urn),
    replaced,
    failed: ofType(containerType).filter(
      ({ id, inputs, outputs }) => there.has(id!) && inputs?.attach && outputs?.exitCode,
    ),
    missing: ofType(containerType)
      .filter(({ id }) => !there.has(id!))
      .map(({ urn }) => nameOf(urn)),
    lost: ofType(volumeType)
      .filter(({ id }) => !volumes.includes(id!))
      .map(({ id, inputs }) => ({
        name: id!,
        labels: (inputs?.labels as { label: string; value: string }[]).map(({ label, value }) => `${label}=${value}`),
      })),
  };
}

/** Of file carriers, their volumes, and images. What serves is removed before its successor is made. */
const isReplaced = ({ type, id, delete: doomed }: StateResource): boolean =>
  doomed === true && id !== undefined && [containerType, volumeType, imageType].includes(type);

/** Whether the state has ever made anything in Docker. Where it has not, what runs under our label is somebody else's. */
export function isOurs(state: Deployment): boolean {
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  return pending.length > 0 || resources.some(({ type }) => type.startsWith("docker:"));
}

export interface Recovered {
  state: Deployment;
  /** Whether the next `up` has to look at Docker first (`--refresh`). */
  refresh: boolean;
  /** What of it that `up` did not need, `removeReplaced` removes. */
  replaced: StateResource[];
}

/**
 * Puts right what an interrupted run left.
 * @param say told what was done, one line each
 * @throws Failure when another run holds the lock, or when containers of another clone stand in the way
 */
export async function recover(say: (line: string) => void): Promise<Recovered> {
  await liftDeadLocks(say);
  const [state, present, networks, volumes] = await Promise.all([
    exportState(),
    allContainers(),
    ownNetworks(),
    ownVolumes(),
  ]);
  const found = leftovers(state, { containers: present, networks, volumes });
  if (found.containers.length > 0 && !isOurs(state)) refuseStrangers(present);
  for (const id of found.containers) {
    const name = present.find((container) => container.id === id)?.name ?? id;
    await removeContainer(id);
    say(`removed ${name}: an interrupted run had not finished it`);
  }
  for (const { id, urn } of found.failed) {
    await removeContainer(id!);
    say(`${nameOf(urn)} failed the last time: it will be asked again`);
  }
  for (const id of found.networks) await run("docker", ["network", "rm", id]);
  if (found.pending.length + found.replaced.length + found.halfReplaced.length > 0) await importState(struck(state));
  for (const urn of found.pending) say(`${nameOf(urn)}: its interrupted operation will be done again`);
  for (const { name, labels } of found.lost) {
    await run("docker", ["volume", "create", ...labels.flatMap((label) => ["--label", label]), name]);
    say(`volume ${name} is gone from Docker: made again, empty`);
  }
  for (const name of found.missing) say(`${name} is gone from Docker: it will be made again`);
  for (const { urn } of found.replaced) say(`${nameOf(urn)}: an interrupted run had not removed the old one`);
  const { pending, halfReplaced, missing, failed, containers, lost, replaced } = found;
  const refresh = [...pending, ...halfReplaced, ...missing, ...failed, ...containers, ...lost].length > 0;
  return { state, refresh, replaced };
}

/** Removes what runs that ended too early had replaced, where the state does not have it again. What is in use stays. */
export async function removeReplaced(replaced: StateResource[], { deployment: { resources = [] } }: Deployment) {
  const ids = new Set(resources.map(({ id }) => id));
  for (const { type, id = "" } of replaced)
    if (type === imageType && !ids.has(id)) await execute("docker", ["image", "rm", imageName(id)]);
  const old = (await ownVolumes()).filter((name) => carriesFiles(name) && !ids.has(name));
  for (const name of old) await execute("docker", ["volume", "rm", name]);
}

const removeContainer = (id: string) => run("docker", ["rm", "--force", "--volumes", id]);

const ownVolumes = () => list(["volume", "ls", "--quiet", "--filter", `label=${stackLabel()}`]);

function refuseStrangers(present: Container[]): never {
  const names = present.map(({ name }) => name).slice(0, 3);
  throw new Failure(
    `Docker holds ${present.length} containers of a stack "${stackName()}" that this clone's state does not know (${names.join(", ")} …)`,
    "run make stop and make clean in the clone that they belong to; when it is lost, make clean here removes them",
  );
}

async function ownNetworks(): Promise<{ id: string; name: string }[]> {
  const lines = await list([
    "network",
    "ls",
    "--no-trunc",
    "--filter",
    `label=${stackLabel()}`,
    "--format",
    "{{.ID}} {{.Name}}",
  ]);
  return lines.map((line) => ({ id: line.split(" ")[0] ?? "", name: line.split(" ")[1] ?? "" }));
}

/**
 * Pure: the state without what was cut off and what was replaced; and what made room for its successor counts as there until somebody looks, or Pulumi
 * would remove it once more, which the provider cannot. To export, mend and import is the documented way for a state in any backend.
 */
export function struck(state: Deployment): Deployment {
  const { pending_operations: _struck, resources = [], ...deployment } = state.deployment;
  const kept = resources.filter((each) => !isReplaced(each));
  return {
    ...state,
    deployment: { ...deployment, resources: kept.map(({ pendingReplacement: _, ...resource }) => resource) },
  };
}

/** Lifts locks of runs of this machine that no longer live. Other backends keep locks of their own and say so themselves. */
export async function liftDeadLocks(say: (line: string) => void): Promise<void> {
  const locks = readLocks();
  const held = locks.find((lock) => lock.hostname !== hostname() || isAlive(lock.pid));
  if (held) throw lockFailure(held);
  if (locks.length === 0) return;
  endOrphans();
  await pulumi("cancel", "--yes");
  say(`lifted the lock of a run that was killed (pid ${locks.map(({ pid }) => pid).join(", ")})`);
}

export function lockFailure({ pid, username, hostname: host, timestamp }: Lock): Failure {
  return new Failure(
    `the state of stack "${stackName()}" is locked by ${username}@${host} (pid ${pid}) since ${timestamp.slice(0, 19)}Z`,
    'wait for that run to end; when nothing runs there any more: eval "$(npx tsx toolchain/setup.ts --print-env)" && pulumi cancel',
  );
}

function readLocks(): Lock[] {
  const backend = pulumiEnvironment(stackName()).PULUMI_BACKEND_URL ?? "";
  if (!backend.startsWith("file://")) return [];
  const folder = join(folderOf(backend), ".pulumi", "locks");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".json") && file.split("/").at(-2) === stackName())
    .flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(folder, file), "utf8")) as Lock];
      } catch {
        return [];
      }
    });
}

/** "file://~" is Pulumi's own way to say the home folder. */
function folderOf(backend: string): string {
  return backend.startsWith("file://~") ? join(homedir(), backend.slice("file://~".length)) : fileURLToPath(backend);
}

/** Plugins of a Pulumi that was killed stay behind, waiting for it: those from our own cache, adopted by init, are ended. */
function endOrphans(): void {
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const program = readlinkSync(`/proc/${entry}/exe`);
      const parent = / \w (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, "utf8").replace(/^.*\)/, ""))?.[1];
      if (parent === "1" && program.startsWith(`${cacheFolder()}/`) && /pulumi-(resource|language)-/.test(program))
        process.kill(Number(entry), "SIGTERM");
    } catch {
      // Ended meanwhile, or not ours to look at.
    }
  }
}
