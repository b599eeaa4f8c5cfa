import { run } from "../../verbs/support/command";

/**
 * Held open, so that it is one file for as long as it fills; whoever removes its name ends it, and has the room again. Looks four times a second, as often as an
 * origin sweeps: more would take from those who listen on the same machine.
 */
const program = `exec 3>"$1"; while [ -e "$1" ]; do dd if=/dev/zero bs=4k >&3 2>/dev/null; sleep 0.25; done`;

/**
 * Fills a folder in memory of a container, and keeps it full: what is removed there meanwhile makes no room.
 * @param container its name or id
 * @returns gives the room back
 */
export async function keepFull(container: string, folder: string): Promise<() => Promise<void>> {
  const ballast = `${folder}/ballast`;
  await run("docker", ["exec", "--detach", container, "sh", "-c", program, "sh", ballast]);
  return async () => void (await run("docker", ["exec", container, "rm", "--force", ballast]));
}
