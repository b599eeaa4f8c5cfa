/** What goes wrong on one input: it costs that input at most, says so once, and ends when the fault ends. */
import { Gate, wavHeadBytes } from "./gate-support/gate";
import { sine } from "./support/sender";
import { continuity } from "./support/tone";

describe("faults of studios", () => {
  let gate: Gate;
  const opens = (index: number, seconds = 6) =>
    gate.becomes(`in${index} is open`, seconds, async () => (await gate.input(index)).decodable);

  beforeAll(async () => {
    gate = await Gate.start({ inputs: [...Array<string>(6).fill("listen"), "[::1]:11000"] });
  });
  afterAll(() => gate?.end());

  test("garbage is not decodable, is said once, and disturbs no other input", async () => {
    await gate.send(0, 9, sine({ tone: 1000 }));
    await gate.send(1, 9, `while sleep 0.02; do head -c 1316 /dev/urandom; done`);
    const [left] = await gate.pcm(0, 4);
    expect(continuity(left!.subarray(24000), 1000).breaks).toEqual([]);
    expect(await gate.input(1)).toMatchObject({ connected: true, delivering: true, decodable: false, codec: null });
    const said = (await gate.events("in1")).filter(({ event }) => event === "not-decodable");
    expect(said.map(({ message }) => /it is no MPEG transport stream/.test(message))).toEqual([true]);
    const started = Date.now();
    await gate.get("/metrics");
    expect(Date.now() - started).toBeLessThan(100);
  });

  test("a peer that is frozen is closed to the pipeline after half a second, and comes back", async () => {
    await gate.send(2, 16, `(${sine({ tone: 1000 })}) | (head -c 40000; sleep 2; cat)`);
    await opens(2);
    await gate.becomes("in2 is closed", 8, async () => !(await gate.input(2)).decodable);
    await opens(2, 5);
    const events = (await gate.events("in2")).map(({ event }) => event);
    expect(events.filter((event) => ["on", "off"].includes(event))).toEqual(["on", "off", "on"]);
  });

  test("codec, sample rate and channels change within one connection", async () => {
    const parts = [
      sine({ tone: 1000 }).replace("ffmpeg", "timeout 3 ffmpeg"),
      sine({ tone: [1000], encoder: ["-c:a", "libopus", "-b:a", "96k"] }).replace("ffmpeg", "timeout 3 ffmpeg"),
      sine({ tone: 1000, encoder: ["-c:a", "mp2", "-b:a", "256k"], rate: 44100 }),
    ];
    await gate.send(3, 14, `(${parts.join("; ")})`);
    for (const [codec, sample_rate] of [
      ["aac", 48000],
      ["opus", 48000],
      ["mp2", 44100],
    ] as const) {
      await gate.becomes(`${codec} is heard`, 6, async () => {
        const now = await gate.input(3);
        return now.codec === codec && now.sample_rate === sample_rate && now.decodable && now.level_dbfs > -16;
      });
    }
    expect((await gate.input(3)).connections).toBe(1);
  });

  test("a second peer is refused while the first one delivers", async () => {
    await gate.send(4, 8, sine({ tone: 1000 }));
    await opens(4);
    await gate.send(4, 4, sine({ tone: 2000 }));
    await gate.becomes("the second peer is refused", 5, async () => (await gate.input(4)).refusals > 0);
    const [left] = await gate.pcm(4, 1.5);
    expect(continuity(left!, 1000).breaks).toEqual([]);
    expect((await gate.input(4)).connections).toBe(1);
  });

  test("a pipeline that does not read loses whole frames, and is counted", async () => {
    await gate.send(5, 14, sine({ tone: 1000 }));
    await opens(5);
    const before = (await gate.input(5)).unfetched_bytes;
    const { stdout } = await gate.inside(`exec 3<>/dev/tcp/127.0.0.1/20005; sleep 4; timeout 1 cat <&3 | wc -c`);
    const lost = (await gate.input(5)).unfetched_bytes - before;
    expect((Number(stdout) - wavHeadBytes) % 8).toBe(0);
    expect(lost).toBeGreaterThan(480 * 8 * 50);
    expect(lost % (480 * 8)).toBe(0);
  });

  test("an input that calls, over IPv6, gets through as soon as there is somebody", async () => {
    await gate.play(
      `${sine({ tone: 1000 })} | timeout 8 ffmpeg -loglevel error -f mpegts -i - -c copy -f mpegts "srt://[::1]:11000?mode=listener&passphrase=$(cat $PASS)&pbkeylen=32&pkt_size=1316"`,
    );
    await opens(6, 8);
    expect(await gate.input(6)).toMatchObject({ connected: true, peer: "[::1]:11000" });
    expect((await gate.events("in6")).filter(({ event }) => event === "call-failed")).toHaveLength(1);
  });
});
