import { type Container, containers, isWell, requireDocker, shortName } from "./support/docker";
import { askEngines, type EngineAnswer } from "./support/engine-status";
import { isSetUp, stackOutputs } from "./support/pulumi";
import { stackName } from "./support/stack";
import { ago, bold, columns, dim, green, print, red, yellow } from "./support/terminal";
import { positionals, type Verb } from "./verb";

export const status: Verb = {
  summary: "every container with its health; per station who is on air on each engine, and since when",
  help: `  STACK=local   the stack
Exit code 0: all is well; 1: something is down, unhealthy or not ready.`,
  run: async (args) => {
    positionals(args, 0);
    await requireDocker();
    const list = await containers();
    if (list.length === 0) {
      print(`nothing of stack "${stackName()}" is there; make start brings it up`);
      return 1;
    }
    columns([["container", "state", "restarts", "since"].map(dim), ...list.map((each) => containerRow(each))]).forEach(
      print,
    );
    const bad = list.filter((container) => !isWell(container));
    for (const container of bad)
      if (container.lastCheck) print(dim(`  ${shortName(container)}: ${container.lastCheck.slice(0, 200)}`));
    const engines = isSetUp() ? await askEngines((await stackOutputs()).stations) : [];
    print();
    columns(engines.map((engine) => engineRow(engine))).forEach(print);
    return bad.length === 0 && engines.every(({ complaint }) => complaint === undefined) ? 0 : 1;
  },
};

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
