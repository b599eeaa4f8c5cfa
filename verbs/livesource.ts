import type { RunningEngine, RunningStation } from "./support/platform";
import { secretIn } from "./support/secret-file";
import { enginesNamed, stationNamed } from "./support/station";
import { reason } from "./support/streams";
import { columns, green, print, red } from "./support/terminal";
import { Failure, positionals, UsageError, type Verb } from "./verb";

export const livesource: Verb = {
  summary: "choose what a station plays, on all its engines: STATION= INPUT= (auto: no choice) [ENGINE=]",
  help: `The chosen input is on air while it is good, else the automatic ones are, in order. The choice survives restarts.
  STATION=id     the station
  INPUT=name     the input; "auto" takes the choice back
  ENGINE=a       on that engine only
  STACK=local    the stack; one in a cluster by kubectl
Without INPUT it only tells what is chosen and on air. Exit code 0: every engine took the choice.`,
  run: async (args) => {
    positionals(args, 0);
    const { STATION, INPUT, ENGINE } = process.env;
    if (!STATION)
      throw new UsageError("STATION is missing; allowed: a station's id; fix: make livesource STATION=… INPUT=…");
    const station = await stationNamed(STATION);
    const engines = enginesNamed(STATION, station.engines, ENGINE);
    const token = INPUT ? await tokenOf(station) : "";
    const answers = await Promise.all(engines.map((engine) => ask(engine, INPUT, token)));
    for (const line of columns(
      answers.map(({ engine, words, well }) => [`  ${engine}`, well ? green(words) : red(words)]),
    ))
      print(line);
    if (answers.every(({ well }) => well)) return 0;
    const fix = `make livesource STATION=${STATION} INPUT=… again, with one of ${station.inputs.join(", ")}, or auto`;
    throw new Failure("not every engine took it", fix);
  },
};

/** Every engine of a station takes the same token. */
const tokenOf = async ({ engines, apiSecret }: RunningStation): Promise<string> =>
  secretIn(engines[0]!.name, await apiSecret());

interface Answer {
  engine: string;
  words: string;
  well: boolean;
}

async function ask({ engine, api }: RunningEngine, input: string | undefined, token: string): Promise<Answer> {
  try {
    const { preferred_output, real_output } = await api(async (url) => {
      if (input) await call(url, request(input, token));
      return call(url, {});
    });
    const choice = preferred_output ? `chosen: ${preferred_output}` : "automatic";
    return { engine, words: `${choice}, on air: ${real_output}`, well: true };
  } catch (error) {
    return { engine, words: error instanceof Error ? reason(error) : String(error), well: false };
  }
}

/** @throws with the engine's own words when it refuses */
async function call(url: string, init: RequestInit): Promise<{ preferred_output?: string; real_output?: string }> {
  const answer = await fetch(`${url}/livesource`, { ...init, signal: AbortSignal.timeout(4000) });
  const said = (await answer.json()) as { error_message?: string; preferred_output?: string; real_output?: string };
  if (!answer.ok) throw new Error(said.error_message ?? `HTTP ${answer.status}`);
  return said;
}

function request(input: string, token: string): RequestInit {
  const headers = { Authorization: `Bearer ${token}` };
  return input === "auto" ? { method: "DELETE", headers } : { method: "POST", headers, body: input };
}
