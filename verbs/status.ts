import { type Container, isWell, shortName } from "./support/docker";
import { askEngines, type EngineAnswer } from "./support/engine-status";
import { platform } from "./support/platform";
import { stackName } from "./support/stack";
import { stationNamed } from "./support/station";
import { ago, bold, columns, dim, green, print, red, yellow } from "./support/terminal";
import { positionals, type Verb } from "./verb";

export const status: Verb = {
  summary: "every container with its health; per station who is on air on each engine, and since when",
  help: `  STATION=id    of that station only
  STACK=local   the stack; one in a cluster by kubectl
Exit code 0: all is well; 1: something is down, unhealthy or not ready.`,
  run: async (args) => {
    positionals(args, 0);
    const { STATION } = process.env;
    const { required, containers, stations, bringsUp } = await platform();
    await required();
    const all = await containers();
    if (all.length === 0) {
      print(`nothing of stack "${stackName()}" is there; ${bringsUp} brings it up`);
      return 1;
    }
    const list = all.filter(({ labels }) => !STATION || labels.station === STATION);
    const bad = list.filter((container) => !isWell(container));
    const shown = list.length > most ? bad : list;
    if (shown.length > 0) columns([header, ...shown.map((each) => containerRow(each))]).forEach(print);
    if (shown !== list)
      print(`${list.length - bad.length} more containers run well; make status STATION=… lists a station's`);
    for (const container of bad)
      if (container.lastCheck) print(dim(`  ${shortName(container)}: ${container.lastCheck.slice(0, 400)}`));
    const asked = STATION ? [await stationNamed(STATION)] : await stations();
    const engines = await askEngines(asked.flatMap(({ engines }) => engines));
    print();
    columns(engines.map((engine) => engineRow(engine))).forEach(print);
    return bad.length === 0 && engines.every(({ complaint }) => complaint === undefined) ? 0 : 1;
  },
};

const header = ["container", "state", "restarts", "since"].map(dim);
/** More than anybody reads: of more, those that are not well. */
const most = 200;

export function containerRow(container: Container, now = new Date()): string[] {
  const { state, health, restarts, startedAt, exitCode } = container;
  const word = state === "exited" ? `exited (${exitCode})` : health === "none" ? state : health;
  const colour = isWell(container) ? green : health === "starting" ? yellow : red;
  const since = state === "created" ? "" : ago(startedAt, now);
  return [shortName(container), colour(word), restarts > 0 ? yellow(String(restarts)) : "0", since];
}

export function engineRow({ station, engine, status: said, complaint }: EngineAnswer, now = new Date()): string[] {
  const onAir = said
    ? [
        said.on_air.name === "safe_blank" ? yellow("silence (safe_blank)") : said.on_air.name,
        `since ${said.on_air.since} (${ago(new Date(said.on_air.since), now)})`,
      ]
    : ["", ""];
  return [bold(station), engine, ...onAir, complaint === undefined ? green("ready") : red(complaint)];
}
