/** Pure: what both renderers make of a container in the same way, because it is the images that read it. */
import { configFolder, type ImageSpec, type Probe, type Reload } from "./workload";

/** What every image stands on that names no other. */
export const baseImage: ImageSpec = {
  name: "base",
  context: "components/workload/base",
  sources: ["Dockerfile", "supervise", "watch-health"],
};

/** uid and gid of every process in every image. */
export const user = 1000;

/** uid and gid of who observes the machine: the last that distributions give to people, and so nobody's. */
export const observer = 59999;

/** What a probe runs inside the container. */
export function probeCommand({ check, timeoutSeconds }: Probe): string[] {
  if ("command" in check) return check.command;
  const url = `http://127.0.0.1:${check.httpPort}${check.path}`;
  return ["curl", "--silent", "--fail", "--output", "/dev/null", "--max-time", String(timeoutSeconds), url];
}

/** @returns seconds in which a container that will ever be ready is */
export const readySeconds = ({ startupSeconds, periodSeconds, failures }: Probe): number =>
  startupSeconds + periodSeconds * failures + 30;

/** `supervise` sees that the files have changed, and says so to the program. */
export function reloadEnvironment(reload: Reload | undefined): Record<string, string> {
  if (!reload) return {};
  return {
    AIRPATH_RELOAD: reload.signal,
    ...(reload.check ? { AIRPATH_RELOAD_CHECK: reload.check.map(shellQuote).join(" ") } : {}),
  };
}

export function shellQuote(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** @throws when a file would lie where the read-only root has no place for it */
export function checkFilePlace(workload: string, path: string): void {
  if (!path.startsWith(`${configFolder}/`)) {
    throw new Error(
      `workload "${workload}": file ${path} is outside ${configFolder}; allowed: ${configFolder}/…, the root is read-only; fix: move it`,
    );
  }
}
