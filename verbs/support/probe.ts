/** Asks everything that the table of `make start` names, so that nothing is printed that nobody tried. */
import type { StackOutputs, StationOutput } from "../../stacks/outputs";
import { until } from "./command";
import { containers, isWell, shortName } from "./docker";
import { publishedEngines } from "./docker-platform";
import { askEngines, type EngineAnswer } from "./engine-status";
import { prometheusComplaint } from "./prometheus";
import { frontsComplaint } from "./fronts";
import { hear, publicStreams, type Verdict } from "./streams";

export interface Probed {
  streams: Verdict[];
  engines: EngineAnswer[];
  /** What is wrong, one line each; empty when all is well. */
  complaints: string[];
}

/** @param patience milliseconds that a stack which has just started may take */
export async function probe(outputs: StackOutputs, patience: number): Promise<Probed> {
  const end = Date.now() + patience;
  const engines = outputs.stations.flatMap(publishedEngines);
  const left = () => Math.max(0, end - Date.now());
  const audible = outputs.stations.every(({ studios }) => Object.keys(studios).length > 0);
  const [streams, others] = await Promise.all([
    probeStreams(outputs, audible, left),
    Promise.all([
      until(left(), () => prometheusComplaint(outputs.prometheus)),
      until(left(), containersComplaint),
      until(left(), () => frontsComplaint(outputs.fronts)),
      until(left(), async () => {
        const answers = await askEngines(engines);
        return complaintOf(answers) ?? inputsComplaint(outputs.stations, answers);
      }),
    ]),
  ]);
  const bad = streams
    .filter(({ complaint }) => complaint !== undefined)
    .map(({ url, complaint }) => `${url}: ${complaint}`);
  return {
    streams,
    engines: await askEngines(engines),
    complaints: [...bad, ...others.filter((each) => each !== undefined)],
  };
}

/** Only what was not well is heard again: decoding all of them is work. */
async function probeStreams(outputs: StackOutputs, audible: boolean, left: () => number): Promise<Verdict[]> {
  let verdicts = await hear(outputs, await publicStreams(outputs), 3, audible);
  while (verdicts.some(({ complaint }) => complaint !== undefined) && left() > 0) {
    const well = verdicts.filter(({ complaint }) => complaint === undefined);
    const fresh = (await publicStreams(outputs)).filter(({ url }) => !well.some((each) => each.url === url));
    const again = await hear(outputs, fresh, 3, audible);
    const order = new Map(outputs.stations.map(({ station }, index) => [station, index]));
    verdicts = [...well, ...again].sort((a, b) => (order.get(a.station) ?? 0) - (order.get(b.station) ?? 0));
  }
  return verdicts;
}

const complaintOf = (engines: EngineAnswer[]): string | undefined => {
  const bad = engines
    .filter(({ complaint }) => complaint !== undefined)
    .map(({ name, complaint }) => `${name}: ${complaint}`);
  return bad.length > 0 ? bad.join("; ") : undefined;
};

async function containersComplaint(): Promise<string | undefined> {
  const bad = (await containers()).filter((container) => !isWell(container));
  const words = bad.map((container) => `${shortName(container)} is ${container.state} (${container.health})`);
  return words.length > 0 ? words.join("; ") : undefined;
}

/** Pure: an SRT input counts when its engine's gate says that it takes calls; whether somebody calls is the studio's business. */
export function inputsComplaint(
  stations: Pick<StationOutput, "station" | "srt">[],
  answers: EngineAnswer[],
): string | undefined {
  const words = answers.flatMap(({ station, engine, name, status }) => {
    const wanted =
      stations.find((each) => each.station === station)?.srt.filter((each) => each.engine === engine) ?? [];
    const known = new Set(status?.gate?.inputs.map((input) => input.name));
    const deaf = wanted.filter(({ input }) => !known.has(input)).map(({ input }) => input);
    return status && deaf.length > 0 ? [`${name}: its SRT gate does not know ${deaf.join(", ")}`] : [];
  });
  return words.length > 0 ? words.join("; ") : undefined;
}
