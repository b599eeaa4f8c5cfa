/** What the verbs ask Docker, through its command line. */
import { engineInfo, explainNoAnswer } from "../../toolchain/docker-engine";
import { DeadEnd } from "../../toolchain/step";
import { Failure } from "../verb";
import { execute, run } from "./command";
import { stackLabel, stackPrefix } from "./stack";

export type Health = "healthy" | "unhealthy" | "starting" | "none";

/** One container of the stack as Docker shows it. */
export interface Container {
  id: string;
  /** "airpath-local-engine-rivage-a". */
  name: string;
  image: string;
  state: "created" | "running" | "restarting" | "exited" | "paused" | "removing" | "dead";
  health: Health;
  exitCode: number;
  restarts: number;
  startedAt: Date;
  labels: Record<string, string>;
  /** "7000/tcp" → addresses on the host: "127.0.0.1:10009". */
  ports: Record<string, string[]>;
  /** The container whose network it shares. */
  joins?: string;
  /** Its last health check's output. */
  lastCheck: string;
}

interface Inspected {
  Id: string;
  Name: string;
  Image: string;
  RestartCount: number;
  State: {
    Status: Container["state"];
    ExitCode: number;
    StartedAt: string;
    Health?: { Status: Health; Log: { Output: string }[] | null };
  };
  Config: { Labels: Record<string, string> | null };
  HostConfig: {
    NetworkMode: string;
    PortBindings: Record<string, { HostIp: string; HostPort: string }[] | null> | null;
  };
}

/** @throws Failure when no engine answers, with what to do */
export async function requireDocker(): Promise<void> {
  try {
    await engineInfo();
  } catch (error) {
    const reason = explainNoAnswer(error as NodeJS.ErrnoException);
    const fix =
      reason instanceof DeadEnd
        ? reason.fix
        : "start Docker (systemctl start docker, or make setup, which installs and starts it)";
    throw new Failure(`Docker: ${reason.message}`, fix);
  }
}

/** Every container of the stack, those included that only carry files. */
export async function allContainers(label = stackLabel()): Promise<Container[]> {
  const ids = await list(["ps", "--all", "--quiet", "--no-trunc", "--filter", `label=${label}`]);
  if (ids.length === 0) return [];
  const inspected = await execute("docker", ["inspect", "--type", "container", ...ids]);
  // One that went away in between is no container any more; the others are still told.
  return (JSON.parse(inspected.stdout || "[]") as Inspected[]).map(read).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The containers that are meant to run. */
export async function containers(): Promise<Container[]> {
  return (await allContainers()).filter(isService);
}

/** Whether a container or volume is named by the files that it carries (components/workload/docker-files.ts). */
export const carriesFiles = (name: string): boolean => /-files-[0-9a-f]{12}$/.test(name);

/** A file carrier is never started; a job has no workload. */
export const isService = ({ name, labels }: Pick<Container, "name" | "labels">): boolean =>
  labels["airpath.workload"] !== undefined && !carriesFiles(name);

function read(raw: Inspected): Container {
  const { State, HostConfig } = raw;
  const ports = Object.entries(HostConfig.PortBindings ?? {}).map(
    ([port, bindings]) => [port, (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`)] as const,
  );
  return {
    id: raw.Id,
    name: raw.Name.replace(/^\//, ""),
    image: raw.Image,
    state: State.Status,
    health: State.Health?.Status ?? "none",
    exitCode: State.ExitCode,
    restarts: raw.RestartCount,
    startedAt: new Date(State.StartedAt),
    labels: raw.Config.Labels ?? {},
    ports: Object.fromEntries(ports),
    ...(HostConfig.NetworkMode.startsWith("container:") && {
      joins: HostConfig.NetworkMode.slice("container:".length),
    }),
    lastCheck: State.Health?.Log?.at(-1)?.Output.trim() ?? "",
  };
}

/** Runs well: up, and healthy where it says how it is. */
export const isWell = ({ state, health }: Pick<Container, "state" | "health">): boolean =>
  state === "running" && (health === "healthy" || health === "none");

/** "engine-rivage-a": the name without the stack's prefix. */
export const shortName = ({ name }: Pick<Container, "name">): string => name.replace(`${stackPrefix()}-`, "");

export async function lastLog(container: string, lines: number): Promise<string> {
  const { stdout, stderr } = await execute("docker", ["logs", "--tail", String(lines), container]);
  return `${stdout}${stderr}`.trim();
}

/** One id or name a line. */
export async function list(args: string[]): Promise<string[]> {
  return (await run("docker", args)).split("\n").filter((line) => line !== "");
}

/** Reference of our image of that name, the one in use where several are left. */
export async function ourImage(name: string): Promise<string | undefined> {
  const [first] = await list(["image", "ls", "--quiet", "--no-trunc", "--filter", `label=airpath.image=${name}`]);
  return first;
}
