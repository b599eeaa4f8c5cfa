/** A server as Debian has it, on the rig's network and on the servers' core, to compare ours with. */
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressOf, docker } from "../../tests/pipeline/support/group";
import type { Rig } from "../../tests/pipeline/support/rig";
import { cores } from "./load";

interface Server {
  image: string;
  /** By name, laid in /srv. */
  files: Readonly<Record<string, string | Buffer>>;
  program: string;
  args: readonly string[];
}

/** @returns the running container, its IPv4 address, and the folder that it sees as /srv */
export async function bare(
  { place }: Rig,
  name: string,
  { image, files, program, args }: Server,
): Promise<{ container: string; address: string; folder: string }> {
  const folder = mkdtempSync(join(place.folder, "bare-"));
  chmodSync(folder, 0o755);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  const container = `${place.prefix}-${name}`;
  await docker(
    ...["run", "--detach", "--name", container, "--label", place.label, "--network", place.network],
    ...["--no-healthcheck", "--init", "--volume", `${folder}:/srv:ro`, "--tmpfs", "/tmp:mode=1777"],
    ...["--cpuset-cpus", cores.server, `--entrypoint=${program}`, image, ...args],
  );
  return { container, address: await addressOf(container), folder };
}
