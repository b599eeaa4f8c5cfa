/** What one engine costs: CPU beside bare ffmpeg that does the same decode and encodes, memory, and whether memory grows. */
import { sleep } from "../../verbs/support/command";
import { Rig } from "../../tests/pipeline/support/rig";
import type { Measurement } from "../measure";
import { bare, sameEncodes } from "./bare";
import { cpuSeconds, type Process, processesOf, residentMebibytes } from "./processes";

/** Minutes until memory is read, and over which its slope is taken. LONG=1: as the requirements say. */
const minutes = process.env.LONG ? { memory: 10, slope: 30 } : { memory: 2, slope: 0 };
const warmSeconds = 20;
const cpuWindowSeconds = 60;

/** Every format that a station can have by default: eight encodes. */
const formats = {};

/** The simulated studio's own programme: notes and speech cost an encoder what sines do not. */
const programme = "STATION_NAME=Rig VOIE=A TONES='1000 1060 720' DESTINATIONS=$TO exec programme";

export async function engineBench(): Promise<Measurement[]> {
  const rig = await Rig.start({ station: { formats } });
  try {
    const engine = rig.engine();
    const record = engine.workload.files?.find(({ path }) => path.endsWith("station.liq"))?.content ?? "";
    const ffmpeg = await bare(rig, "bare", [], sameEncodes(rig, record));
    await rig.send(`${rig.inputAddress("voieA-1")},${ffmpeg.address}`, { script: programme });
    await rig.onAir("voieA-1", 30);
    const started = performance.now();
    await sleep(warmSeconds * 1000);
    const all = (await Promise.all(engine.containers.map(processesOf))).flat();
    const own = ["liquidsoap", "srt-gate", "publisher"].map((name) => all.find((each) => each.name === name)!);
    const [reference] = (await processesOf(ffmpeg.container)).filter(({ name }) => name === "ffmpeg");
    const cpu = await cpuOf([own, all, [reference!]]);
    const memory = await memoryOf(own, started);
    return [...cpuLines(cpu), ...memory];
  } finally {
    await rig.end();
  }
}

/** Per cent of a core that each group uses over the window: its processes alone, and with the children they waited for. */
async function cpuOf(groups: Process[][]): Promise<{ alone: number; each: number[]; whole: number }[]> {
  const read = () => groups.map((group) => group.map((each) => [cpuSeconds(each), cpuSeconds(each, true)] as const));
  const [from, start] = [read(), performance.now()];
  await sleep(cpuWindowSeconds * 1000);
  const [to, seconds] = [read(), (performance.now() - start) / 1000];
  return groups.map((group, index) => {
    const used = (column: 0 | 1) =>
      group.map(
        (_, place) => (((to[index]?.[place]?.[column] ?? 0) - (from[index]?.[place]?.[column] ?? 0)) / seconds) * 100,
      );
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    return { alone: sum(used(0)), each: used(0), whole: sum(used(1)) };
  });
}

function cpuLines([own, all, reference]: Awaited<ReturnType<typeof cpuOf>>): Measurement[] {
  const against = { unit: "% of a core" as const, reference: reference!.alone };
  const [liquidsoap = NaN, gate = NaN, publisher = NaN] = own!.each;
  return [
    {
      name: "engine CPU over bare ffmpeg with the same decode and encodes",
      values: [own!.alone],
      ...against,
      limit: 1.25,
    },
    { name: "of that, Liquidsoap over bare ffmpeg", values: [liquidsoap], ...against, limit: 1.25 },
    { name: "of that, the SRT gate", values: [gate], unit: "% of a core", reference: 5 },
    { name: "of that, the publisher", values: [publisher], unit: "% of a core", reference: 5 },
    { name: "engine's containers whole, probes and logs included", values: [all!.whole], ...against, limit: 1.5 },
    // What a station reserves by default is a quarter of a core.
    { name: "engines a core", values: [100 / all!.whole], unit: "engines a core", reference: 4, atLeast: true },
  ];
}

async function memoryOf(own: Process[], started: number): Promise<Measurement[]> {
  const samples: { hours: number; mebibytes: number }[] = [];
  const until = async (minute: number) => {
    while (performance.now() - started < minute * 60_000) {
      samples.push({ hours: (performance.now() - started) / 3_600_000, mebibytes: residentMebibytes(own[0]!) });
      await sleep(5000);
    }
  };
  await until(minutes.memory);
  const [liquidsoap = NaN, gate = NaN, publisher = NaN] = own.map(residentMebibytes);
  const after = `resident after ${minutes.memory} min`;
  const lines: Measurement[] = [
    { name: `Liquidsoap ${after}`, values: [liquidsoap], unit: "MiB", reference: 150 },
    { name: `the SRT gate ${after}`, values: [gate], unit: "MiB", reference: 32 },
    { name: `the publisher ${after}`, values: [publisher], unit: "MiB", reference: 32 },
  ];
  if (minutes.slope === 0) return lines;
  await until(minutes.slope);
  const settled = samples.filter(({ hours }) => hours > minutes.memory / 60);
  // 4 MiB an hour would be 100 MiB a day: what grows faster fills its limit between two looks at it.
  return [
    ...lines,
    { name: "Liquidsoap's growth from minute 10 to 30", values: [slope(settled)], unit: "MiB an hour", reference: 4 },
  ];
}

/** Least squares. */
export function slope(samples: readonly { hours: number; mebibytes: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map(({ hours }) => hours)), mean(samples.map(({ mebibytes }) => mebibytes))];
  const above = samples.reduce((sum, { hours, mebibytes }) => sum + (hours - x) * (mebibytes - y), 0);
  const below = samples.reduce((sum, { hours }) => sum + (hours - x) ** 2, 0);
  return above / below;
}
