import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { ModuleKind, transpileModule } from "typescript";
import { formatIds, hlsFormatIds } from "../station-inventory/formats";
import { parseInventory, type StationFile } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { stationFiles } from "../station-inventory/stations";
import * as inputs from "../station-inventory/stations/inputs";
import { answersFrom, place, stationFileOf } from "./new-station";
import { type Answers, constantOf, freeBasePort, indexWith } from "./support/station-file";
import { Failure } from "./verb";

const index = readFileSync(join(__dirname, "../station-inventory/stations/index.ts"), "utf8");
const lagune: Answers = { id: "lagune", name: "Radio Lagune", kind: "local", set: "fleet", inputs: "local" };

/** What a station file or the index exports, as Node would load it. @param imported by the name after "./" */
function loaded(text: string, imported: Record<string, unknown>): Record<string, unknown> {
  const { outputText } = transpileModule(text, { compilerOptions: { module: ModuleKind.CommonJS } });
  const exports = {};
  new Function("exports", "require", outputText)(exports, (path: string) => imported[path.replace("./", "")]);
  return exports;
}

const committed = {
  demo: { demo: stationFiles[0]!.stations },
  national: { national: stationFiles[1]!.stations },
  local: { locals: stationFiles[2]!.stations },
  webradios: { webradios: stationFiles[3]!.stations },
};

it("a local station stands after the others, with what it says and nothing else", async () => {
  expect((await stationFileOf(lagune, stationFiles, index)).station)
    .toBe(`import type { StationInput } from "../schema";
import { localInputs } from "./inputs";

export const lagune: StationInput[] = [
  {
    id: "lagune",
    name: "Radio Lagune",
    kind: "local",
    basePort: 11450,
    inputs: localInputs,
  },
];
`);
});

it("the index names it, and is otherwise as it was", async () => {
  const written = (await stationFileOf(lagune, stationFiles, index)).index;
  const added = written.split("\n").filter((line) => !index.split("\n").includes(line));
  expect(added).toEqual([
    'import { lagune } from "./lagune";',
    '  { file: "stations/lagune.ts", set: "fleet", stations: lagune },',
  ]);
  expect(index.split("\n").filter((line) => !written.split("\n").includes(line))).toEqual([]);
});

const word = fc.constantFrom("a", "b", "new", "class", "demo", "locals", "station", "files", "1", "x2", "rivage");
const answers: fc.Arbitrary<Answers> = fc.record(
  {
    id: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("-")),
    name: fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 })),
    kind: fc.constantFrom("national", "local", "webradio"),
    set: fc.constantFrom("fleet", "demo"),
    inputs: fc.constantFrom("classic", "local", "webradio"),
    basePort: fc.integer({ min: 1000, max: 1999 }).map((tens) => tens * 10),
    icecast: fc.subarray(formatIds, { minLength: 1 }),
    hls: fc.subarray(hlsFormatIds, { minLength: 1 }),
  },
  { requiredKeys: ["id", "name", "kind", "set", "inputs"] },
);

it("whatever it writes is loaded, parses, and collides with nothing; or it writes nothing and says why", async () => {
  let [whole, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(answers, async (said) => {
      const written = await stationFileOf(said, stationFiles, index).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Failure);
        expect((error as Failure).message).toMatch(/; allowed: .*; fix: /);
        refused++;
      });
      if (!written) return;
      whole++;
      const own = loaded(written.station, { inputs });
      const { stationFiles: files } = loaded(written.index, { ...committed, [said.id]: own }) as {
        stationFiles: StationFile[];
      };
      expect(files.slice(0, -1)).toEqual(stationFiles);
      expect(files.at(-1)).toEqual({ file: `stations/${said.id}.ts`, set: said.set, stations: Object.values(own)[0] });
      const inventory = parseInventory(files);
      expect(inventory[said.set].at(-1)).toMatchObject({ id: said.id, name: said.name, kind: said.kind });
      const ports = planFleet(inventory.stations).stations.flatMap(({ engines }) =>
        engines.flatMap((engine) => [engine.api.hostPort, ...engine.inputs.map(({ hostPort }) => hostPort)]),
      );
      expect(new Set(ports).size).toBe(ports.length);
    }),
    { numRuns: 60 },
  );
  // Neither side is tried by luck alone.
  expect(Math.min(whole, refused)).toBeGreaterThan(3);
}, 120_000);

describe("the index's constant", () => {
  it.each([
    ["cap-sauvin", "capSauvin"],
    ["a-1", "a_1"],
    ["a--b", "a_B"],
    ["new", "new_"],
    ["locals", "locals_"],
    ["station-files", "stationFiles_"],
  ])("of %s is %s", (id, constant) => expect(constantOf(id, index)).toBe(constant));

  it("is not put into an index of another form", () => {
    expect(() => indexWith("export {};\n", lagune, "lagune")).toThrow(
      /^stations\/index\.ts: has another form; allowed/,
    );
  });
});

describe("ports", () => {
  const near = [
    { kind: "local" as const, basePort: 11000 },
    { kind: "webradio" as const, basePort: 12000 },
  ];
  it.each([
    ["the first free block after those alike", "local", near, near, 11010],
    ["the lowest of the set where none is alike", "national", near, near, 11010],
    ["the beginning where nobody is", "local", [], [], 10000],
    ["what another set has is taken", "local", near, [...near, { kind: "local", basePort: 11010 }], 11020],
  ] as const)("%s", (_, kind, set, all, port) => expect(freeBasePort(kind, set, all)).toBe(port));

  it("none is free when all are taken", () => {
    const all = Array.from({ length: 1000 }, (_, block) => ({ kind: "local" as const, basePort: 10000 + block * 10 }));
    expect(freeBasePort("local", all, all)).toBeUndefined();
    expect(freeBasePort("local", all.slice(5), all.slice(5))).toBe(10000);
  });
});

describe("writing", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "airpath-stations-"));
    writeFileSync(join(folder, "index.ts"), "old");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("leaves both files and nothing beside", () => {
    place(folder, "lagune", { station: "new", index: "with it" });
    expect(readdirSync(folder).sort()).toEqual(["index.ts", "lagune.ts"]);
    expect(readFileSync(join(folder, "index.ts"), "utf8")).toBe("with it");
  });

  it("never overwrites", () => {
    writeFileSync(join(folder, "lagune.ts"), "mine");
    expect(() => place(folder, "lagune", { station: "new", index: "with it" })).toThrow(
      "station-inventory/stations/lagune.ts is there already",
    );
    expect(readdirSync(folder).sort()).toEqual(["index.ts", "lagune.ts"]);
    expect(["index.ts", "lagune.ts"].map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["old", "mine"]);
  });
});

describe("what is said", () => {
  it("is enough with three words", () => {
    expect(answersFrom({ ID: "lagune", NAME: "Radio Lagune", KIND: "local" })).toEqual(lagune);
  });

  it.each([
    [{ ID: "lagune" }, "NAME, KIND not said; allowed: all of ID, NAME and KIND; fix: "],
    [{ ID: "a", NAME: "A", KIND: "pirate" }, 'KIND is "pirate"; allowed: national, local, webradio; fix: '],
    [{ ID: "a", NAME: "A", KIND: "local", SET: "all" }, 'SET is "all"; allowed: demo, fleet; fix: '],
  ])("%j is refused", (env, message) => expect(() => answersFrom(env)).toThrow(message));
});
