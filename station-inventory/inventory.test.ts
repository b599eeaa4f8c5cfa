import { InventoryError } from "./mistake";
import { parseInventory, parseStation, type StationFile } from "./inventory";
import { sample } from "./sample";
import type { StationInput } from "./schema";

const at = (file: string, ...stations: unknown[]): StationFile => ({
  file: `stations/${file}.ts`,
  set: "fleet",
  stations,
});
const linesOf = (files: unknown, options = {}): string[] => {
  try {
    parseInventory(files as StationFile[], options);
  } catch (error) {
    expect(error).toBeInstanceOf(InventoryError);
    return (error as Error).message.split("\n");
  }
  return [];
};
const rivage = sample();
const boreal = sample({ id: "boreal", name: "Boréal", basePort: 10010 });
const inputs = (...changes: Partial<StationInput["inputs"][number]>[]): StationInput["inputs"] =>
  changes.map((change, index) => ({
    name: `in-${index}`,
    voie: "A",
    port: index,
    selection: "autofallback",
    ...change,
  }));

it("takes stations of several files, in their order, and knows their sets", () => {
  const demo: StationFile = { file: "stations/demo.ts", set: "demo", stations: [boreal] };
  const inventory = parseInventory([demo, at("rivage", rivage)]);
  expect(inventory.stations.map(({ id }) => id)).toEqual(["boreal", "rivage"]);
  expect(inventory.demo.map(({ id }) => id)).toEqual(["boreal"]);
  expect(inventory.fleet.map(({ id }) => id)).toEqual(["rivage"]);
});

describe("rules within a station", () => {
  it("refuses ids that mean something else in paths and settings", () => {
    expect(linesOf([at("x", sample({ id: "engines" }))])).toEqual([
      'stations/x.ts: stations[0].id is "engines", a word with a meaning of its own in paths and settings; ' +
        "allowed: any id but engines, silence, admin, auth, metrics, status, web, liveness, readiness, healthz, demo, fleet, all, icecast-master, hls-origin, cache, front, prometheus, alertmanager, lofi, midfi, hifi, insane, surround; " +
        'fix: use "engines-radio"',
    ]);
  });

  it.each(["silence", "admin", "metrics", "demo"])("refuses the id %s", (id) => {
    expect(linesOf([at("x", sample({ id }))])).toHaveLength(1);
  });

  it("refuses an input by the name that the programme has", () => {
    const named = [{ name: "output", voie: "A" as const, port: 0, selection: "autofallback" as const }];
    expect(linesOf([at("rivage", sample({ inputs: named }))])).toEqual([
      'stations/rivage.ts: "rivage".inputs[0].name is "output", which the engine calls something else; allowed: any name but output; fix: use "output-1"',
    ]);
  });

  it("refuses an offset that two inputs have, and lists the free ones", () => {
    const taken = sample({ inputs: inputs({ port: 0 }, { port: 0 }, { port: 2 }) });
    expect(linesOf([at("rivage", taken)])).toEqual([
      'stations/rivage.ts: "rivage".inputs[1].port 0 is taken by inputs[0]; allowed: 0-7, one input each; fix: use 1, 3-7',
    ]);
  });

  it("says so when no offset is free", () => {
    const ports = [0, 1, 2, 3, 4, 5, 6, 7, 7];
    const lines = linesOf([at("rivage", sample({ inputs: inputs(...ports.map((port) => ({ port }))) }))]);
    expect(lines[1]).toBe(
      'stations/rivage.ts: "rivage".inputs[8].port 7 is taken by inputs[7]; allowed: 0-7, one input each; fix: remove it: every offset is taken',
    );
  });

  it("refuses a name that two inputs have, whatever the case", () => {
    const taken = sample({ inputs: inputs({ name: "voieA" }, { name: "VoieA" }) });
    expect(linesOf([at("rivage", taken)])).toEqual([
      'stations/rivage.ts: "rivage".inputs[1].name "VoieA" is taken by inputs[0]; allowed: each name once in a station, whatever the case; ' +
        "fix: use another name for one of them",
    ]);
  });

  it("refuses a station that nothing puts on air by itself", () => {
    const manual = sample({ inputs: inputs({ selection: "manual" }, { selection: "manual" }) });
    expect(linesOf([at("rivage", manual)])).toEqual([
      'stations/rivage.ts: "rivage".inputs are all manual (2); ' +
        'allowed: at least one with selection "autofallback", or nothing is on air until an operator comes; ' +
        'fix: give the programme\'s main input selection: "autofallback"',
    ]);
  });

  it("does not guess at an input whose selection is wrong", () => {
    const unclear = sample({ inputs: inputs({ selection: "manual" }, { selection: "auto" as "manual" }) });
    expect(linesOf([at("rivage", unclear)])).toEqual([
      'stations/rivage.ts: "rivage".inputs[1].selection is "auto"; allowed: "autofallback" or "manual"; fix: write for example "autofallback"',
    ]);
  });

  it.each(["icecast", "hls"] as const)("refuses a format twice in %s", (output) => {
    const twice = sample({ formats: { [output]: ["aac-hifi", "aac-lofi", "aac-hifi"] } });
    expect(linesOf([at("rivage", twice)])).toEqual([
      `stations/rivage.ts: "rivage".formats.${output}[2] "aac-hifi" is taken by ${output}[0]; allowed: each format once; fix: remove it`,
    ]);
  });

  it("takes HLS formats that Icecast does not serve", () => {
    expect(linesOf([at("rivage", sample({ formats: { icecast: ["mp3-midfi"], hls: ["aac-hifi"] } }))])).toEqual([]);
  });

  it("refuses one engine, unless the stack takes it", () => {
    const alone = at("rivage", sample({ redundancy: 1 }));
    expect(linesOf([alone])).toEqual([
      'stations/rivage.ts: "rivage".redundancy is 1; allowed: 2-4 in this stack; ' +
        "fix: use 2, or lower minimumRedundancy where a station may fall silent with one engine",
    ]);
    expect(linesOf([alone], { minimumRedundancy: 1 })).toEqual([]);
    expect(linesOf([at("rivage", rivage)], { minimumRedundancy: 3 })).toEqual([
      'stations/rivage.ts: "rivage".redundancy is 2; allowed: 3-4 in this stack; ' +
        "fix: use 3, or lower minimumRedundancy where a station may fall silent with one engine",
    ]);
  });
});

