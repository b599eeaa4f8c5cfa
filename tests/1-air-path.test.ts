/** Sound through the whole path: SRT in, engines, Icecast and HLS out, told apart by what is heard. */
import {
  becomesReady,
  container,
  docker,
  engineStatus,
  eventually,
  everyStreamPlays,
  hearStation,
  make,
  outputs,
  readiness,
  studio,
} from "./support/stack";

describe("what is on air", () => {
  it("is voieA of its own station, on every format and every HLS rendition", async () => {
    for (const { station } of (await outputs()).stations) await everyStreamPlays(station, `${station} voieA`, 90);
  });

  it("is heard in each format that the inventory asks for", async () => {
    for (const { station, icecast } of (await outputs()).stations) {
      const names = (await hearStation(station)).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(icecast.map(({ format }) => format)));
      expect(names.some((name) => name.startsWith("hls "))).toBe(true);
    }
  });

  it("make check says so and ends well", async () => {
    const { code, stdout, stderr } = await make("check");
    expect(`${stdout}${stderr}`).toContain("rivage voieA");
    expect(`${stdout}${stderr}`).toContain("boreal voieA");
    expect(stdout).not.toContain("without signature");
    expect(code).toBe(0);
  });
});

describe("when voieA dies", () => {
  const voies = ["A", "B"];
  afterAll(async () => {
    for (const voie of voies) await docker("start", (await studio("boreal", voie)).id);
    await everyStreamPlays("boreal", "boreal voieA", 120);
  });

  it("voieB is heard on every stream, and voieA again when it returns", async () => {
    const caller = await studio("boreal", "A");
    await docker("kill", caller.id);
    await everyStreamPlays("boreal", "boreal voieB", 90);
    expect((await engineStatus("boreal", "a")).on_air.name).toBe("voieB");
    await docker("start", caller.id);
    await everyStreamPlays("boreal", "boreal voieA", 90);
  });

  it("and voieB too, the streams go on in silence and the engines stay ready", async () => {
    for (const voie of voies) await docker("kill", (await studio("boreal", voie)).id);
    await everyStreamPlays("boreal", "silence", 90);
    expect(await Promise.all(["a", "b"].map((letter) => readiness("boreal", letter)))).toEqual([200, 200]);
    expect((await engineStatus("boreal", "b")).on_air.name).toBe("safe_blank");
    const { code, stdout } = await make("check", { STATION: "boreal" });
    expect(stdout).toContain("it is silent");
    expect(code).not.toBe(0);
  });
});

describe("when an engine dies", () => {
  it("Icecast listeners hear the other one, and it comes back by itself", async () => {
    const engine = await container("engine-rivage-a");
    await docker("kill", engine.id);
    const icecast = (await hearStation("rivage", 6)).filter(({ name }) => !name.startsWith("hls"));
    expect(icecast.map(({ name, heard, complaint }) => ({ name, heard, complaint }))).toEqual(
      icecast.map(({ name }) => ({ name, heard: "rivage voieA", complaint: undefined })),
    );
    await docker("start", engine.id);
    await becomesReady("rivage", "a", 90);
  });

  it("hung, it is killed and starts again by itself", async () => {
    const engine = await container("engine-boreal-b");
    await eventually("make status finds everything well", 60, async () => {
      const { code, stdout } = await make("status");
      return code === 0 ? undefined : stdout;
    });
    // SIGSTOP to every process named liquidsoap in the container: it neither works nor ends.
    await docker(
      "exec",
      engine.id,
      "bash",
      "-c",
      'for f in /proc/[0-9]*/comm; do read -r n <"$f"; case $n in liquidsoap*) p=${f%/comm}; kill -STOP "${p#/proc/}";; esac; done',
    );
    await eventually("engine-boreal-b was started again", 120, async () => {
      const { restarts } = await container("engine-boreal-b");
      return restarts > engine.restarts ? undefined : `${restarts} restarts, as before`;
    });
    await becomesReady("boreal", "b", 90);
  });
});
