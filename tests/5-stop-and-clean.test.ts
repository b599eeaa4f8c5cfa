import { execute } from "../verbs/support/command";
import { containers, isWell } from "../verbs/support/docker";
import { docker, eventually, make } from "./support/stack";

describe("stop and start", () => {
  it("stops everything and keeps volumes, then goes on air again", async () => {
    const volumes = await docker("volume", "ls", "--quiet", "--filter", "label=airpath.stack=airpath-local");
    const stopped = await make("stop");
    expect(stopped.code).toBe(0);
    expect((await containers()).filter(({ state }) => state === "running")).toEqual([]);
    expect(await docker("volume", "ls", "--quiet", "--filter", "label=airpath.stack=airpath-local")).toBe(volumes);
    const status = await make("status");
    expect(status.code).not.toBe(0);
    const started = await make("start");
    expect(started.code === 0 ? "" : started.stdout + started.stderr).toBe("");
    expect(started.stdout).toContain("http://127.0.0.1:8000/rivage-hifi.aac");
    await eventually("every container is well", 60, async () => {
      const bad = (await containers()).filter((each) => !isWell(each));
      return bad.length === 0 ? undefined : bad.map(({ name, health }) => `${name} is ${health}`).join("; ");
    });
  });
});

describe("clean", () => {
  it("leaves no container, network, volume or image of ours", async () => {
    const { code, stdout, stderr } = await make("clean");
    expect(`${stdout}${stderr}`).toContain("nothing of ours is left in Docker");
    expect(code).toBe(0);
    const label = "label=airpath.stack=airpath-local";
    const left = await Promise.all([
      docker("ps", "--all", "--quiet", "--filter", label),
      docker("network", "ls", "--quiet", "--filter", label),
      docker("volume", "ls", "--quiet", "--filter", label),
      docker("image", "ls", "--quiet", "--filter", "reference=airpath/*"),
      docker("image", "ls", "--all", "--quiet", "--filter", "label=airpath.image"),
    ]);
    expect(left).toEqual(["", "", "", "", ""]);
  });

  it("is no trouble twice", async () => {
    const { code } = await make("clean");
    expect(code).toBe(0);
  });

  it("and what asks for the stack then says that it is not there", async () => {
    const { code, stdout } = await execute("make", ["status"], {
      cwd: process.cwd(),
      env: { ...process.env, NO_COLOR: "1" },
    });
    expect(stdout).toContain('nothing of stack "local" is there; make start brings it up');
    expect(code).not.toBe(0);
  });
});
