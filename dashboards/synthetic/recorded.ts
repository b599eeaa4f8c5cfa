/** What Prometheus would record by alerts/recording.ts, as far as dashboards read it. */
import { factNames } from "../../alerts/facts";
import { objectives, windows } from "../../alerts/objectives";
import { recordedNames } from "../../alerts/recorded";
import { availability, minuteSeconds } from "../../alerts/recording";
import { noise, wave } from "./noise";
import { since, type SyntheticSeries, type Value, type World } from "./world";

export function* recordedSeries(world: World): Generator<SyntheticSeries> {
  for (const [place, station] of world.plan.stations.entries()) yield* ofStation(world, place, station);
}

function* ofStation(
  world: World,
  place: number,
  { id, kind, loudness, streams, hls }: World["plan"]["stations"][number],
): Generator<SyntheticSeries> {
  const labels = { station: id, kind };
  const of = (name: string, value: Value, more: Record<string, string> = {}): SyntheticSeries => ({
    name,
    labels: { ...labels, ...more },
    value,
  });
  const heard: Value = (time) => (since(world, place, "silence", time) ? 0 : 1);
  yield of(factNames.objective, () => objectives[kind]);
  yield of(factNames.segment, () => hls.segmentSeconds);
  yield of(factNames.loudnessLeast, () => loudness.leastLufs);
  yield of(factNames.loudnessMost, () => loudness.mostLufs);
  const middle = (loudness.leastLufs + loudness.mostLufs) / 2;
  const level = wave(`${id}10m`, middle, 1);
  const faint = (time: number) => since(world, place, "faint", time);
  yield {
    name: recordedNames.loudness,
    labels: { station: id },
    value: (time) => (faint(time) ? loudness.leastLufs - 6 : level(time)),
  };
  for (const [protocol, formats] of [["icecast", streams] as const, ["hls", hls.renditions] as const]) {
    for (const { format } of formats) yield of(recordedNames.available, heard, { protocol, format });
    yield of(availability(minuteSeconds), heard, { protocol });
    // What was lost before the hour shown: most have lost next to nothing, some more than all.
    const lost = (1 - objectives[kind]) * 1.2 * noise(id + protocol) ** 3;
    for (const seconds of windows)
      yield of(availability(seconds), (time) => 1 - lost - (heard(time) === 0 ? Math.min(300, seconds) / seconds : 0), {
        protocol,
      });
    yield of(recordedNames.budget, () => 1 - lost / (1 - objectives[kind]), { protocol });
  }
}
