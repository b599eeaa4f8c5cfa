/** Every dashboard of 78 stations, against a real Prometheus that holds an hour of what 78 stations would say. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dashboards } from "../dashboards";
import { contextOf } from "../dashboards/dashboard";
import { judged } from "../dashboards/render/draw";
import { gather } from "../dashboards/render/gather";
import { Prometheus } from "../dashboards/render/prometheus";
import { writeOpenMetrics } from "../dashboards/synthetic/openmetrics";
import { syntheticSeries } from "../dashboards/synthetic/series";
import type { World } from "../dashboards/synthetic/world";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { stationFiles } from "../station-inventory/stations";
import { classicInputs } from "../station-inventory/stations/inputs";
import { execute, run, sleep, until } from "../verbs/support/command";
import { ourImage } from "../verbs/support/docker";
import { Failure } from "../verbs/verb";
import type { Measurement } from "./measure";

/** Seconds. Text is 15 times as large as blocks: it is written, and taken in, ten minutes at a time. */
const [hour, step, piece] = [3600, 15, 600];
/** The limit of one query, in milliseconds, and how often each is asked: the machine does other things too. */
const [limit, runs] = [1000, 3];

/** Blocks hold two hours each, by the clock: an hour within one. */
function worldOf78(): World {
  const seven = stationFiles
    .filter(({ set }) => set === "fleet")
    .map((file) => ({
      ...file,
      stations: (file.stations as object[]).map((one) => ({ ...one, inputs: classicInputs })),
    }));
  const plan = planFleet(parseInventory(seven).fleet, { masters: 2, relays: 2, origins: 2 });
  return { plan, end: Math.floor(Date.now() / 7.2e6) * 7200 - 60, exporters: true };
}

export async function dashboardBench(): Promise<Measurement[]> {
  const world = worldOf78();
  const folder = mkdtempSync(join(tmpdir(), "airpath-bench-dashboards-"));
  const tool = await toolbox(folder);
  try {
    for (let start = world.end - hour; start < world.end; start += piece) {
      const file = join(folder, "text.om");
      writeOpenMetrics(file, syntheticSeries(world), { start, end: start + piece - step, step });
      await tool.promtool("tsdb", "create-blocks-from", "openmetrics", "--quiet", file, join(folder, "data"));
      rmSync(file);
    }
    const prometheus = await tool.serve();
    return await measured(world, prometheus);
  } finally {
    await tool.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Failure naming every panel that is empty or fails */
async function measured(world: World, prometheus: Prometheus): Promise<Measurement[]> {
  const end = world.end - step;
  const jobs = new Set((await prometheus.instant("count by (job) (up)", end)).map(({ labels }) => labels.job ?? ""));
  const options = { prometheus, end, seconds: hour - 2 * step, scrapeInterval: step, values: {}, jobs };
  const lines: Measurement[] = [];
  const wrong: string[] = [];
  for (const dashboard of dashboards(contextOf(world.plan))) {
    const best: number[] = [];
    for (let turn = 0; turn < runs; turn++) {
      const gathered = await gather(dashboard, options);
      const { title, empty, failed } = judged(gathered, "");
      if (turn === 0) wrong.push(...[...empty, ...failed].map((panel) => `${title}: ${panel}`));
      gathered.panels
        .flatMap(({ milliseconds }) => milliseconds)
        .forEach((each, index) => (best[index] = Math.min(each, best[index] ?? Infinity)));
    }
    const name = `dashboard "${dashboard.title}" of ${world.plan.stations.length} stations, slowest of ${best.length} queries`;
    lines.push({ name, values: [Math.max(...best)], unit: "ms", reference: limit });
  }
  if (wrong.length > 0) throw new Failure(`empty or failed panels: ${wrong.join("; ")}`, "make dashboards shows them");
  return lines;
}

/** Prometheus and promtool: in a container of the stack's image, or from the folder that PROMETHEUS_BIN names. */
async function toolbox(folder: string) {
  const binaries = process.env.PROMETHEUS_BIN;
  const image = binaries ? undefined : await ourImage("prometheus");
  if (!binaries && image === undefined)
    throw new Failure(
      "no Prometheus to measure with: it is an image of the stack",
      "make start, or PROMETHEUS_BIN=folder",
    );
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "none.yml"), "global: {}\n");
  const port = 19190;
  const flags = [`--config.file=${join(folder, "none.yml")}`, `--storage.tsdb.path=${join(folder, "data")}`];
  const serving = [...flags, `--web.listen-address=127.0.0.1:${port}`, "--log.level=error"];
  const container = "airpath-bench-prometheus";
  const inside = ["--network", "host", "--user", "0", "--volume", `${folder}:${folder}`, "--entrypoint"];
  const stop = new AbortController();
  return {
    promtool: (...args: string[]) =>
      binaries
        ? run(join(binaries, "promtool"), args)
        : run("docker", ["run", "--rm", ...inside, "promtool", image!, ...args]),
    serve: async () => {
      if (binaries) spawned(join(binaries, "prometheus"), serving, stop.signal);
      else await run("docker", ["run", "--detach", "--name", container, ...inside, "prometheus", image!, ...serving]);
      return ready(`http://127.0.0.1:${port}`);
    },
    end: async () => {
      stop.abort();
      if (!binaries) await execute("docker", ["rm", "--force", container]);
      else await sleep(1000);
    },
  };
}

function spawned(program: string, args: string[], signal: AbortSignal): void {
  const child = spawn(program, args, { stdio: "ignore", signal });
  // Being stopped is its end, and no error.
  child.on("error", (error) => {
    if (error.name !== "AbortError") throw error;
  });
}

async function ready(url: string): Promise<Prometheus> {
  const complaint = await until(60_000, async () => {
    const answer = await fetch(`${url}/-/ready`).catch((error: unknown) => String(error));
    return typeof answer === "string" ? answer : answer.ok ? undefined : `HTTP ${answer.status}`;
  });
  if (complaint === undefined) return new Prometheus(url);
  throw new Error(`Prometheus did not become ready: ${complaint}`);
}
