import { DeadEnd, runStep, type Way } from "./step";

const works = (name: string, detail: string): Way => ({ name, attempt: async () => detail });
const fails = (name: string, reason: string): Way => ({ name, attempt: () => Promise.reject(new Error(reason)) });

async function outcome(ways: Way[]) {
  const lines: string[] = [];
  let clock = 0;
  const result = await runStep(
    { name: "Go", ways, fix: "install Go" },
    (line) => lines.push(line),
    () => (clock += 1500),
  ).catch((error: Error) => error.message);
  return { result, lines };
}

describe("runStep", () => {
  it("takes the first way that is open and says which, with its seconds", async () => {
    const never = works("build", "must not run");
    const { result, lines } = await outcome([fails("installed", "no go"), works("download", "1.26.8"), never]);
    expect(result).toEqual({ way: "download", detail: "1.26.8", seconds: 3 });
    expect(lines).toEqual(["✔ Go: 1.26.8 (download, 1.5 s)"]);
  });

  it("announces a way before it runs", async () => {
    const { lines } = await outcome([
      fails("installed", "no go"),
      { ...works("build", "1.26.8"), announce: "builds it" },
    ]);
    expect(lines[0]).toBe("  Go: builds it …");
  });

  it("names every way tried, in order, with its reason, and the fix", async () => {
    const { result, lines } = await outcome([fails("installed", "no go"), fails("build", "exit code 1:\nno network")]);
    expect(result).toBe(
      [
        "Go: could not be had",
        "  tried installed: no go",
        "  tried build: exit code 1:",
        "    no network",
        "  fix: install Go",
      ].join("\n"),
    );
    expect(lines).toEqual(["✘ Go (1.5 s)"]);
  });

  it("stops at a dead end, with its own fix", async () => {
    const deadEnd: Way = { name: "running", attempt: () => Promise.reject(new DeadEnd("refused", "join the group")) };
    const { result } = await outcome([deadEnd, works("install", "must not run")]);
    expect(result).toBe("Go: could not be had\n  tried running: refused\n  fix: join the group");
  });
});
