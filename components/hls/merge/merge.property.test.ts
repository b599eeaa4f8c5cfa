import fc from "fast-check";

import { checkAlignment, checkPlaylist, checkSuccession } from "../rfc8216";
import type { Entry } from "./types";
import { type Fault, renditions, World, type WorldOptions } from "./world";

const length = 110_000;
// Engines and origins are up and have agreed by then.
const settledAt = 20_000;

const fault = (kinds: Fault["kind"][], who: fc.Arbitrary<number>) =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      who,
      other: fc.nat(2),
      from: fc.integer({ min: settledAt, max: length - 30_000 }),
      lasts: fc.oneof(fc.integer({ min: 300, max: 8000 }), fc.integer({ min: 8000, max: 60_000 })),
      offset: fc.constantFrom(-90_000, -5000, -1500, 1500, 5000, 90_000),
    })
    .map(({ lasts, ...rest }): Fault => ({ ...rest, until: rest.from + lasts }));

const world = (faults: fc.Arbitrary<Fault[]>): fc.Arbitrary<WorldOptions> =>
  fc.record({
    seed: fc.nat(),
    origins: fc.integer({ min: 1, max: 3 }),
    engines: fc.constant(2),
    skews: fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 3, maxLength: 3 }),
    faults,
    milliseconds: fc.constant(length),
    window: fc.constantFrom(6, 16),
  });

const engineKinds: Fault["kind"][] = ["engine-down", "engine-frozen", "engine-blank", "engine-clock"];
const originKinds: Fault["kind"][] = ["origin-frozen", "origin-restart"];
const anyEngine = fc.nat(1);
const anyOrigin = fc.nat(2);

/** Every rule of RFC 8216 that our checker knows, of all that one origin ever showed. */
function violations({ seen, options }: World, mayForget: boolean): string[] {
  return Array.from({ length: options.origins }, (_, origin) => origin).flatMap((origin) => {
    const own = seen.filter((each) => each.origin === origin);
    const alignment = own.flatMap(({ texts }) =>
      texts ? checkAlignment(Object.fromEntries(renditions.map((name, index) => [name, texts[index]!]))) : [],
    );
    // What one origin showed between two losses of its memory, and in each of these lives what it showed between two withdrawals of its list.
    const lives: string[][][] = [[[]]];
    // An origin that loses its memory when no other has it begins a new list, of the same segments where engines still have them.
    const lost = options.faults.filter((each) => each.kind === "origin-restart" && each.who === origin && mayForget);
    own.forEach(({ at, texts }, index) => {
      const before = own[index - 1]?.at ?? 0;
      if (lost.some(({ until }) => before < until && at >= until)) lives.push([[]]);
      const life = lives.at(-1)!;
      if (!texts) life.push([]);
      else if (life.at(-1)!.at(-1) !== texts[0]) life.at(-1)!.push(texts[0]!);
    });
    const succession = lives.flat().flatMap((texts) => checkSuccession(texts));
    const back = [...wentBack(lives.flat(2)), ...lives.flatMap((life) => countedBack(life.flat()))];
    return [...new Set([...alignment, ...succession, ...back])].map((line) => `o${origin}: ${line}`);
  });
}

type Segments = ReturnType<typeof checkPlaylist>["playlist"]["segments"];

function successions(texts: string[], wrong: (before: Segments, now: Segments) => boolean, what: string): string[] {
  const lists = texts.map((text) => checkPlaylist(text).playlist.segments);
  return lists
    .slice(1)
    .flatMap((now, index) =>
      wrong(lists[index]!, now) ? [`${what}: ${lists[index]![0]!.sequence} to ${now[0]!.sequence}`] : [],
    );
}

/** Over everything, withdrawn or restarted in between or not. */
const wentBack = (texts: string[]): string[] =>
  successions(
    texts,
    (before, now) => now[0]!.sequence < before[0]!.sequence || now.at(-1)!.sequence < before.at(-1)!.sequence,
    "went back",
  );

/** Within one life; the next one may begin lower, when this one broke oftener than once in five minutes all its time (choose.js). */
const countedBack = (texts: string[]): string[] =>
  successions(
    texts,
    (before, now) => now[0]!.discontinuitySequence < before[0]!.discontinuitySequence,
    "discontinuities counted back",
  );

const key = ({ n, engine, run, slot, discontinuities }: Entry): string =>
  [n, engine, run, slot, discontinuities].join("/");

/** Numbers that stood for two different segments. @param excused decided then, they may */
function contradictions(world: World, excused: (at: number) => boolean): string[] {
  const known = new Map<number, { entry: Entry; at: number }>();
  return world.told.flatMap(({ entry, at }) => {
    const since = at - World.began;
    const other = known.get(entry.n);
    if (!other) known.set(entry.n, { entry, at: since });
    return !other || key(other.entry) === key(entry) || excused(other.at) || excused(since)
      ? []
      : [`${key(other.entry)} at ${other.at}, ${key(entry)} at ${since}`];
  });
}

/** Breaks where nothing changes, changes without a break. */
function misplacedBreaks({ told, engines }: World): string[] {
  const pairs = told.flatMap(({ chain: { stretches } }) =>
    stretches.slice(1).map((next, index) => ({ before: stretches[index]!, next })),
  );
  const wrong = pairs.filter(({ before, next }) => {
    const goesOn = next.engine === before.engine && next.run === before.run && next.slot === before.slot + before.count;
    const own = engines["abcd".indexOf(next.engine)]!.breaks.has(`${next.run}/${next.slot}`);
    return next.break !== (!goesOn || own);
  });
  return [...new Set(wrong.map(({ before, next }) => `${key(before)} → ${key(next)}: break ${next.break}`))];
}

