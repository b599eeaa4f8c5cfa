import { readFileSync } from "node:fs";
import { join } from "node:path";
import { verbs } from "./main";
import { choose } from "./logs";
import { containerRow } from "./status";
import { formatLog } from "./support/log-line";
import { stackName } from "./support/stack";
import { ago, columns } from "./support/terminal";
import { startOrder } from "./support/wake";
import { numberFrom, positionals } from "./verb";

const container = (name: string, labels: Record<string, string> = {}, more = {}) =>
  ({
    id: name,
    name: `airpath-local-${name}`,
    image: "sha256:1",
    state: "running",
    health: "healthy",
    exitCode: 0,
    restarts: 0,
    startedAt: new Date(0),
    labels,
    ports: {},
    lastCheck: "",
    ...more,
  }) as const;

it("the Makefile lists every verb in its own words", async () => {
  const makefile = readFileSync(join(__dirname, "../Makefile"), "utf8");
  const listed = [...makefile.matchAll(/^([a-z-]+):.*## (.*)$/gm)].map(([, verb, summary]) => [verb, summary]);
  const own = listed.filter(([verb]) => verb !== "help" && verb !== "setup");
  const known = Object.entries(verbs).map(async ([verb, load]) => [verb, (await load()).summary]);
  expect(Object.fromEntries(own)).toEqual(Object.fromEntries(await Promise.all(known)));
});

describe("arguments", () => {
  it("beyond those known are refused", () => {
    expect(() => positionals(["a"], 0)).toThrow('"a" is one argument too many');
    expect(() => positionals(["--fast"], 0)).toThrow("Unknown option '--fast'");
  });

  it("are numbers within bounds", () => {
    expect(numberFrom("SECONDS", "", 3, 3, 60)).toBe(3);
    expect(numberFrom("SECONDS", "10", 3, 3, 60)).toBe(10);
    expect(() => numberFrom("SECONDS", "x", 3, 3, 60)).toThrow("SECONDS is x; allowed: 3-60; fix: make … SECONDS=3");
  });

  it("name a stack", () => {
    expect(stackName({})).toBe("local");
    expect(stackName({ STACK: "preprod" })).toBe("preprod");
    expect(() => stackName({ STACK: "a b" })).toThrow('STACK is "a b"; allowed:');
  });
});

describe("what is printed", () => {
  it("times for people", () => {
    const now = new Date(100_000_000);
    expect([5, 125, 7500, 90_000].map((seconds) => ago(new Date(now.getTime() - seconds * 1000), now))).toEqual([
      "5 s",
      "2 min",
      "2 h 5 min",
      "1 d 1 h",
    ]);
  });

  it("columns of equal width, colours aside", () => {
    expect(
      columns([
        ["a", "b"],
        ["\u001b[31mlonger\u001b[0m", "c"],
      ]),
    ).toEqual(["a       b", "\u001b[31mlonger\u001b[0m  c"]);
  });

  it("log lines without their JSON", () => {
    expect(
      formatLog('{"time":"x","level":"info","station":"rivage","event":"on-air","message":"voieB, after voieA"}'),
    ).toBe("info  on-air  voieB, after voieA");
    expect(formatLog("plain {")).toBe("plain {");
  });

  it("a container's row", () => {
    expect(
      containerRow(container("hls", {}, { state: "exited", exitCode: 137, restarts: 2 }), new Date(60_000)),
    ).toEqual(["hls", "exited (137)", "2", "1 min"]);
  });
});

it("networks start first and studios last", () => {
  const list = [
    container("studio", { component: "studio" }),
    container("engine", { component: "engine" }, { joins: "net" }),
    container("net", { component: "engine", "airpath.container": "network" }),
    container("relay", { component: "icecast-relay" }),
  ];
  expect(startOrder(list).map((group) => group.map(({ id }) => id))).toEqual([
    ["net"],
    ["relay"],
    ["engine"],
    ["studio"],
  ]);
});

it("logs of one engine only", () => {
  const list = [
    container("engine-rivage-a", { station: "rivage", engine: "a" }),
    container("engine-rivage-a-network", { station: "rivage", engine: "a", "airpath.container": "network" }),
    container("engine-rivage-b", { station: "rivage", engine: "b" }),
  ];
  expect(choose(list, { STATION: "rivage", ENGINE: "a" }).map(({ id }) => id)).toEqual(["engine-rivage-a"]);
});
