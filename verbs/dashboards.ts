import { join } from "node:path";
import { dashboards as allDashboards } from "../dashboards";
import { contextOf } from "../dashboards/dashboard";
import { draw, type Drawn } from "../dashboards/render/draw";
import { Prometheus } from "../dashboards/render/prometheus";
import { secondsOf } from "../dashboards/render/gather";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import type { FleetPlan } from "../station-inventory/plan-types";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import { projectFolder, repository } from "../toolchain/paths";
import { withChromium } from "./support/chromium";
import { ourImage, requireDocker } from "./support/docker";
import { intendedPlan } from "./support/intent";
import { isSetUp, requireSetUp, stackOutputs } from "./support/pulumi";
import { stackPrefix } from "./support/stack";
import { reason } from "./support/streams";
import { columns, dim, green, live, print, red, yellow } from "./support/terminal";
import { Failure, positionals, UsageError, type Verb } from "./verb";

/** Where pictures and provisioning files go; git ignores it. */
const folder = join(projectFolder, "dashboards");

export const dashboards: Verb = {
  summary: "draw every dashboard from the running Prometheus into .airpath/dashboards; fails on an empty panel",
  help: `For Grafana, each *.json is a dashboard to be provisioned; for eyes, index.html shows every picture.
  DASHBOARD=text   only those whose name holds it: fleet, station, engines, inputs, levels, delivery, services, alerts …
  STATION=id       the station of the dashboard "Station"; default: the first
  SINCE=1h         how far back; default: as each dashboard says
  PROMETHEUS=url   another Prometheus than the stack's; STEP=15 is its scrape interval in seconds
  CHROMIUM=path    a Chromium of this machine, instead of one in a container
  STACK=local      the stack
Exit code 0: every panel has something to show; 1: one is empty though its job is scraped, or a query failed.`,
  run: async (args) => {
    positionals(args, 0);
    const chosen = chosenFrom(process.env);
    const plan = await planToDraw(chosen);
    const wanted = allDashboards(contextOf(plan)).filter(({ uid = "" }) => uid.includes(chosen.dashboard));
    if (wanted.length === 0)
      throw new UsageError(`DASHBOARD is ${chosen.dashboard}; allowed: a part of a dashboard's name`);
    const url = chosen.prometheus ?? (await stackOutputs()).prometheus;
    const prometheus = new Prometheus(url);
    const now = Math.floor(Date.now() / 1000);
    await prometheus.instant("vector(1)", now).catch((error: unknown) => {
      const said = error instanceof Error ? reason(error) : String(error);
      throw new Failure(`no Prometheus at ${url}: ${said}`, "make start, or PROMETHEUS=url of another one");
    });
    const browser = await browserOptions();
    print(`  ${wanted.length} dashboards from ${url} into ${folder.replace(`${repository}/`, "")}/`);
    const drawn = await withChromium(browser, (chromium) =>
      draw(wanted, {
        ...{ prometheus, end: now, scrapeInterval: chosen.step, folder, chromium },
        ...(chosen.since !== undefined && { seconds: chosen.since }),
        values: chosen.station === undefined ? {} : { station: chosen.station },
        onPanel: (title, panel) => live(`  ${title}: ${panel} …`),
        onDashboard: (one) => {
          live("");
          columns([row(one)]).forEach(print);
        },
      }),
    );
    return verdict(drawn);
  },
};

/** The stack's own; of another's Prometheus, in a clone that was never set up, the stations that a stack has by default. */
async function planToDraw({ prometheus }: Chosen): Promise<FleetPlan> {
  if (prometheus === undefined) requireSetUp();
  if (isSetUp()) return intendedPlan();
  print("  this clone has not been set up: limits are those of the demonstration stations");
  return planFleet(selectStations(parseInventory(stationFiles), "demo"));
}

interface Chosen {
  dashboard: string;
  station?: string;
  since?: number;
  prometheus?: string;
  step: number;
}

/** @throws UsageError naming the variable, what it is and what is allowed */
export function chosenFrom({ DASHBOARD, STATION, SINCE, PROMETHEUS, STEP }: NodeJS.ProcessEnv): Chosen {
  const step = Number(STEP || 5);
  if (!(step >= 1 && step <= 300))
    throw new UsageError(`STEP is ${STEP}; allowed: 1-300 seconds; fix: make dashboards STEP=15`);
  if (PROMETHEUS && !URL.canParse(PROMETHEUS))
    throw new UsageError(
      `PROMETHEUS is ${PROMETHEUS}; allowed: a URL; fix: make dashboards PROMETHEUS=http://127.0.0.1:9090`,
    );
  return {
    dashboard: DASHBOARD ?? "",
    step,
    ...(STATION && { station: STATION }),
    ...(SINCE && { since: sinceFrom(SINCE) }),
    ...(PROMETHEUS && { prometheus: PROMETHEUS }),
  };
}

function sinceFrom(text: string): number {
  try {
    return secondsOf(text);
  } catch {
    throw new UsageError(`SINCE is ${text}; allowed: a number and s, m, h or d; fix: make dashboards SINCE=1h`);
  }
}

async function browserOptions() {
  const container = `${stackPrefix()}-drawing`;
  const { CHROMIUM } = process.env;
  if (CHROMIUM) return { container, executable: CHROMIUM, base: () => "" };
  await requireDocker();
  const base = await ourImage("base");
  if (base === undefined)
    throw new Failure(
      "no Chromium to draw with: it is built on the stack's base image",
      "make start, or CHROMIUM=path of one",
    );
  return { container, base: () => base };
}

const row = ({ title, png, empty, failed, panels, slowest }: Drawn): string[] => [
  empty.length + failed.length === 0 ? `${green("✔")} ${title}` : `${red("✘")} ${title}`,
  `${panels} panels`,
  `slowest query ${slowest.milliseconds.toFixed(0)} ms`,
  dim(png),
];

/** Tells what is wrong, and what is not there and need not be. */
function verdict(drawn: readonly Drawn[]): number {
  for (const { title, empty } of drawn) for (const panel of empty) print(`  ${red("empty")} ${title}: ${panel}`);
  for (const { title, failed } of drawn) for (const panel of failed) print(`  ${red("failed")} ${title}: ${panel}`);
  const jobs = new Map<string, number>();
  for (const { absent } of drawn) for (const job of absent) jobs.set(job, (jobs.get(job) ?? 0) + 1);
  for (const [job, count] of jobs)
    print(`  ${yellow("–")} ${count} panels wait for job "${job}", which this stack has not`);
  const [slowest] = drawn.map((each) => each.slowest).sort((a, b) => b.milliseconds - a.milliseconds);
  if (slowest) print(`  slowest query: ${slowest.milliseconds.toFixed(0)} ms, ${slowest.panel}`);
  print(`  ${join(folder, "index.html")}`);
  return drawn.some(({ empty, failed }) => empty.length + failed.length > 0) ? 1 : 0;
}