describe("rules across stations", () => {
  it("refuses an id twice", () => {
    expect(linesOf([at("rivage", rivage), at("boreal", { ...boreal, id: "rivage" })])).toEqual([
      'stations/boreal.ts: stations[0].id "rivage" is taken by stations/rivage.ts: stations[0]; ' +
        "allowed: each id once in the inventory; fix: give one of them another id",
    ]);
  });

  it("refuses a display name twice, whatever the case and the encoding of accents", () => {
    const decomposed = { ...rivage, name: "BORÉAL".normalize("NFD") };
    expect(linesOf([at("boreal", boreal), at("rivage", decomposed)])).toEqual([
      `stations/rivage.ts: "rivage".name "${decomposed.name}" is taken by stations/boreal.ts: "boreal"; ` +
        "allowed: each name once in the inventory, whatever the case; fix: give one of them another name",
    ]);
  });

  it("refuses a block of ports twice, and offers each a free one of its own", () => {
    const third = sample({ id: "third", name: "Third", basePort: 10000 });
    const fourth = sample({ id: "fourth", name: "Fourth", basePort: 10000 });
    expect(linesOf([at("all", rivage, boreal), at("more", third, fourth)])).toEqual([
      'stations/more.ts: "third".basePort 10000 is taken by stations/all.ts: "rivage"; ' +
        "allowed: a multiple of 10 from 10000 to 19990, one station each; fix: use 10020",
      'stations/more.ts: "fourth".basePort 10000 is taken by stations/all.ts: "rivage"; ' +
        "allowed: a multiple of 10 from 10000 to 19990, one station each; fix: use 10030",
    ]);
  });

  it("offers the last free blocks, down to the very last", () => {
    const full = Array.from({ length: 998 }, (_, n) =>
      sample({ id: `s${n}`, name: `S ${n}`, basePort: 10000 + 10 * n }),
    );
    const more = [0, 1].map((n) => sample({ id: `more${n}`, name: `More ${n}`, basePort: 10000 }));
    const fixes = (count: number) =>
      linesOf([at("x", ...full.slice(0, count), ...more)]).map((line) => line.split("fix: ")[1]);
    expect(fixes(998)).toEqual(["use 19980", "use 19990"]);
    const fuller = [...full, sample({ id: "s998", name: "S 998", basePort: 19980 })].slice(1);
    const [first] = full;
    expect(linesOf([at("x", first, ...fuller, more[0])])).toEqual([
      'stations/x.ts: "more0".basePort 10000 is taken by stations/x.ts: "s0"; ' +
        "allowed: a multiple of 10 from 10000 to 19990, one station each; fix: use 19990",
    ]);
  });
});

