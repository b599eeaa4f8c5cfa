/** The engine's own life: how fast it starts and stops, which of its processes may die, and what its API takes without harm. */
import { connect } from "node:net";
import { execute, sleep } from "../../verbs/support/command";
import { docker } from "./support/group";
import { longestWithout, order, timeline } from "./support/tone";
import { hearWhile, unbroken } from "./support/heard";
import { eventually, Rig } from "./support/rig";
import { rigSecret } from "./support/workloads";
import { tones } from "./support/station";

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
  await rig.send("voieA-1");
  await rig.send("voieB-1");
  await rig.onAir("voieA-1");
}, 400_000);
afterAll(() => rig?.end());

/** Starts stopped containers of engine a. @returns seconds until its programme is heard at the master */
async function secondsToAudio(containers: string[]): Promise<number> {
  const ear = rig.listen();
  const start = performance.now();
  await docker("start", ...containers);
  await ear.first();
  await rig.onAir("voieA-1");
  // On air is not yet heard: what was said then must reach the listener too.
  await sleep(2000);
  const { channels } = await ear.decoded();
  const spans = timeline(channels[0]!, tones);
  const speaks = spans.find(({ who }) => who === "voieA-1")?.from ?? Infinity;
  return (ear.arrivals[0]!.at - start) / 1000 + speaks;
}

describe("a stop", () => {
  it("takes at most 10 s, and a start at most 5 s to the programme", async () => {
    const all = rig.engine().containers;
    const start = performance.now();
    await docker("stop", "--time", "30", ...all);
    expect((performance.now() - start) / 1000).toBeLessThan(10);
    const { stdout } = await execute("docker", ["inspect", "--format", "{{.State.ExitCode}}", ...all]);
    // 137 is a kill. 143 is a program that ends by the signal itself.
    expect(
      stdout
        .trim()
        .split("\n")
        .filter((code) => !["0", "143"].includes(code)),
    ).toEqual([]);
    const seconds = await secondsToAudio([...all].reverse());
    expect(seconds).toBeLessThan(5);
  });
});

describe("the death of", () => {
  it("Liquidsoap: on air again in 5 s, the SRT connections stay, HLS goes on with a discontinuity on every rendition", async () => {
    const players = ["aac-insane", "aac-midfi"].map((format) => rig.listenHls(format));
    await Promise.all(players.map((player) => player.has(2)));
    await docker("kill", rig.engine().main);
    expect(await secondsToAudio([rig.engine().main])).toBeLessThan(5);
    const before = players.map(({ segments }) => segments.length);
    await Promise.all(players.map((player, index) => player.has(before[index]! + 3)));
    for (const player of players) {
      await player.stop();
      const numbers = player.segments.map(({ sequence }) => sequence);
      expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(player.segments.filter(({ discontinuity }) => discontinuity).length).toBeGreaterThanOrEqual(1);
      const media = player.playlists.map(({ sequence }) => sequence);
      expect(media).toEqual([...media].sort((one, other) => one - other));
    }
  });

  it("the SRT gate: the engine stays ready, and hears its inputs again by itself", async () => {
    const gate = rig.engine().sidecar("srt-gate");
    const heard = await hearWhile(rig, 2, async () => {
      await docker("kill", gate);
      await sleep(2000);
      expect((await fetch(rig.api("/readiness"))).status).toBe(200);
      await docker("start", gate);
      await rig.onAir("voieA-1");
    });
    expect(order(heard.spans).filter((who) => who !== "voieB-1")).toEqual(["voieA-1", "silence", "voieA-1"]);
    expect(heard.connections).toBe(1);
  });

  it("the publisher: published again in 5 s, and HLS goes on with greater numbers after a discontinuity", async () => {
    const player = rig.listenHls();
    await player.has(2);
    const publisher = rig.engine().sidecar("publisher");
    await docker("kill", publisher);
    await sleep(500);
    expect(await secondsToAudio([publisher])).toBeLessThan(5);
    await rig.ready();
    await player.has(player.segments.length + 2);
    await player.stop();
    const numbers = player.segments.map(({ sequence }) => sequence);
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
    expect(player.segments.some(({ discontinuity }) => discontinuity)).toBe(true);
  });
});

describe("the API", () => {
  beforeAll(() => rig.settled("voieA-1"));

  const token = () => ({ Authorization: `Bearer ${rigSecret(rig.station.secrets.api)}` });
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(rig.api(path), { ...init, signal: AbortSignal.timeout(5000) }).then(
      ({ status }) => status,
      () => 0,
    );

  it("refuses what is wrong, and the programme does not notice", async () => {
    const answers: Record<string, number> = {};
    const heard = await hearWhile(rig, 1, async () => {
      const post = (body: string | Buffer) => ask("/livesource", { method: "POST", headers: token(), body });
      answers.unknown = await post("voieC");
      answers.binary = await post(Buffer.from([0, 255, 254, 13, 10, 0, 128]));
      answers.huge = await post(Buffer.alloc(8 * 1024 * 1024, 65));
      answers["no token"] = await ask("/livesource", { method: "POST", body: "voieB-1" });
      answers["wrong token"] = await ask("/livesource", { method: "DELETE", headers: { Authorization: "Bearer x" } });
      answers["wrong method"] = await ask("/livesource", { method: "PUT", headers: token(), body: "voieB-1" });
      answers["unknown path"] = await ask("/nothing");
    });
    expect(answers).toMatchObject({
      unknown: 400,
      binary: 400,
      "no token": 401,
      "wrong token": 401,
      "unknown path": 404,
    });
    expect([0, 400, 413]).toContain(answers.huge);
    expect([404, 405]).toContain(answers["wrong method"]);
    unbroken(heard, "voieA-1");
    expect((await rig.liveSource()).preferred_output).toBe("");
  });

  it("answers while fifty slow callers hold connections, and the programme does not notice", async () => {
    const { address } = rig.engine();
    const slow = Array.from({ length: 50 }, () => {
      const socket = connect(rig.enginePlan().api.port, address);
      socket.on("error", () => undefined);
      socket.write("POST /livesource HTTP/1.1\r\nHost: engine\r\nContent-Length: 1000\r\n");
      return socket;
    });
    const heard = await hearWhile(rig, 4, () =>
      eventually("the API answers", 5, async () => ((await ask("/livesource")) === 200 ? undefined : "it does not")),
    );
    for (const socket of slow) socket.destroy();
    unbroken(heard, "voieA-1");
    expect(longestWithout(heard.spans, ["voieA-1"])).toBe(0);
  });
});
