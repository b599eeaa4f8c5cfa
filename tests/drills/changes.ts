/** Drills that change the running stack as an engineer would: other settings, and `pulumi up`. */
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectFolder, repository } from "../../toolchain/paths";
import type { Replaceable } from "../../station-inventory/fleet-settings";
import { pulumi } from "../../verbs/support/pulumi";
import { recover } from "../../verbs/support/recovery";
import { stackName } from "../../verbs/support/stack";
import { up } from "../../verbs/support/up";

export interface Change {
  name: string;
  /** Path of a setting → its new value, as `pulumi config set --path` takes them. */
  settings: Record<string, string>;
  /** Stations that are off the air meanwhile: nobody listens to them. */
  takesOff: readonly string[];
  /** It replaces what listeners are connected to. */
  holdsConnections: boolean;
  core: boolean;
}

interface Kind {
  holdsConnections?: true;
  core?: true;
}

/** All of these components' containers replaced as they are, as for new images of them. */
const replaced = (name: string, components: Replaceable[], { holdsConnections, core }: Kind = {}): Change => ({
  name,
  settings: Object.fromEntries(components.map((component) => [`airpath:revisions.${component}`, "drill"])),
  takesOff: [],
  holdsConnections: holdsConnections ?? false,
  core: core ?? false,
});

export const changes: readonly Change[] = [
  // What a new release changes of all that nobody is connected to, in one go: nobody may notice.
  replaced("up-release", ["engine", "icecast-master", "hls-origin", "cache"], { core: true }),
  replaced("up-engines", ["engine"]),
  replaced("up-masters", ["icecast-master"]),
  replaced("up-relays", ["icecast-relay"], { holdsConnections: true, core: true }),
  replaced("up-origins", ["hls-origin"]),
  replaced("up-caches", ["cache"]),
  replaced("up-fronts", ["front"], { holdsConnections: true }),
  {
    name: "up-limits",
    settings: { "airpath:listenersPerRelay": "900" },
    takesOff: [],
    holdsConnections: false,
    core: false,
  },
  // One path of a station: its callers, masters and origins know its engine by others at once.
  {
    name: "up-secrets",
    settings: Object.fromEntries(
      ["srt", "source", "upload"].map((kind) => [`airpath:secrets["${kind}/rivage/a"]`, "of-this-drill-alone"]),
    ),
    takesOff: [],
    holdsConnections: false,
    core: false,
  },
  // And put back on again: to the others, both are a change of everything that stations share.
  {
    name: "up-station",
    settings: { "airpath:stations[0]": "rivage" },
    takesOff: ["boreal"],
    holdsConnections: false,
    core: false,
  },
];

const settingsFile = join(repository, "stacks", `Pulumi.${stackName()}.yaml`);

/** Without a word. A change that failed leaves what the way back has to recover from. */
export const quietUp = async (...flags: string[]) => up(await recover(() => undefined), flags);

/** There and back again: with other settings, from a file of their own, then with the stack's own. */
export async function changeAndBack({ settings }: Change): Promise<void> {
  const file = join(projectFolder, "drill-settings.yaml");
  copyFileSync(settingsFile, file);
  try {
    const roots = new Set(Object.keys(settings).map((path) => path.replace(/[.[].*/, "")));
    for (const key of roots) await pulumi("config", "rm", key, "--config-file", file).catch(() => undefined);
    for (const [path, value] of Object.entries(settings))
      await pulumi("config", "set", "--path", path, value, "--config-file", file);
    await quietUp("--config-file", file);
  } finally {
    rmSync(file, { force: true });
    await quietUp();
  }
}
