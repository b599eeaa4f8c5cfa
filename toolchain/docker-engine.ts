import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { installPackages } from "./apt";
import { findProgram, runAsRoot } from "./command";
import { inCache } from "./paths";
import { DeadEnd, type Step } from "./step";
import { compareVersions, versions } from "./versions";

const logFile = () => inCache("dockerd.log");

/** What an engine says of itself. */
export interface EngineInfo {
  version: string;
  api: string;
}

/** Docker Engine: one that answers, else an installed one started, else Debian's or Ubuntu's docker.io. */
export const dockerEngine: () => Step = () => ({
  name: "Docker Engine",
  ways: [
    { name: "running", attempt: runningEngine },
    { name: "start", attempt: startEngine },
    { name: "install", announce: "installs Debian's docker.io and iptables", attempt: installEngine },
  ],
  fix: "install Docker Engine 20.10 or newer and start it (systemctl start docker, or dockerd); then run make setup again",
});

async function runningEngine(): Promise<string> {
  const engine = await engineInfo().catch((error: unknown) => {
    throw explainNoAnswer(error as NodeJS.ErrnoException);
  });
  const { minimumApi } = versions.dockerEngine;
  if (compareVersions(engine.api, minimumApi) < 0)
    throw new DeadEnd(
      `the engine that answers is ${engine.version} and speaks API ${engine.api}; allowed: ${minimumApi} or newer`,
      "upgrade Docker Engine to 20.10 or newer, or set DOCKER_HOST to another engine",
    );
  return engine.version;
}

/** Turns a refused connection into words; what set-up cannot heal is a dead end. */
export function explainNoAnswer(error: NodeJS.ErrnoException, env = process.env, user = env.USER ?? "$USER"): Error {
  const address = env.DOCKER_HOST ?? `unix://${defaultSocket}`;
  if (error.code === "EACCES")
    return new DeadEnd(
      `Docker Engine runs, but this user may not open ${address}`,
      `sudo usermod -aG docker ${user}, log in again, then run make setup again (or run it as root)`,
    );
  if (env.DOCKER_HOST && env.DOCKER_HOST !== `unix://${defaultSocket}`)
    return new DeadEnd(
      `no engine answers at DOCKER_HOST=${address} (${error.code ?? error.message})`,
      "start that engine, or unset DOCKER_HOST to use this machine's own",
    );
  return new Error(`no engine answers at ${address} (${error.code ?? error.message})`);
}

const defaultSocket = "/var/run/docker.sock";

/** Asks the engine at DOCKER_HOST (unix or tcp), else at the default socket. A docker client alone is no engine. */
export function engineInfo(env = process.env): Promise<EngineInfo> {
  return askEngine<{ Version: string; ApiVersion: string }>("/version", env).then((answer) => ({
    version: answer.Version,
    api: answer.ApiVersion,
  }));
}

/** The folder in which the engine keeps images, when it is on this machine. */
export async function engineFolder(env = process.env): Promise<string> {
  return (await askEngine<{ DockerRootDir: string }>("/info", env)).DockerRootDir;
}

/**
 * One question to the engine's API, for what its command line cannot say.
 * @param body posted as JSON; absent: the question is a GET
 * @throws with the engine's own words when it refuses
 */
export function askEngine<T>(path: string, env: NodeJS.ProcessEnv = process.env, body?: unknown): Promise<T> {
  const address = new URL(env.DOCKER_HOST || `unix://${defaultSocket}`);
  const target =
    address.protocol === "unix:"
      ? { socketPath: address.pathname }
      : { host: address.hostname, port: address.port || 2375 };
  return new Promise((resolve, reject) => {
    const how = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" } };
    const ask = request({ ...target, ...how, path, timeout: 5000 }, (response) => {
      let answer = "";
      response.on("data", (chunk: Buffer) => (answer += chunk));
      response.on("end", () => {
        try {
          const told = JSON.parse(answer) as T & { message?: string };
          if ((response.statusCode ?? 500) < 400) resolve(told);
          else reject(new Error(told.message ?? `HTTP ${response.statusCode}`));
        } catch {
          reject(new Error(`what answers is no Docker Engine: ${answer.slice(0, 80)}`));
        }
      });
    });
    ask.on("timeout", () => ask.destroy(new Error("no answer within 5 s")));
    ask.on("error", reject);
    ask.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function startEngine(): Promise<string> {
  const daemon = findProgram("dockerd", `${process.env.PATH ?? ""}:/usr/sbin:/sbin:/usr/local/sbin`);
  if (daemon === undefined) throw new Error("there is no dockerd on this machine (a docker client alone is no engine)");
  if (existsSync("/run/systemd/system")) await runAsRoot("starting Docker", "systemctl", ["start", "docker"]);
  else await startDetached(daemon);
  return await waitForEngine();
}

/**
 * Where no service manager runs: dockerd in a session of its own, so that it outlives set-up and Ctrl-C, and in a control group of its own, as a service
 * manager has it. Among the machine's other processes each of its threads would weigh as much as all containers together: engines fell seconds behind
 * while containers beside them were replaced.
 */
async function startDetached(daemon: string): Promise<void> {
  mkdirSync(inCache(), { recursive: true });
  const start = `(cd /; ${joinOwnGroup}; exec setsid "$1") >>"$2" 2>&1 </dev/null &`;
  await runAsRoot("starting dockerd", "sh", ["-c", start, "sh", daemon, logFile()]);
}

/** For either version of control groups: a quarter of what all containers weigh. A machine without them goes on as it is. */
const joinOwnGroup = [
  "for all in /sys/fs/cgroup/cpu /sys/fs/cgroup; do",
  '  [ -e "$all/cgroup.procs" ] && mkdir -p "$all/dockerd" && echo 0 >"$all/dockerd/cgroup.procs" || continue',
  '  [ -e "$all/dockerd/cpu.shares" ] && echo 256 >"$all/dockerd/cpu.shares"',
  '  [ -e "$all/dockerd/cpu.weight" ] && echo 25 >"$all/dockerd/cpu.weight"',
  "  break",
  "done 2>/dev/null",
].join("\n");

async function waitForEngine(seconds = 60): Promise<string> {
  for (let tries = 0; tries < seconds * 4; tries++) {
    const engine = await engineInfo().catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EACCES") throw explainNoAnswer(error);
      return undefined;
    });
    if (engine) return engine.version;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new DeadEnd(
    `Docker Engine was started and does not answer after ${seconds} s${lastLog()}`,
    `read journalctl -u docker, or ${join(logFile())}, then run make setup again`,
  );
}

function lastLog(): string {
  if (!existsSync(logFile())) return "";
  return `; its log ends with:\n${readFileSync(logFile(), "utf8").trim().split("\n").slice(-6).join("\n")}`;
}

async function installEngine(): Promise<string> {
  await installPackages(["docker.io", "iptables"], "with recommends");
  return startEngine();
}
