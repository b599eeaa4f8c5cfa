/**
 * What an `up` that was cut off leaves behind, and how the next one goes on without losing anything:
 * - a lock whose owner is dead is lifted; a living owner is named;
 * - what Docker holds half-made and the state knows nothing of is removed, or creating it again would fail on its name;
 * - operations that the state calls pending are struck off, and the next `up` looks at what is really there first.
 * - volumes that somebody removed are made again, empty: the provider cannot look at one that is gone, and every later run would end there.
 * Volumes that the state does not know hold what must not be lost, and are created by name again without harm: they stay.
 */
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pulumiEnvironment } from "../../toolchain/environment";
import { cacheFolder } from "../../toolchain/paths";
import { isAlive } from "../../toolchain/process";
import { Failure } from "../verb";
import { run } from "./command";
import { allContainers, type Container, list } from "./docker";
import { type Deployment, exportState, importState, pulumi } from "./pulumi";
import { stackLabel, stackName } from "./stack";

/** Who holds the lock of a state in files, as Pulumi writes it. */
export interface Lock {
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
}

/** What stands in the way of the next `up`. */
export interface Leftovers {
  /** Ids of containers that the state does not know. */
  containers: string[];
  /** Ids of networks that the state does not know. */
  networks: string[];
  /** URNs of operations that were cut off. */
  pending: string[];
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
  const resources = state.deployment.resources ?? [];
  const known = new Set(resources.map(({ id }) => id).filter((id) => id !== undefined));
  const there = new Set(present.map(({ id }) => id));
  const ofType = (wanted: string) => resources.filter(({ type, id }) => type === wanted && id !== undefined);
  return {
    containers: present.filter(({ id }) => !known.has(id)).map(({ id }) => id),
    networks: networks.filter(({ id }) => !known.has(id)).map(({ id }) => id),
    pending: (state.deployment.pending_operations ?? []).map(({ resource }) => resource.urn),
    missing: ofType("docker:index/container:Container")
      .filter(({ id }) => !there.has(id!))
      .map(({ urn }) => urn.split("::").at(-1) ?? urn),
    lost: ofType("docker:index/volume:Volume")
      .filter(({ id }) => !volumes.includes(id!))
      .map(({ id, inputs }) => ({
        name: id!,
        labels: (inputs?.labels as { label: string; value: string }[]).map(({ label, value }) => `${label}=${value}`),
      })),
  };
}

/** Whether the state has ever made anything in Docker. Where it has not, what runs under our label is somebody else's. */
export function isOurs(state: Deployment): boolean {
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  return pending.length > 0 || resources.some(({ type }) => type.startsWith("docker:"));
}

/**
 * Puts right what an interrupted run left.
 * @param say told what was done, one line each
 * @returns whether the next `up` has to look at Docker first (`--refresh`)
 * @throws Failure when another run holds the lock, or when containers of another clone stand in the way
 */
export async function recover(say: (line: string) => void): Promise<{ state: Deployment; refresh: boolean }> {
  await liftDeadLocks(say);
  const [state, present, networks, volumes] = await Promise.all([
    exportState(),
    allContainers(),
    ownNetworks(),
    list(["volume", "ls", "--quiet", "--filter", `label=${stackLabel()}`]),
  ]);
  const found = leftovers(state, { containers: present, networks, volumes });
  if (found.containers.length > 0 && !isOurs(state)) refuseStrangers(present);
  for (const id of found.containers) {
    const name = present.find((container) => container.id === id)?.name ?? id;
    await run("docker", ["rm", "--force", "--volumes", id]);
    say(`removed ${name}: an interrupted run had not finished it`);
  }
  for (const id of found.networks) await run("docker", ["network", "rm", id]);
  if (found.pending.length > 0) await strikePending(state);
  for (const urn of found.pending) say(`${urn.split("::").at(-1)}: its interrupted operation will be done again`);
  for (const { name, labels } of found.lost) {
    await run("docker", ["volume", "create", ...labels.flatMap((label) => ["--label", label]), name]);
    say(`volume ${name} is gone from Docker: made again, empty`);
  }
  for (const name of found.missing) say(`${name} is gone from Docker: it will be made again`);
  const { pending, missing, containers, lost } = found;
  return { state, refresh: [...pending, ...missing, ...containers, ...lost].length > 0 };
}

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

/** The documented way for a state in any backend: export, mend, import. */
async function strikePending(state: Deployment): Promise<void> {
  const { pending_operations: _struck, ...deployment } = state.deployment;
  await importState({ ...state, deployment });
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
