/**
 * The selection rules as Liquidsoap runs them: selection-rules.liq itself, in the engine's image, on random schedules, against a model and against
 * what must hold whatever the model says.
 */
import fc from "fast-check";
import { liquidsoapString } from "../../components/engine/liquidsoap-value";
import { liquidsoapImage, pipelineFile, runScript } from "./support/liquidsoap";
import { goodFor, model, type OnAir, ranking, type Schedule, type Seen } from "./support/selection-model";

const seen: fc.Arbitrary<Seen> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ available: true, connected: true, blank: false }) },
  { weight: 1, arbitrary: fc.constant({ available: false, connected: false, blank: false }) },
  { weight: 2, arbitrary: fc.record({ available: fc.boolean(), connected: fc.boolean(), blank: fc.boolean() }) },
);

/** Inputs change their state every few ticks, so that there is something to be patient about. */
const schedule: fc.Arbitrary<Schedule> = fc
  .record({
    automatic: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
    returnAfter: fc.constantFrom(0, 500, 1000),
    tolerance: fc.constantFrom(0, 300),
    length: fc.integer({ min: 10, max: 80 }),
  })
  .chain(({ automatic, returnAfter, tolerance, length }) =>
    fc
      .record({
        steps: fc.array(fc.constantFrom(100, 100, 100, 150, 400), { minLength: length, maxLength: length }),
        choices: fc.array(fc.option(fc.integer({ min: -1, max: automatic.length - 1 }), { nil: undefined, freq: 12 }), {
          minLength: length,
          maxLength: length,
        }),
        lives: fc.array(stretches(length), { minLength: automatic.length, maxLength: automatic.length }),
      })
      .map(({ steps, choices, lives }) => {
        let [now, preferred] = [0, -1];
        const ticks = steps.map((step, t) => {
          now += step;
          const choice = t === 0 ? -1 : choices[t];
          const chosen = choice !== undefined;
          preferred = choice ?? preferred;
          return { now, preferred, chosen, inputs: lives.map((life) => life[t]!) };
        });
        return { automatic, returnAfter, tolerance, ticks };
      }),
  );

function stretches(length: number): fc.Arbitrary<Seen[]> {
  const stretch = fc.tuple(seen, fc.integer({ min: 1, max: 15 }));
  return fc
    .array(stretch, { minLength: length, maxLength: length })
    .map((parts) => parts.flatMap(([state, count]) => Array<Seen>(count).fill(state)).slice(0, length));
}

/** The wiring of watched-input.liq and selection.liq around the rules, with time and facts from the schedules. */
function script(schedules: Schedule[]): string {
  const numbers = schedules.map(({ automatic, returnAfter, tolerance, ticks }) => [
    [returnAfter, tolerance, ...automatic.map(Number)],
    ...ticks.map(({ now, preferred, chosen, inputs }) => [
      now,
      preferred,
      Number(chosen),
      ...inputs.map(({ available, connected, blank }) => Number(available) + 2 * Number(connected) + 4 * Number(blank)),
    ]),
  ]);
  return `${pipelineFile("selection-rules.liq")}
let json.parse (schedules : [[[int]]]) = ${liquidsoapString(JSON.stringify(numbers))}
seconds = fun (milliseconds) -> float(milliseconds) / 1000.
at = fun (numbers, index) -> list.nth(default=0, numbers, index)

def run(schedule) =
  head = list.hd(default=[], schedule)
  inputs = list.mapi(fun (i, _) -> {name=string(i), automatic=at(head, i + 2) == 1, index=i + 3, missing=ref(never), good=ref(never)}, list.slice(offset=2, head))
  current = ref(safe_blank_name)

  def tick(numbers) =
    now = seconds(at(numbers, 0))
    list.iter(
      fun (input) ->
        begin
          mask = at(numbers, input.index)
          input.missing := missing_since(now=now, since=input.missing(), available=mask mod 2 == 1)
          ready = counts_as_ready(now=now, tolerance=seconds(at(head, 1)), connected=(mask / 2) mod 2 == 1, missing=input.missing())
          input.good := good_since(now=now, since=input.good(), ready=ready, blank=mask / 4 == 1)
        end,
      inputs
    )
    preferred = at(numbers, 1) < 0 ? "" : string(at(numbers, 1))
    patience = at(numbers, 2) == 1 ? 0. : seconds(at(head, 0))
    facts = list.map(fun (input) -> {name=input.name, automatic=input.automatic, good_since=input.good()}, inputs)
    current := select(preferred=preferred, current=current(), now=now, return_after=patience, facts)
    current() == safe_blank_name ? "-1" : current()
  end
  print("RAN " ^ string.concat(separator=",", list.map(tick, list.tl(schedule))))
end
list.iter(run, schedules)
exit(0)
`;
}

