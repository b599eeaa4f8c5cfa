/** Liquidsoap itself reads and types the pipeline with the configuration of every station of the inventory, and says what is wrong in one that is spoilt. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineConfig } from "../../components/engine/config";
import { parseInventory } from "../../station-inventory/inventory";
import { planStation } from "../../station-inventory/plan";
import { stationFiles } from "../../station-inventory/stations";
import { execute } from "../../verbs/support/command";
import { liquidsoapImage } from "./support/liquidsoap";

const { demo, fleet } = parseInventory(stationFiles);
const plans = [...demo, ...fleet].map(planStation);
const text = (plan: (typeof plans)[number]): string =>
  engineConfig(plan, plan.engines[0]!, { masters: [], origins: [] }).liquidsoap;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "airpath-check-"));
  // Made for the user alone; its files are not secret, and the container's user reads them.
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function check(configurations: Record<string, string>) {
  const files = Object.entries(configurations).map(([name, content]) => {
    writeFileSync(join(folder, name), content, { mode: 0o644 });
    return `/stations/${name}`;
  });
  const own = ["--rm", "--network", "none", "--read-only", "--tmpfs", "/tmp", "--volume", `${folder}:/stations:ro`];
  return execute("docker", ["run", ...own, "--entrypoint", "airpath-check", await liquidsoapImage(), ...files]);
}

it("is well for each of them", async () => {
  const { code, stdout } = await check(Object.fromEntries(plans.map((plan) => [`${plan.id}.liq`, text(plan)])));
  expect([code, stdout.trim().split("\n").at(-1)]).toEqual([
    0,
    `${plans.length} of ${plans.length} configurations are well`,
  ]);
}, 400_000);

it("tells which is spoilt, and where", async () => {
  const [one, other] = plans.map(text) as [string, string];
  const { code, stdout } = await check({ "well.liq": one, "spoilt.liq": `${other}\noops(` });
  expect(code).toBe(1);
  expect(stdout).toContain("failed  /stations/spoilt.liq\n");
  expect(stdout).toContain("Parse error");
  expect(stdout).toContain("1 of 2 configurations are well");
});
