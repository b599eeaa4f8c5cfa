import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inCache } from "./paths";
import type { PluginOrigin } from "./record";

/** One PULUMI_HOME for each origin of the Docker plugin: both plugins carry the same version, so they cannot share a folder. */
export const pulumiHome = (origin: PluginOrigin) => inCache(`pulumi-${origin}`);

const note = `Pulumi writes down all that it does, encrypted, into a folder of this name: of an up that changes nothing that was 60 % of its processor time.
While this file stands here it cannot. To have these logs for a while, remove it; set-up puts it back.
`;

/** Pulumi has no setting for it (3.256): it goes on without logs where it cannot make their folder. */
export function keepNoLogs(home: string): void {
  const logs = join(home, "logs");
  if (statSync(logs, { throwIfNoEntry: false })?.isFile()) return;
  mkdirSync(home, { recursive: true });
  rmSync(logs, { recursive: true, force: true });
  writeFileSync(logs, note);
}