async function ran(image: string, schedules: Schedule[]): Promise<OnAir[]> {
  const lines = (await runScript(image, script(schedules))).filter((line) => line.startsWith("RAN "));
  return lines.map((line) => line.slice(4).split(",").map(Number));
}

describe("selection-rules.liq", () => {
  const schedules = fc.sample(schedule, { numRuns: 250, seed: 20261122 });
  let runs: OnAir[];
  beforeAll(async () => {
    runs = await ran(await liquidsoapImage(), schedules);
  }, 300_000);

  /** Calls back for every tick of every schedule. */
  function everyTick(check: (schedule: Schedule, t: number, before: number, now: number, run: OnAir) => void): void {
    schedules.forEach((schedule, s) =>
      runs[s]!.forEach((now, t) => check(schedule, t, t === 0 ? -1 : runs[s]![t - 1]!, now, runs[s]!)),
    );
  }

  it("selects as the model does", () => {
    expect(runs.length).toBe(schedules.length);
    schedules.forEach((schedule, s) => expect(runs[s]).toEqual(model(schedule)));
  });

  it("switches often enough to be worth the test", () => {
    let [switches, returns, blanks] = [0, 0, 0];
    everyTick((_, __, before, now) => {
      switches += Number(before !== now);
      returns += Number(before >= 0 && now >= 0 && now < before);
      blanks += Number(now === -1);
    });
    expect(switches).toBeGreaterThan(500);
    expect(returns).toBeGreaterThan(100);
    expect(blanks).toBeGreaterThan(100);
  });

  it("never has an input on air that is not good, nor a manual one that nobody chose", () => {
    const good = new Map(schedules.map((schedule) => [schedule, goodFor(schedule)]));
    everyTick((schedule, t, _, now) => {
      if (now === -1) return;
      expect(good.get(schedule)![t]![now]).toBeDefined();
      expect(schedule.automatic[now]! || schedule.ticks[t]!.preferred === now).toBe(true);
    });
  });

  it("is never silent while an input that may be on air is good", () => {
    const good = new Map(schedules.map((schedule) => [schedule, goodFor(schedule)]));
    everyTick((schedule, t, _, now) => {
      if (now !== -1) return;
      const eligible = ranking(schedule.automatic, schedule.ticks[t]!.preferred);
      expect(eligible.filter((i) => good.get(schedule)![t]![i] !== undefined)).toEqual([]);
    });
  });

  it("never leaves a good input but for a better one, and without a choice only for one that proved itself", () => {
    const good = new Map(schedules.map((schedule) => [schedule, goodFor(schedule)]));
    everyTick((schedule, t, before, now) => {
      if (before === now || before === -1) return;
      const { preferred, chosen } = schedule.ticks[t]!;
      const order = ranking(schedule.automatic, preferred);
      const mayStay = order.includes(before) && good.get(schedule)![t]![before] !== undefined;
      if (!mayStay) return;
      expect(order.indexOf(now)).toBeLessThan(order.indexOf(before));
      if (!chosen) expect(good.get(schedule)![t]![now]!).toBeGreaterThanOrEqual(schedule.returnAfter);
    });
  });
});

describe("escaping", () => {
  it("Liquidsoap reads back every string as it was", async () => {
    const texts = [
      'le "bord"',
      "C:\\radio\\",
      "#{process.run('id')}",
      "\\#{x}",
      "two\nlines\r\t\0",
      "Île-de-Sein 海 🎙",
      "%{x} \\x41 \\065",
      ...fc.sample(fc.string({ unit: "binary" }), { numRuns: 300, seed: 1 }),
      ...fc
        .sample(
          fc.array(fc.constantFrom('"', "'", "\\", "#", "{", "}", "\n", "%", "é", "x", "0", "u"), { maxLength: 12 }),
          {
            numRuns: 300,
            seed: 2,
          },
        )
        .map((parts) => parts.join("")),
    ].filter((text) => !/\p{Surrogate}/u.test(text));
    const prints = texts.map((text) => `print("READ=" ^ string.base64.encode(${liquidsoapString(text)}))`);
    const lines = await runScript(await liquidsoapImage(), `${prints.join("\n")}\nexit(0)\n`);
    const read = lines.filter((line) => line.startsWith("READ=")).map((line) => line.slice(5));
    expect(read).toEqual(texts.map((text) => Buffer.from(text).toString("base64")));
  });
});
