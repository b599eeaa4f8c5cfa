import { and, apply, by, duration, increase, number, op, over, past, predicted, rate, relabel, series } from "./promql";

describe("PromQL", () => {
  it.each([
    [series("up"), "up"],
    [series("up", { job: "a", instance: { not: "b:1" } }), 'up{job="a", instance!="b:1"}'],
    [series("up", { job: ["a", "b"], instance: { matches: "x.*" } }), 'up{job=~"a|b", instance=~"x.*"}'],
    [series("up", { job: 'a"\\' }), 'up{job="a\\"\\\\"}'],
    [rate(series("c_total"), 90), "rate(c_total[1m30s])"],
    [over("max_over_time", by("max", ["a"], series("g")), 3600), "max_over_time(max by (a) (g)[1h:10s])"],
    [over("avg_over_time", op(series("g"), ">", -70), 600), "avg_over_time((g > -70)[10m:10s])"],
    [over("avg_over_time", series("g"), 600, 86_400), "avg_over_time(g[10m] offset 1d)"],
    [op(op(series("a"), "+", 1), "*", series("b")), "(a + 1) * b"],
    [op(series("a"), "*", series("b"), { on: ["s"], take: ["kind"] }), "a * on (s) group_left (kind) b"],
    [op(series("a"), "<=", 2, { bool: true }), "a <= bool 2"],
    [and(series("a"), series("b"), ["s"]), "a and on (s) b"],
    [past(series("m"), 3600), "m offset 1h"],
    [predicted(series("m"), 3600, 86_400), "predict_linear(m[1h], 86400)"],
    [relabel(series("a"), "to", "$1", "from", "(.*)"), 'label_replace(a, "to", "$1", "from", "(.*)")'],
    [apply("abs", number(-1)), "abs(-1)"],
  ])("%#", (expression, text) => {
    expect(expression.text).toBe(text);
  });

  it("knows what it reads", () => {
    const expression = op(increase(series("a_total", { x: "1" }), 60), ">", series("b"));
    expect(expression.uses).toEqual([
      { metric: "a_total", labels: ["x"] },
      { metric: "b", labels: [] },
    ]);
  });

  it("writes durations, whole seconds only", () => {
    expect([0, 59, 60, 5400, 90_061].map(duration)).toEqual(["0s", "59s", "1m", "1h30m", "1d1h1m1s"]);
    expect(() => duration(1.5)).toThrow("duration: got 1.5; allowed: whole seconds from 0");
  });
});
