/** What an input does to the programme, and what it must not do: one engine, its sound at an Icecast master, recognised by its tones. */
import { execute, sleep } from "../../verbs/support/command";
import { follow, hearWhile, unbroken } from "./support/heard";
import { Rig } from "./support/rig";
import type { Sender } from "./support/sender";
import { longestWithout, order, type Span } from "./support/tone";

let rig: Rig;
const started: Sender[] = [];

/** Sends, and stops when the test is over. */
async function send(...args: Parameters<Rig["send"]>): Promise<Sender> {
  const sender = await rig.send(...args);
  started.push(sender);
  return sender;
}

beforeAll(async () => {
  rig = await Rig.start();
}, 400_000);
afterAll(() => rig?.end());
afterEach(async () => {
  rig.hush();
  await Promise.all(started.splice(0).map((sender) => sender.kill()));
  await rig.choose("auto");
  await rig.onAir("safe_blank");
});

/** Who is heard one after the other, silence between them left out: how long that may be is asked besides. */
function programmes(spans: readonly Span[]): string[] {
  const heard = order(spans, 0.05).filter((who) => who !== "silence");
  return heard.filter((who, index) => who !== heard[index - 1]);
}

describe("nobody sends", () => {
  it("is silence that never pauses, and every port answers within 100 ms", async () => {
    const watch = rig.watch();
    const heard = await hearWhile(rig, 6);
    expect(order(heard.spans)).toEqual(["silence"]);
    expect(heard.pcm.length / 48000).toBeGreaterThan(5.5);
    expect(heard.longestPause).toBeLessThan(500);
    expect(await watch.slowerThan(100)).toEqual([]);
  });
});

describe("an input that is lost", () => {
  it.each(["killed", "frozen while connected"])(
    "%s: the next one is heard within a second, and nothing flaps",
    async (how) => {
      const best = await send("voieA-1");
      await send("voieB-1");
      await rig.onAir("voieA-1");
      const heard = await hearWhile(rig, 5, () => (how === "killed" ? best.kill() : best.freeze()));
      expect(programmes(heard.spans)).toEqual(["voieA-1", "voieB-1"]);
      expect(longestWithout(heard.spans, ["voieA-1", "voieB-1"])).toBeLessThan(1);
    },
  );

  it("comes back when it has been good for its hold time, not before, and without a gap", async () => {
    await send("voieB-1");
    await rig.onAir("voieB-1");
    let [sent, returned] = [0, 0];
    const heard = await hearWhile(rig, 2, async () => {
      sent = performance.now();
      await send("voieA-1");
      await rig.onAir("voieA-1");
      returned = performance.now();
    });
    expect(order(heard.spans, 0.05)).toEqual(["voieB-1", "voieA-1"]);
    expect(longestWithout(heard.spans, ["voieA-1", "voieB-1"])).toBeLessThan(0.1);
    expect((returned - sent) / 1000).toBeGreaterThan(rig.station.switching.returnAfterSeconds);
    expect((returned - sent) / 1000).toBeLessThan(rig.station.switching.returnAfterSeconds + 4);
  });

  it("leaves silence when it was the last, and is heard again", async () => {
    const only = await send("voieB-2");
    await rig.onAir("voieB-2");
    const heard = await hearWhile(rig, 2, async () => {
      await only.kill();
      await sleep(3000);
      await send("voieB-2");
      await rig.onAir("voieB-2");
    });
    expect(order(heard.spans)).toEqual(["voieB-2", "silence", "voieB-2"]);
    expect(heard.connections).toBe(1);
  });
});

describe("an input that goes blank", () => {
  it("is left after its threshold, and taken back when it speaks again", async () => {
    await send("voieB-1");
    await send("voieA-1", { tone: 1000 });
    await rig.onAir("voieA-1");
    const limit = rig.station.blank.maxSeconds;
    const heard = await hearWhile(rig, 0, async () => {
      await started.pop()?.kill();
      await rig.onAir("voieB-1");
      // Delivers silence all the time: it is good at first, then blank.
      await send("voieA-1", { feed: blankAfter(5) });
      await rig.onAir("voieA-1");
      await rig.onAir("voieB-1", 5 + limit + 3);
      await sleep(1500);
    });
    const from = heard.spans.findLast(({ who }) => who === "voieA-1")!.to;
    const to = heard.spans.findLast(({ who }) => who === "voieB-1")!.from;
    expect(to - from).toBeGreaterThan(limit - 0.5);
    expect(to - from).toBeLessThan(limit + 1);
    expect(order(heard.spans)).toEqual(["voieA-1", "silence", "voieB-1", "voieA-1", "silence", "voieB-1"]);
  });
});

/** A tone of so many seconds, then digital silence without end, at a constant bitrate: AAC would shrink to a packet every half second. */
const blankAfter = (seconds: number): string =>
  `ffmpeg -hide_banner -nostdin -loglevel error -readrate 1 -readrate_initial_burst 0.04 -f lavfi ` +
  `-i 'aevalsrc=exprs=if(lt(t\\,${seconds})\\,0.25*sin(2*PI*1000*t)\\,0)|if(lt(t\\,${seconds})\\,0.25*sin(2*PI*1000*t)\\,0):s=48000:n=960' ` +
  `-c:a mp2 -b:a 256k -pes_payload_size 0 -flush_packets 1 -f mpegts -`;

