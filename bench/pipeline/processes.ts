/** What the processes of containers use, read from this machine's /proc. */
import { readFileSync } from "node:fs";
import { run } from "../../verbs/support/command";

export interface Process {
  pid: number;
  /** "liquidsoap", "srt-gate". */
  name: string;
}

/** Every process of a container. */
export async function processesOf(container: string): Promise<Process[]> {
  const lines = (await run("docker", ["top", container, "-eo", "pid,comm"])).trim().split("\n").slice(1);
  return lines.map((line) => {
    const [pid = "", name = ""] = line.trim().split(/\s+/);
    return { pid: Number(pid), name };
  });
}

/** Clock ticks a second of /proc: 100 on every Linux that Docker runs on. */
const ticks = 100;

/** Seconds of CPU that a process has used; with the children it has waited for, where asked. */
export function cpuSeconds({ pid }: Process, withChildren = false): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ")
    .map(Number);
  // From field 3 on: utime and stime are fields 14 and 15 of proc(5), those of children 16 and 17.
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return (user + system + (withChildren ? childUser + childSystem : 0)) / ticks;
}

/** Resident memory, MiB. */
export function residentMebibytes({ pid }: Process): number {
  const kibibytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kibibytes) / 1024;
}
