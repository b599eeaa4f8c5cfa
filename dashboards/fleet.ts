/** Every station at a glance: for the wall. */
import { type Context, dashboardOf, toStation } from "./dashboard";
import { number, type PanelSpec, tiles } from "./panels";
import { countOrZero, max, metric, sum } from "./promql";
import * as states from "./states";
import { type Column, table } from "./table";
import { colours, loudness, mustBeOne, neutral, noneAllowed, steps } from "./thresholds";

const chosen = { station: "$kind" };

export const fleet = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Fleet wall",
    description:
      "Every station at a glance: on air, from which source, how loud, with how much left to lose, heard by how many.",
    variables: ["kind"],
    from: "now-15m",
    rows: [
      { title: "The fleet", panels: summary(context) },
      { title: "Stations", panels: [onAir(context), source(context), level(context)] },
      { title: "Station by station", panels: [everyStation(context)] },
    ],
  });

const count = (spec: Pick<PanelSpec, "title" | "description" | "thresholds">, expression: string) =>
  number({ ...spec, unit: "short", queries: [[expression, ""]], size: [3, 4] });

const summary = ({ thresholds }: Context) => [
  count(
    {
      title: "On air",
      description: `Stations of which at least one engine plays an input. The inventory has ${thresholds.stations}.`,
      thresholds: steps(colours.bad, [1, colours.well]),
    },
    countOrZero(`max by (station) (${states.engineOnAir(chosen)}) == 1`),
  ),
  count(
    {
      title: "Off air",
      description: "Stations of which no engine answers or none plays an input.",
      thresholds: noneAllowed,
    },
    countOrZero(`(${states.stationState(chosen)}) <= 0`),
  ),
  count(
    {
      title: "Blank",
      description: "Stations whose output has been silent for longer than their inventory allows, on every engine.",
      thresholds: noneAllowed,
    },
    countOrZero(`${states.stationBlank(chosen)} == 1`),
  ),
  count(
    {
      title: "Redundancy lost",
      description: "Stations on air of which an engine is missing: the next death is heard.",
      thresholds: steps(colours.well, [1, colours.warn]),
    },
    countOrZero(`${states.redundancy(chosen)} < 1`),
  ),
  count(
    {
      title: "Engines disagree",
      description:
        "Stations whose engines play different inputs: listeners of one engine hear another programme than those of the other.",
      thresholds: steps(colours.well, [1, colours.watch]),
    },
    countOrZero(`count by (station) (${states.sources(chosen)}) > 1`),
  ),
  count(
    {
      title: "HLS late",
      description: `Stations whose playlists have not grown for ${thresholds.playlist.late} s at any origin: players are about to stall.`,
      thresholds: noneAllowed,
    },
    countOrZero(`${states.playlistAge(chosen)} > ${thresholds.playlist.late}`),
  ),
  count(
    {
      title: "Listeners",
      description: "Icecast listeners now, on all relays. HLS players are not counted.",
      thresholds: neutral,
    },
    sum("", states.stationListeners(chosen.station)),
  ),
  count(
    {
      title: "Alerts",
      description: "Alerts that fire now, the one that must always fire left out.",
      thresholds: noneAllowed,
    },
    countOrZero(metric("ALERTS", { alertstate: "firing", "!alertname": "Watchdog" })),
  ),
];

/** A few stations need no wall. */
const tileRoom = ({ thresholds }: Context): [number, number] => [24, thresholds.stations > 8 ? 10 : 4];

const onAir = (context: Context) =>
  tiles({
    title: "On air",
    description: "Green: every engine plays an input. Orange: an engine is lost. Red: silence, or no engine answers.",
    unit: "none",
    thresholds: steps(colours.bad, [0.01, colours.warn], [1, colours.well]),
    states: states.stationStates,
    queries: [[states.stationState(chosen), "{{station}}"]],
    links: [toStation()],
    size: tileRoom(context),
  });

const source = (context: Context) =>
  tiles({
    title: "Source",
    description:
      "What plays. Green: on every engine; orange: on one; red: engines on silence. Two tiles of one station: its engines disagree.",
    unit: "none",
    namesOnly: true,
    thresholds: steps(colours.bad, [1, colours.warn], [2, colours.well]),
    queries: [[states.sources(chosen), "{{station}} {{source}}"]],
    links: [toStation()],
    size: tileRoom(context),
  });

const level = (context: Context) =>
  tiles({
    title: "Loudness",
    description:
      "LUFS over 5 s of what is on air. R 128 aims at -23, radio streams are made louder; under -40 somebody wonders whether it is still there.",
    unit: "none",
    decimals: 0,
    thresholds: steps(
      colours.bad,
      [loudness.faint, colours.watch],
      [loudness.quiet, colours.well],
      [loudness.loud, colours.watch],
      [loudness.tooLoud, colours.bad],
    ),
    queries: [[states.stationLoudness(chosen), "{{station}}"]],
    links: [toStation()],
    size: tileRoom(context),
  });

const everyStation = ({ plan, thresholds }: Context) => {
  const letters = [...new Set(plan.stations.flatMap(({ engines }) => engines.map(({ letter }) => letter)))].sort();
  return table({
    title: "Every station",
    description:
      "One row a station: what each engine plays (nothing: silence, or no engine), sound, loudness, engines, listeners, playlist, changes of source in the time shown.",
    unit: "none",
    thresholds: neutral,
    rows: ["station", "Station"],
    rowLink: toStation("${__value.raw}"),
    columns: [...letters.map(playedBy), ...stationColumns(thresholds)],
    // Two columns of rows in a picture; Grafana scrolls.
    size: [24, Math.min(24, thresholds.stations + 3)],
  });
};

/** The source as text: Grafana shows a label of the one series that there is. */
const playedBy = (letter: string): Column => {
  const playing = `${metric("liquidsoap_source_is_playing", { engine: letter, ...chosen })} == 1`;
  const label = `on_air_${letter}`;
  const named = `label_replace(${playing}, "${label}", "$1", "source", "(.*)")`;
  return { title: `Engine ${letter}`, expression: max(`station ${label}`, named), label };
};

const stationColumns = ({ playlist }: Context["thresholds"]): Column[] => [
  { title: "Sound", expression: states.stationBlank(chosen), states: states.blankStates, thresholds: noneAllowed },
  {
    title: "LUFS",
    expression: states.stationLoudness(chosen),
    decimals: 1,
    thresholds: steps(
      colours.bad,
      [loudness.faint, colours.watch],
      [loudness.quiet, colours.well],
      [loudness.tooLoud, colours.bad],
    ),
  },
  { title: "Engines", expression: states.redundancy(chosen), unit: "percentunit", decimals: 0, thresholds: mustBeOne },
  { title: "Listeners", expression: states.stationListeners(chosen.station), decimals: 0 },
  {
    title: "Playlist age",
    expression: states.playlistAge(chosen),
    unit: "s",
    decimals: 1,
    thresholds: steps(colours.well, [playlist.late, colours.warn], [playlist.stale, colours.bad]),
  },
  {
    title: "Switches",
    expression: `max by (station) (increase(${metric("liquidsoap_output_switches_total", chosen)}[$__range]))`,
    decimals: 0,
    thresholds: steps(colours.well, [2, colours.watch], [6, colours.warn]),
  },
];