/** What must not be heard on others. Each is sent to inputs better than the one on air, and to one that comes after it. */
const troubles: [string, Parameters<Rig["send"]>[1]][] = [
  ["connects and says nothing", { feed: "sleep 60" }],
  ["sends garbage", { feed: "while head -c 13160 /dev/urandom; do sleep 0.3; done" }],
  ["has the wrong passphrase", { passphrase: "not-the-passphrase-of-this-station" }],
  ["connects again 20 times a minute", { script: 'while sleep 1; do timeout 2 bash -c "PLAY" ; done' }],
  [
    "sends half of a stream, again and again",
    {
      // Made once: starting FFmpeg again and again on three inputs would load the machine, not the engine.
      feed: "half=$(ffmpeg -v quiet -nostdin -f lavfi -i sine -t 0.7 -c:a mp2 -f mpegts - | head -c 9999 | base64 -w 0); while echo $half | base64 -d; do sleep 1; done",
    },
  ],
];

describe("a caller that", () => {
  it.each(troubles)("%s is not heard, and slows down nothing", async (_, programme) => {
    await send("voieB-1");
    await rig.settled("voieB-1");
    const watch = rig.watch();
    const play = `ffmpeg -v quiet -nostdin -readrate 1 -f lavfi -i sine=1000 -c:a mp2 -f mpegts - | srt-gate send $TO $PASSPHRASE_FILE`;
    const trouble = { ...programme, ...(programme?.script && { script: programme.script.replace("PLAY", play) }) };
    const heard = await hearWhile(rig, 6, async () => {
      for (const input of ["voieA-1", "voieA-2", "sat"]) await send(input, trouble);
    });
    const { decibels } = unbroken(heard, "voieB-1");
    expect(order(heard.spans, 0.02)).toEqual(["voieB-1"]);
    expect(decibels).toBeCloseTo(-12.04, 1);
    expect(heard.longestPause).toBeLessThan(500);
    expect(await watch.slowerThan(100)).toEqual([]);
  });
});

describe("two callers on one port", () => {
  it("hear who was first, undisturbed; the second takes over when the first is gone", async () => {
    const first = await send("voieA-1");
    await rig.settled("voieA-1");
    const disturbed = await hearWhile(rig, 3, () => send("voieA-1", { tone: 1400 }));
    unbroken(disturbed, "voieA-1");
    const after = await hearWhile(rig, 6, () => first.kill());
    expect(order(after.spans)).toEqual(["voieA-1", "silence", "voieA-2"]);
  });
});

describe("a programme that changes its codec and its rate in the middle", () => {
  it("is heard on, at the same pitch and level", async () => {
    const parts = ["-c:a aac -b:a 192k", "-ar 44100 -ac 1 -c:a mp2 -b:a 128k", "-c:a libmp3lame -b:a 192k"].map(
      (codec) =>
        `ffmpeg -hide_banner -nostdin -v error -readrate 1 -readrate_initial_burst 0.04 -f lavfi -i 'aevalsrc=0.25*sin(2*PI*1000*t)|0.25*sin(2*PI*1000*t):s=48000:n=960' -t 4 ${codec} -pes_payload_size 0 -flush_packets 1 -f mpegts -`,
    );
    await send("voieB-1");
    await send("voieA-1", { feed: `(while true; do ${parts.join("; ")}; done)` });
    await rig.onAir("voieA-1");
    const heard = await hearWhile(rig, 14);
    const mine = heard.spans.filter(({ who }) => who === "voieA-1").reduce((sum, { from, to }) => sum + to - from, 0);
    expect(longestWithout(heard.spans, ["voieA-1", "voieB-1"])).toBeLessThan(1);
    expect(mine).toBeGreaterThan(8);
    // The gate may still be bringing its buffer to the length that it wants: by 500 ppm at most, which is less than a hundredth of a semitone.
    expect(Math.abs(follow({ pcm: heard.pcm.subarray(-48000) }, "voieA-1").ppm)).toBeLessThan(500);
  });
});

describe("an operator's choice", () => {
  it("is heard while it is good, falls back when it is not, and ends when it is taken back", async () => {
    await send("voieA-1");
    const portable = await send("override-1");
    await rig.onAir("voieA-1");
    const heard = await hearWhile(rig, 2, async () => {
      expect((await rig.choose("override-1")).status).toBe(200);
      await sleep(2000);
      await portable.kill();
      await sleep(2500);
      await send("override-1");
      await rig.onAir("override-1");
      await sleep(1000);
      expect((await rig.choose("auto")).status).toBe(200);
    });
    expect(programmes(heard.spans)).toEqual(["voieA-1", "override-1", "voieA-1", "override-1", "voieA-1"]);
    expect(longestWithout(heard.spans, ["voieA-1", "override-1"])).toBeLessThan(1);
  });

  it("never comes by itself for a manual input", async () => {
    await send("override-1");
    await sleep(rig.station.switching.returnAfterSeconds * 1000 + 3000);
    expect(await rig.liveSource()).toMatchObject({ preferred_output: "", real_output: "safe_blank" });
  });
});

it("left no container that its programs did not survive in", async () => {
  const { stdout } = await execute("docker", [
    "inspect",
    "--format",
    "{{.Name}} {{.State.Status}} {{.RestartCount}}",
    ...rig.engine().containers,
  ]);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[1]),
  ).toEqual(["running", "running", "running"]);
});
