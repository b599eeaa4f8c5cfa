/** The programs that keep logs, by the command lines that a stack gives them: what containers say arrives once, whatever becomes of the store meanwhile. */
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { collectorCommand, positionsFolder, storeCommand, storePath } from "../../components/logs/config";
import { logsPath } from "../../components/workload/workload";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { baseImage } from "../../toolchain/base-image";
import { logTools } from "../../toolchain/log-tools";
import { runStep } from "../../toolchain/step";
import { sleep } from "../../verbs/support/command";
import { ownFolder } from "../support/folders";
import { addressOf, docker } from "./support/group";
import { build } from "./support/images";
import { eventually } from "./support/rig";
import { imagesOf } from "./support/workloads";

const prefix = `airpath-logs-${process.pid}`;
const [store, collector] = [`${prefix}-store`, `${prefix}-collector`];
const settings = { days: 14, gibibytes: 1, port: 9428 };
const plan = planFleet([testStation("rivage", 10000, { icecast: ["aac-hifi"], hls: ["aac-lofi"] })], {
  logs: settings,
});
const logs = plan.logs!;
/** Tags, by the names of images. */
let images: Map<string, string>;
/** As Docker's folder of containers. */
const written = ownFolder("airpath-logs-");
const file = join(written, "c0ffee", "c0ffee-json.log");
let url: URL;

beforeAll(async () => {
  await logTools();
  const { detail: base } = await runStep(baseImage(), () => undefined);
  const wanted = (await imagesOf(plan, base)).filter(({ spec }) => spec.name.startsWith("log-"));
  await build(wanted, base);
  images = new Map(wanted.map(({ tag, spec }) => [spec.name, tag]));
  mkdirSync(join(written, "c0ffee"));
  await docker("network", "create", prefix);
  await startStore();
  await startCollector();
}, 400_000);
afterAll(async () => {
  await docker("rm", "--force", "--volumes", store, collector);
  await docker("volume", "rm", "--force", store, collector);
  await docker("network", "rm", prefix);
  rmSync(written, { recursive: true });
});

const hardened = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges:true"];

/** @param room that the store leaves on its disk, in GiB: more than there is, and its disk is full */
async function startStore(room = 2): Promise<void> {
  const command = storeCommand(settings, logs.store.port).map((each) =>
    each.startsWith("-storage.minFreeDiskSpaceBytes=") ? `-storage.minFreeDiskSpaceBytes=${room}GiB` : each,
  );
  const place = ["--name", store, "--network", prefix, "--network-alias", logs.store.name];
  await docker(
    "run",
    "--detach",
    ...place,
    ...hardened,
    "--volume",
    `${store}:${storePath}`,
    images.get(logs.store.name)!,
    ...command,
  );
  url = new URL(`http://${await addressOf(store)}:${logs.store.port}/select/logsql/query`);
  url.searchParams.set("query", '{attrs.station="rivage", attrs.engine="a"}');
}

async function startCollector(): Promise<void> {
  const sees = [...["--volume", `${written}:${logsPath}:ro`], ...["--volume", `${collector}:${positionsFolder}`]];
  const place = ["--name", collector, "--network", prefix, "--user", "0:0"];
  const { name } = logs.collector!;
  await docker(
    "run",
    "--detach",
    ...place,
    ...hardened,
    ...sees,
    images.get(name)!,
    ...collectorCommand(logs.collector!),
  );
}

const attrs = { station: "rivage", engine: "a", component: "engine" };

/** In order: what the store took within the last seconds it has in memory alone, and how far the collector read is written down now and then. */
async function end(container: string): Promise<void> {
  await docker("stop", "--time", "20", container);
  await docker("rm", container);
}

/** As Docker's json-file driver does. */
function say(...lines: string[]): void {
  for (const line of lines)
    appendFileSync(
      file,
      `${JSON.stringify({ log: `${line}\n`, stream: "stdout", attrs, time: new Date().toISOString() })}\n`,
    );
}

async function kept(): Promise<string[]> {
  const answer = await (await fetch(url)).text();
  const lines = answer.split("\n").filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { _msg: string })._msg.trim()).sort();
}

const has = (...lines: string[]) =>
  eventually(`the store has ${lines.join(", ")}`, 60, async () => {
    const found = await kept();
    return found.join() === lines.join() ? undefined : `it has ${found.join(", ")}`;
  });

it("keeps what containers say, found by station and engine", async () => {
  say("1 on air", '2 {"level":"info"}');
  await has("1 on air", '2 {"level":"info"}');
}, 90_000);

it("has what was said while the store was away", async () => {
  await end(store);
  say("3 nobody listens");
  await sleep(3000);
  await startStore();
  await has("1 on air", '2 {"level":"info"}', "3 nobody listens");
}, 120_000);

it("has what was said while the store's disk was full, and what it had before can be read meanwhile", async () => {
  await end(store);
  await startStore(1_000_000);
  say("4 no room");
  await sleep(5000);
  await has("1 on air", '2 {"level":"info"}', "3 nobody listens");
  await end(store);
  await startStore();
  await has("1 on air", '2 {"level":"info"}', "3 nobody listens", "4 no room");
}, 180_000);

it("has no line twice after another collector went on where the first one was", async () => {
  await end(collector);
  say("5 while it was replaced");
  await startCollector();
  await has("1 on air", '2 {"level":"info"}', "3 nobody listens", "4 no room", "5 while it was replaced");
}, 120_000);
