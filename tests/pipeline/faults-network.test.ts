/** Bad lines and bad clocks between a studio and an engine: what SRT and the gate must hide, listened to sample by sample. */
import { sleep } from "../../verbs/support/command";
import { follow, hearWhile } from "./support/heard";
import { Rig } from "./support/rig";
import { order } from "./support/tone";
import { type Badness, UdpProxy } from "./support/udp-proxy";

/** LONG=1: until the skewed clock has crossed the gate's whole jitter buffer, 75 ms with AAC at 400 ppm, more than once. */
const skewSeconds = process.env.LONG ? 320 : 45;

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start({ engines: 2, station: { formats: { icecast: ["aac-insane"], hls: ["aac-midfi"] } } });
}, 400_000);
afterAll(() => rig?.end());

async function through(badness: Badness, input = "voieA-1"): Promise<UdpProxy> {
  const { port } = rig.enginePlan().inputs.find(({ name }) => name === input)!;
  return UdpProxy.open(rig.gateway, { host: rig.engine().address, port }, badness);
}

/** Hz and passphrase of voieA-1, though the address is the line's. */
const programme = { tone: 1000 };

describe("a line to an input with 200 ms of SRT latency", () => {
  it.each<[string, Badness]>([
    ["loses 5 % of its packets", { loss: 0.05 }],
    ["delays by 40 ms and shuffles by 30 ms more", { delay: 40, jitter: 30 }],
  ])("that %s is not heard", async (_, badness) => {
    const line = await through(badness);
    const sender = await rig.send(line.address, programme);
    try {
      await rig.settled("voieA-1");
      const heard = await hearWhile(rig, 12);
      expect(order(heard.spans, 0.02)).toEqual(["voieA-1"]);
      expect(follow(heard, "voieA-1")).toMatchObject({ breaks: [], decibels: expect.closeTo(-12.04, 1) });
      if (badness.loss) expect(line.counts.lost / (line.counts.lost + line.counts.passed)).toBeCloseTo(0.05, 1);
    } finally {
      await sender.kill();
      line.close();
    }
  });

  it("that is cut for longer than it may be is left, and no garbage is heard", async () => {
    // Whom the test before has sent away is on air for a moment yet.
    await rig.onAir("safe_blank");
    const line = await through({});
    const sender = await rig.send(line.address, programme);
    try {
      await rig.onAir("voieA-1");
      const heard = await hearWhile(rig, 3, async () => {
        line.cut = true;
        await sleep(3000);
        line.cut = false;
        await rig.onAir("voieA-1");
      });
      expect(order(heard.spans)).toEqual(["voieA-1", "silence", "voieA-1"]);
    } finally {
      await sender.kill();
      line.close();
    }
  });
});

describe("a sender's clock", () => {
  it(
    "400 ppm fast or slow is followed without a click and without a switch",
    async () => {
      // Both at once: the fast one on engine a, the slow one on engine b.
      await rig.onAir("safe_blank");
      const senders = [
        await rig.send(rig.inputAddress("voieA-1", "a"), { tone: 1000, clock: 1.0004 }),
        await rig.send(rig.inputAddress("voieA-1", "b"), { tone: 1000, clock: 0.9996 }),
      ];
      await Promise.all([rig.onAir("voieA-1", 15, "a"), rig.onAir("voieA-1", 15, "b")]);
      const ears = [rig.listen("aac-insane", "a"), rig.listen("aac-insane", "b")];
      await Promise.all(ears.map((ear) => ear.first()));
      await sleep(skewSeconds * 1000);
      const [fast, slow] = await Promise.all(
        ears.map(async (ear) => ({ pcm: (await ear.decoded()).channels[0]!.subarray(48000) })),
      );
      await Promise.all(senders.map((sender) => sender.kill()));
      expect(follow(fast!, "voieA-1").breaks).toEqual([]);
      expect(follow(slow!, "voieA-1").breaks).toEqual([]);
      // Who plays as fast as it is sent needs no more buffer: at the end the pitch is the sender's own.
      const last = (pcm: Float32Array) => ({ pcm: pcm.subarray(-15 * 48000) });
      expect(follow(last(fast!.pcm), "voieA-1").ppm).toBeGreaterThan(200);
      expect(follow(last(fast!.pcm), "voieA-1").ppm).toBeLessThan(550);
      expect(follow(last(slow!.pcm), "voieA-1").ppm).toBeLessThan(-200);
      expect(follow(last(slow!.pcm), "voieA-1").ppm).toBeGreaterThan(-550);
    },
    120_000 + skewSeconds * 1000,
  );

  it("that is right is not touched: the pitch is exact", async () => {
    const sender = await rig.send("voieA-1");
    await rig.settled("voieA-1");
    const heard = await hearWhile(rig, 12);
    await sender.kill();
    const { breaks, ppm } = follow(heard, "voieA-1");
    expect(breaks).toEqual([]);
    expect(Math.abs(ppm)).toBeLessThan(60);
  });
});
