import { type Counts, mayTake, none, runInRealTime, withoutReport } from "./suites";

const quick = { workMilliseconds: 12, stolen: 0, stood: 8 };
const halfway = { workMilliseconds: 20, stolen: 0, stood: 8 };
const slow = { workMilliseconds: 60, stolen: 0, stood: 8 };
const failing: Counts = { ...none(), passed: 3, failed: 2, failures: ["one", "other"] };
const passing: Counts = { ...none(), passed: 5 };

/** Runs with these results in turn, on a machine that looks like `ahead` before and like `meanwhile` while they run. */
async function run(results: Counts[], meanwhile: typeof quick, ahead = quick, tries?: 1) {
  let made = 0;
  const attempt = () => Promise.resolve({ counts: results[made] ?? failing, unseen: `run ${++made} ` });
  const machine = { look: () => Promise.resolve([ahead]), watch: () => ({ stop: () => [meanwhile] }) };
  const spoken = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const counts = await runInRealTime("x", { start: 0.45, judge: 0.7 }, attempt, { tries, machine });
  const shown = spoken.mock.calls.flatMap(([text]) => String(text).match(/run \d/g) ?? []);
  spoken.mockRestore();
  return { counts, made, shown };
}

describe("tests that listen", () => {
  it("are run once where they pass, whatever the machine gave", async () => {
    expect(await run([passing], slow)).toEqual({ counts: passing, made: 1, shown: ["run 1"] });
  });

  it("fail where they fail twice on a machine that carries them", async () => {
    expect(await run([failing, failing], quick)).toEqual({ counts: failing, made: 2, shown: ["run 2"] });
  });

  it("are listed where they passed the second time; the fourth such suite gets no second try", async () => {
    for (let suite = 2; suite <= 3; suite++)
      expect(await run([failing, passing], quick)).toEqual({
        counts: { ...passing, unsteady: ["one", "other"] },
        made: 2,
        shown: ["run 2"],
      });
    expect(await run([failing, passing], quick)).toEqual({ counts: failing, made: 1, shown: ["run 1"] });
  });

  it("get a second try where the machine was short", async () => {
    expect(await run([failing, passing], slow)).toEqual({
      counts: { ...passing, unsteady: ["one", "other"] },
      made: 2,
      shown: ["run 2"],
    });
  });

  const short =
    "the machine gave 20 % of what the limits were set on, and stood still for up to 8 ms (70 % and 300 ms carry the tests)";

  it("are told apart where it was short both times", async () => {
    expect(await run([failing, failing], slow)).toEqual({
      counts: { ...none(), passed: 3, unjudged: [`x: 2 failed, ${short}`] },
      made: 2,
      shown: ["run 2"],
    });
  });

  it("start on a machine on which a pass says something and a failure does not", async () => {
    expect(await run([passing], halfway, halfway)).toMatchObject({ counts: passing, made: 1 });
    expect((await run([failing, failing], halfway, halfway)).counts).toMatchObject({ passed: 3, failed: 0 });
  });

  describe("on a machine that stood still", () => {
    const still = { ...quick, stood: 600 };
    const other: Counts = { ...failing, failures: ["three"] };
    const why =
      "the machine gave 100 % of what the limits were set on, and stood still for up to 600 ms (70 % and 300 ms carry the tests)";

    it("are told apart where something else failed each time", async () => {
      expect(await run([failing, other], still)).toEqual({
        counts: { ...none(), passed: 3, unjudged: [`x: 2 failed, ${why}`] },
        made: 2,
        shown: ["run 2"],
      });
    });

    it("fail where the same test failed both times", async () => {
      const same: Counts = { ...failing, failures: ["three", "one\n    for another reason"] };
      expect((await run([failing, same], still)).counts).toEqual(same);
    });

    it("are started all the same", async () => {
      expect(await run([passing], still, still)).toMatchObject({ counts: passing, made: 1 });
    });
  });

  describe("with a second try of their own", () => {
    it("are run once", async () => {
      expect(await run([failing, passing], quick, quick, 1)).toEqual({ counts: failing, made: 1, shown: ["run 1"] });
    });

    it("are told apart on a machine that gave too little, not on one that stood still", async () => {
      expect((await run([failing], slow, quick, 1)).counts).toMatchObject({ passed: 3, failed: 0 });
      expect((await run([failing], { ...quick, stood: 600 }, quick, 1)).counts).toEqual(failing);
    });
  });

  it("do not start where it never gives enough", async () => {
    expect(await run([passing], slow, slow)).toEqual({
      counts: { ...none(), unjudged: [`x: not run, ${short.replace("70 %", "45 %")}`] },
      made: 0,
      shown: [],
    });
  });
});

describe("tests without a report", () => {
  it("tell with their failure what Jest said last", () => {
    const log = `${"before\n".repeat(60)}\u001b[31mmake clean ended with 2\u001b[39m\n\n`;
    const { failed, failures } = withoutReport("e2e", 137, log);
    expect(failed).toBe(1);
    const lines = failures[0]!.split("\n");
    expect(lines[0]).toBe("e2e: no report, Jest ended with 137");
    expect(lines.at(-1)).toBe("    make clean ended with 2");
    expect(lines).toHaveLength(41);
  });
});

describe("a runner may take", () => {
  it.each([
    ["all of the time when nothing was run yet", 0.497, undefined, 4_199_000],
    ["its own limit", 600.2, 10, 600_000],
    ["what is left", 4000.5, 10, 199_000],
    ["nothing when the time is over", 4200.1, 10, 0],
  ])("%s", (_, up, limit, expected) => expect(mayTake(up, limit)).toBe(expected));
});