/** Times at which an origin that nothing happened to had no list to show, from `settledAt` on. */
function stale({ seen, options }: World): string[] {
  const troubled = ({ at, origin }: { at: number; origin: number }) =>
    options.faults.some(
      ({ kind, who, from, until }) => originKinds.includes(kind) && who === origin && at >= from && at < until + 8000,
    );
  return seen
    .filter((each) => !each.texts && each.at >= settledAt && !troubled(each))
    .map(({ at, origin }) => `o${origin} at ${at}`);
}

const runs = { numRuns: Number(process.env.MERGE_RUNS ?? 40) };

describe("with one engine and the network as they should be, and one fault after the other elsewhere", () => {
  const faults = fc.array(
    fc.oneof(
      fault(
        engineKinds.filter((kind) => kind !== "engine-blank"),
        fc.constant(0),
      ),
      fault(["link"], anyOrigin).map((one) => ({ ...one, other: 0 })),
    ),
    { maxLength: 4 },
  );
  it("every origin shows a fresh list all the time, by the rules, and the same", () => {
    fc.assert(
      fc.property(world(faults), (options) => {
        const run = new World(options);
        expect(run.told.length).toBeGreaterThan(20);
        expect(stale(run)).toEqual([]);
        expect(violations(run, options.origins === 1)).toEqual([]);
        expect(contradictions(run, () => false)).toEqual([]);
        expect(misplacedBreaks(run)).toEqual([]);
      }),
      runs,
    );
  });
});

describe("with origins frozen and restarted, one at a time", () => {
  const one = fault(originKinds, anyOrigin).map((first) => [first]);
  it("the others show a fresh list all the time, and nobody contradicts anybody", () => {
    fc.assert(
      fc.property(world(one), (options) => {
        const run = new World(options);
        expect(stale(run)).toEqual([]);
        expect(violations(run, options.origins === 1)).toEqual([]);
        // What an origin decided in its last moment, nobody else may have heard of.
        const lostAll = options.origins === 1 && options.faults.some(({ kind }) => kind === "origin-restart");
        const excused = (at: number) => lostAll || options.faults.some(({ from }) => at >= from - 600 && at <= from);
        expect(contradictions(run, excused)).toEqual([]);
      }),
      runs,
    );
  });
});

describe("with one origin that nobody reaches for a while", () => {
  // From engines and from other origins alike.
  const cut = fault(["link"], anyOrigin).map((one): Fault[] => [
    { ...one, other: 0 },
    { ...one, other: 1 },
    ...[0, 1, 2].map((other): Fault => ({ ...one, kind: "partition", other })),
  ]);
  it("the others show a fresh list all the time, and it shows the same again", () => {
    fc.assert(
      fc.property(world(cut), (options) => {
        const run = new World(options);
        const [{ who, from, until }] = options.faults as [Fault];
        const alone = options.origins === 1;
        const others = stale(run).filter((each) => !each.startsWith(`o${who} `));
        expect(others).toEqual([]);
        // Where another engine's segment came here in the moment of the cut, and was told, it begins a new list (docs/hls-redundancy.md, 16 s).
        const back = run.seen.filter(({ at, origin }) => origin === who && at > until + 20_000);
        expect(back.filter(({ texts }) => !texts)).toEqual([]);
        expect(violations(run, alone)).toEqual([]);
        // What it decided in its last moment, nobody else may have heard of.
        expect(contradictions(run, (at) => at >= from - 600 && at <= from + 300)).toEqual([]);
      }),
      runs,
    );
  });
});

describe("with one origin gone, and engines that fail later", () => {
  const gone = fc.tuple(
    fault(originKinds, anyOrigin).map((one): Fault => ({ ...one, from: 15_000, until: length })),
    fault(["engine-down", "engine-frozen", "engine-clock"], fc.constant(0)),
  );
  it("the others show a fresh list all the time", () => {
    fc.assert(
      fc.property(world(gone), (options) => {
        expect(stale(new World(options))).toEqual([]);
      }),
      runs,
    );
  });
});

describe("with origins that do not hear each other for a while, and an engine that fails", () => {
  const faults = fc.tuple(fault(["partition"], anyOrigin), fault(["engine-down", "engine-frozen"], fc.constant(0)));
  it("both sides go on, and agree again once they hear each other", () => {
    fc.assert(
      fc.property(world(faults), (options) => {
        const run = new World(options);
        const [{ from, until }] = options.faults as [Fault];
        const excused = (at: number) => at >= from - 600 && at <= until + 3000;
        expect(contradictions(run, excused)).toEqual([]);
        expect(violations(run, false)).toEqual([]);
      }),
      runs,
    );
  });
});

describe("with everything failing at once", () => {
  const faults = fc.array(
    fc.oneof(
      fault(engineKinds, anyEngine),
      fault(originKinds, anyOrigin),
      fault(["link"], anyOrigin),
      fault(["partition"], anyOrigin),
    ),
    { maxLength: 6 },
  );
  it("no list goes back or breaks a rule", () => {
    fc.assert(
      fc.property(world(faults), (options) => {
        const run = new World(options);
        expect(violations(run, true)).toEqual([]);
      }),
      runs,
    );
  });
});
