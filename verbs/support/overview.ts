/** The table that `make start` ends with and `make info` repeats. Pure: outputs and verdicts in, lines out. */
import type { StackOutputs, StationOutput } from "../../stacks/outputs";
import type { EngineAnswer } from "./engine-status";
import type { Verdict } from "./streams";
import { ago, bold, columns, dim, green, red } from "./terminal";

export interface Findings {
  streams: Verdict[];
  engines: EngineAnswer[];
}

/** @param findings what was heard and answered; absent: nothing was asked, and the lines say nothing of it */
export function overview(outputs: StackOutputs, findings?: Findings, now = new Date()): string[] {
  const rows = outputs.stations.flatMap((station) => ["", ...stationLines(station, findings, now)]);
  return [
    ...rows,
    "",
    ...columns([
      ...frontRows(outputs, findings),
      [bold("Prometheus"), outputs.prometheus],
      [bold("Alerts"), outputs.alerts],
    ]),
  ];
}

/** Each front, with the player page, in clear and encrypted. The stations' lines show the first one's addresses; all fronts have the same. */
const frontRows = ({ fronts, stations }: StackOutputs, findings: Findings | undefined): string[][] =>
  fronts.map(({ name, http, https }) => [bold(name), `${http}/  ${https}/${gap(frontCell(name, stations, findings))}`]);

function frontCell(name: string, stations: StationOutput[], findings: Findings | undefined): string {
  if (!findings) return "";
  const urls = new Set(
    stations
      .flatMap(({ icecast, hls }) => [...icecast, ...hls].filter(({ front }) => front === name))
      .map(({ url }) => new URL(url).host),
  );
  const streams = findings.streams.filter(({ url }) => urls.has(new URL(url).host));
  const bad = streams.filter(({ complaint }) => complaint !== undefined).length;
  if (streams.length === 0) return "";
  return bad > 0 ? red(`✘ ${bad} of ${streams.length} streams`) : `${green("♪")} ${streams.length} streams`;
}

/** What a station's lines show: the addresses of the first front. */
const firstFront = <T extends { front: string }>(all: readonly T[]): T[] =>
  all.filter(({ front }) => front === all[0]?.front);

function stationLines(station: StationOutput, findings: Findings | undefined, now: Date): string[] {
  const heard = (url: string) => findings?.streams.filter((stream) => stream.url === url).map(verdictCell)[0] ?? "";
  const rows = [
    ...named(
      "engine",
      station.engines.map((name) => [name, engineCell(findings, name, now)]),
    ),
    ...named(
      "Icecast",
      firstFront(station.icecast).map(({ format, url }) => [format, `${url}${gap(heard(url))}`]),
    ),
    ...named(
      "HLS",
      firstFront(station.hls).map(({ url }) => ["all", `${url}${gap(hlsCell(findings, station.station))}`]),
    ),
    ...named("SRT in", inputs(station)),
    ...named(
      "API",
      station.api.map(({ engine, url }) => [engine, `${url}/status`]),
    ),
  ];
  return [`${bold(station.displayName)} ${dim(`(${station.station})`)}`, ...columns(rows)];
}

const gap = (text: string) => (text === "" ? "" : `  ${text}`);

/** The first line of a group carries its name. */
const named = (name: string, rows: [string, string][]): string[][] =>
  rows.map(([first, second], index) => [`  ${index === 0 ? name : ""}`, first, second]);

function inputs({ srt }: StationOutput): [string, string][] {
  const names = [...new Set(srt.map(({ input }) => input))];
  return names.map((name) => {
    const addresses = srt
      .filter(({ input }) => input === name)
      .map(({ engine, address }) => `${address} ${dim(`(${engine})`)}`);
    return [name, addresses.join("  ")];
  });
}

function engineCell(findings: Findings | undefined, name: string, now: Date): string {
  const answer = findings?.engines.find((engine) => engine.name === name);
  if (!answer) return "";
  if (answer.complaint !== undefined) return red(answer.complaint);
  const onAir = answer.status?.on_air;
  return onAir
    ? `${green("ready")}, on air: ${onAir.name} ${dim(`for ${ago(new Date(onAir.since), now)}`)}`
    : green("ready");
}

export function verdictCell({ heard, decibels, complaint }: Verdict): string {
  if (complaint !== undefined) return red(`✘ ${complaint}`);
  return `${green("♪")} ${heard} ${dim(loudness(decibels))}`;
}

export const loudness = (decibels: number): string =>
  Number.isFinite(decibels) ? `${decibels.toFixed(1)} dBFS` : "digital silence";

/** One line for all renditions: what they play when they agree, else every one that does not. */
function hlsCell(findings: Findings | undefined, station: string): string {
  const renditions = (findings?.streams ?? []).filter(
    (stream) => stream.station === station && /^hls(?!.* by )/.test(stream.name),
  );
  if (renditions.length === 0) return "";
  const bad = renditions.filter(({ complaint }) => complaint !== undefined);
  if (bad.length > 0) return bad.map(({ name, complaint }) => red(`✘ ${name}: ${complaint}`)).join("  ");
  const [first] = renditions;
  return `${green("♪")} ${first?.heard ?? ""} ${dim(`in ${renditions.length} renditions`)}`;
}
