import { capacity, lookAtMachine, MachineWatch, starved, stoodStill, whatItGave } from "./machine";

const at = (workMilliseconds: number, stolen = 0, stood = 8) => ({ workMilliseconds, stolen, stood });
const many = (count: number, sample: ReturnType<typeof at>) => Array.from({ length: count }, () => sample);

describe("capacity", () => {
  it.each([
    ["the machine of the limits", at(12), 1],
    ["one half as fast", at(24), 0.5],
    ["the same, of which the host keeps a quarter", at(12, 0.25), 0.75],
    ["half as fast, and half of that kept", at(24, 0.5), 0.25],
  ])("is of %s", (_, sample, expected) => expect(capacity(sample)).toBeCloseTo(expected, 9));
});

describe("starved", () => {
  it.each([
    ["no look at all", [], false],
    ["all well", many(20, at(12)), false],
    ["half of the speed all the time, at which all tests passed", many(20, at(24)), false],
    ["a third of the speed all the time", many(20, at(36)), true],
    ["one short look in twenty", [...many(19, at(12)), at(60)], false],
    ["two short looks in twenty", [...many(18, at(12)), at(60), at(60)], true],
  ])("%s", (_, samples, expected) => expect(starved(samples, 0.45)).toBe(expected));
});

describe("a standstill", () => {
  it.each([
    ["as long as our own load makes", 184, false],
    ["in which inputs are given up", 301, true],
  ])("%s", (_, stood, expected) => expect(stoodStill([...many(19, at(12)), at(12, 0, stood)])).toBe(expected));
});

it("tells the usual, not the worst, and the longest standstill", () => {
  expect(whatItGave([at(12, 0, 20), at(24, 0, 412.3), at(120)])).toBe(
    "50 % of what the limits were set on, and stood still for up to 412 ms",
  );
  expect(whatItGave([])).toBe("0 % of what the limits were set on, and stood still for up to 0 ms");
});

it("looks at this machine", async () => {
  const samples = await lookAtMachine(2);
  expect(samples.length).toBeGreaterThanOrEqual(2);
  for (const { workMilliseconds, stolen, stood } of samples) {
    expect(workMilliseconds).toBeGreaterThan(0);
    expect(stolen).toBeGreaterThanOrEqual(0);
    expect(stolen).toBeLessThanOrEqual(1);
    expect(stood).toBeGreaterThanOrEqual(0);
  }
});

it("sees that the machine stood still", () => {
  const watch = new MachineWatch(60_000);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  const [sample] = watch.stop();
  expect(sample?.stood).toBeGreaterThanOrEqual(179);
});