describe("all mistakes at once", () => {
  it("tells what collides even where another field of the station is wrong", () => {
    const wrong = { ...rivage, kind: "big", inputs: [...inputs({ port: 3 }, { port: 3 }), { port: "x" }] };
    expect(linesOf([at("boreal", { ...boreal, basePort: 10000 }), at("rivage", wrong)])).toEqual([
      'stations/rivage.ts: "rivage".kind is "big"; allowed: "national", "local" or "webradio"; fix: write for example "local"',
      'stations/rivage.ts: "rivage".inputs[2].name is missing; allowed: 1-11 letters, digits and inner hyphens, a letter first; fix: write for example "voieA-1"',
      'stations/rivage.ts: "rivage".inputs[2].voie is missing; allowed: "A", "B", "override" or "sat"; fix: write for example "A"',
      'stations/rivage.ts: "rivage".inputs[2].port is "x"; allowed: a whole number from 0 to 7; fix: write for example 0',
      'stations/rivage.ts: "rivage".inputs[2].selection is missing; allowed: "autofallback" or "manual"; fix: write for example "autofallback"',
      'stations/rivage.ts: "rivage".inputs[1].port 3 is taken by inputs[0]; allowed: 0-7, one input each; fix: use 0-2, 4-7',
      'stations/rivage.ts: "rivage".basePort 10000 is taken by stations/boreal.ts: "boreal"; ' +
        "allowed: a multiple of 10 from 10000 to 19990, one station each; fix: use 10010",
    ]);
  });

  it("keeps them all, and shows 200 lines", () => {
    const nonsense = Array.from({ length: 500 }, () => 7);
    try {
      parseInventory([at("x", ...nonsense)]);
    } catch (error) {
      expect((error as InventoryError).mistakes).toHaveLength(500);
      const lines = (error as Error).message.split("\n");
      expect(lines).toHaveLength(201);
      expect(lines[200]).toBe("… and 300 more");
    }
    expect.assertions(3);
  });
});

describe("nonsense", () => {
  const files = "allowed: a list of station files, one at least; fix: write it as in stations/index.ts";
  const stations = "allowed: a list of stations, one at least; fix: write it as in stations/demo.ts";
  const cyclic: Record<string, unknown> = {};
  cyclic.id = cyclic;

  it.each<[unknown, string]>([
    [null, `the inventory is null; ${files}`],
    [undefined, `the inventory is missing; ${files}`],
    ["rivage", `the inventory is "rivage"; ${files}`],
    [[], `the inventory is []; ${files}`],
    [[null], `files[0]: stations is missing; ${stations}`],
    [[{ file: "stations/x.ts", stations: {} }], `stations/x.ts: stations is an object; ${stations}`],
    [[{ file: "stations/x.ts", stations: [] }], `stations/x.ts: stations is []; ${stations}`],
    [
      [at("x", ...Array.from({ length: 100000 }))],
      "the inventory has 100000 stations; allowed: 1-1000, a block of ten ports each; fix: split it over several stacks",
    ],
  ])("%# gets one clear line", (value, line) => {
    expect(linesOf(value)).toEqual([line]);
  });

  it.each<[unknown, string]>([
    [null, "null"],
    [undefined, "missing"],
    [[], "[]"],
    [() => 1, "a function"],
    [7n, "7n"],
    [Symbol("x"), "a symbol"],
    ["x".repeat(1e6), `"${"x".repeat(60)}… (1000000 characters)`],
  ])("as a station: %#", (value, got) => {
    expect(linesOf([at("x", value)])).toEqual([
      `stations/x.ts: stations[0] is ${got}; allowed: an object of the station's fields; fix: write for example { id: "rivage", name: "Radio Rivage", … }`,
    ]);
  });

  it("does not loop on a value that contains itself", () => {
    expect(linesOf([at("x", { ...rivage, id: cyclic })])).toEqual([
      "stations/x.ts: stations[0].id is an object; allowed: 1-40 lower-case letters, digits and inner hyphens, a letter first; " +
        'fix: write for example "rivage"',
    ]);
  });

  it("says which field a station of a million inputs has wrong", () => {
    expect(linesOf([at("x", { ...rivage, inputs: Array.from({ length: 1e5 }, () => rivage.inputs[0]) })])[0]).toBe(
      'stations/x.ts: "rivage".inputs is a list of 100000; allowed: a list of 1 to 8 inputs; ' +
        'fix: write for example [{ name: "voieA-1", voie: "A", port: 0, selection: "autofallback" }]',
    );
  });
});

it("parses one station by the rules that concern it", () => {
  expect(parseStation(rivage).id).toBe("rivage");
  expect(() => parseStation(sample({ redundancy: 1 }))).toThrow(/^station: "rivage".redundancy is 1; /);
});
