import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fieldRows, inventoryReference, table } from "../station-inventory/reference";
import { stationSchema } from "../station-inventory/schema";
import { clusterConfig, localConfig } from "./config";
import { settingComments, settingsReference } from "./reference";

const read = (...path: string[]) => readFileSync(join(__dirname, "..", ...path), "utf8");
const source = read("stacks", "config.ts");

it("docs/inventory.md is up to date: npx tsx stacks/write-docs.ts", () => {
  expect(read("docs", "inventory.md")).toBe(inventoryReference());
});

it("docs/settings.md is up to date: npx tsx stacks/write-docs.ts", () => {
  expect(read("docs", "settings.md")).toBe(settingsReference(source));
});

describe("the inventory's fields", () => {
  const rows = fieldRows(stationSchema);
  const of = (path: string) => rows.find((row) => row.path === path)!;

  it("are told with what they take, an example and a meaning, those within others too", () => {
    for (const row of rows) for (const text of [row.allowed, row.description, row.example]) expect(text).not.toBe("");
    expect(rows.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["id", "inputs[].call", "blank.threshold", "hls.timeShift"]),
    );
  });

  it("have the defaults of the schema", () => {
    expect(of("basePort").fallback).toBe("");
    expect(of("inputs[].srtLatency").fallback).toBe('"200 milliseconds"');
    expect(of("inputs[].call").fallback).toBe("none");
    expect(of("redundancy").fallback).toBe("2");
  });
});

describe("the settings", () => {
  it.each([
    ["localConfig", localConfig],
    ["clusterConfig", clusterConfig],
  ])("of %s have words beside them", (name, { shape }) => {
    const [own, local] = [settingComments(source, name), settingComments(source, "localConfig")];
    const untold = Object.keys(shape).filter((setting) => !own.get(setting) && !local.get(setting));
    // It has its comment where both take it from.
    expect(untold).toEqual(["stations"]);
  });

  it("are looked for where they are", () => {
    expect(() => settingComments(source, "other")).toThrow('stacks/config.ts: has no "other"');
  });
});

it("a bar in a cell is not the table's", () => expect(table(["a"], [["x|y"]])).toBe("| a |\n| --- |\n| x\\|y |"));
