/** One public playlist from two engines on two origins: what players of it see and hear when an engine or an origin dies, hangs or is silent. */
import { sleep } from "../../verbs/support/command";
import { timelineGap } from "../drills/loudness";
import { docker } from "./support/group";
import type { HlsListener, Segment } from "./support/hls-listener";
import { eventually, Rig } from "./support/rig";
import type { Sender } from "./support/sender";
import { longestWithout, timeline } from "./support/tone";
import { tones } from "./support/station";

let rig: Rig;
let programme: Sender;
const origins = ["hls-origin-1", "hls-origin-2"];
const engineOf = ({ uri }: Segment): string => uri.split("/")[0]!;

beforeAll(async () => {
  rig = await Rig.start({ engines: 2, origins: 2 });
  programme = await rig.send(both("voieA-1"));
  await Promise.all((["a", "b"] as const).map((letter) => rig.onAir("voieA-1", 15, letter)));
  await sleep(12_000);
}, 400_000);
afterAll(() => rig?.end());

const both = (input: string): string => `${rig.inputAddress(input, "a")},${rig.inputAddress(input, "b")}`;
const all = (what: string, letter: "a" | "b") => docker(what, ...rig.engine(letter).containers);

/** Who is listed now: "a" or "b". */
async function onAir(): Promise<"a" | "b"> {
  const player = rig.listenPublicHls();
  await player.has(1);
  await player.stop();
  return engineOf(player.segments[0]!) as "a" | "b";
}

/** Two players, one on each origin, while something happens and until each has had so many segments. */
async function playWhile(count: number, happens: () => Promise<unknown>): Promise<[HlsListener, HlsListener]> {
  const players = origins.map((origin) => rig.listenPublicHls(origin)) as [HlsListener, HlsListener];
  await Promise.all(players.map((player) => player.has(1)));
  await happens();
  await Promise.all(players.map((player) => player.has(count, count * 5)));
  await Promise.all(players.map((player) => player.stop()));
  return players;
}

/** Never back, nothing missing, one segment for one number whoever is asked. */
function expectOneList(players: readonly HlsListener[]): void {
  const told = new Map<number, string>();
  for (const { segments } of players) {
    expect(segments.map(({ sequence }) => sequence)).toEqual(segments.map((_, index) => segments[0]!.sequence + index));
    for (const { sequence, uri } of segments) {
      expect(`${sequence}: ${told.get(sequence) ?? uri}`).toBe(`${sequence}: ${uri}`);
      told.set(sequence, uri);
    }
  }
}

const breaks = ({ segments }: HlsListener): string[] =>
  segments
    .slice(1)
    .flatMap((one, index) => (one.discontinuity ? [`${engineOf(segments[index]!)}>${engineOf(one)}`] : []));

it("an engine that dies is followed by the other: one break, no hole, and sound all the time", async () => {
  const victim = await onAir();
  const other = victim === "a" ? "b" : "a";
  const players = await playWhile(7, () => all("kill", victim));
  await all("start", victim);
  await rig.ready(victim, 60);
  expectOneList(players);
  for (const player of players) {
    expect(player.failures).toEqual([]);
    expect(breaks(player)).toEqual([`${victim}>${other}`]);
    expect(timelineGap(player.segments)).toBeLessThan(100);
    const { channels } = await player.decoded();
    // What an encoder needs to begin stands at either side of the break.
    expect(longestWithout(timeline(channels[0]!, tones), ["voieA-1"])).toBeLessThan(0.25);
  }
});

it("an origin that dies leaves the other one's players alone, and comes back with the same list", async () => {
  const player = rig.listenPublicHls("hls-origin-2");
  await player.has(1);
  await docker("kill", rig.group("hls-origin-1").main);
  await sleep(8000);
  await docker("start", rig.group("hls-origin-1").main);
  await sleep(4000);
  const [again, same] = await playWhile(3, async () => undefined);
  await player.stop();
  expect(player.failures).toEqual([]);
  expect(breaks(player)).toEqual([]);
  expect(again.failures).toEqual([]);
  expectOneList([player, again, same]);
});

it("an origin that hangs tells nothing old when it goes on", async () => {
  const hung = rig.group("hls-origin-1").main;
  const player = rig.listenPublicHls("hls-origin-2");
  await player.has(1);
  await docker("pause", hung);
  await sleep(20_000);
  await docker("unpause", hung);
  const [thawed, other] = await playWhile(3, async () => undefined);
  await player.stop();
  expect(player.failures).toEqual([]);
  expectOneList([player, thawed, other]);
  // Its first answers may be refusals, never what was true 20 s ago.
  expect(Math.abs(thawed.segments[0]!.sequence - other.segments[0]!.sequence)).toBeLessThanOrEqual(1);
});

it("an engine that hears nobody is left for one that does", async () => {
  const deaf = await onAir();
  const other = deaf === "a" ? "b" : "a";
  const gate = rig.engine(deaf).sidecar("srt-gate");
  const players = await playWhile(8, () => docker("pause", gate));
  await docker("unpause", gate);
  expectOneList(players);
  for (const player of players) {
    expect(player.failures).toEqual([]);
    expect(breaks(player)).toEqual([`${deaf}>${other}`]);
    const { channels } = await player.decoded();
    // Half a second until the input counts as lost, and the segment that was being cut.
    expect(longestWithout(timeline(channels[0]!, tones), ["voieA-1"])).toBeLessThan(7);
  }
});

/** Whether listeners hear an engine, as it tells the other one: HTTP 200 or 503. */
const heard = async (letter: "a" | "b"): Promise<number> => (await publisherOf(letter, "/programme")).status;
const publisherOf = (letter: "a" | "b", path: string) =>
  fetch(rig.api(path, letter, rig.enginePlan().metrics.publisherPort));

const become = (what: string, seconds: number, a: number, b: number): Promise<void> =>
  eventually(what, seconds, async () => {
    const now = [await heard("a"), await heard("b")];
    return now[0] === a && now[1] === b ? undefined : `a and b answer ${now.join(" and ")}`;
  });

/** Engine a hears no studio any more, and nobody hears it. @returns the container that was paused for it */
async function deafen(): Promise<string> {
  const gate = rig.engine("a").sidecar("srt-gate");
  await become("both engines are heard", 60, 200, 200);
  await docker("pause", gate);
  await become("a is not heard", 10, 503, 200);
  return gate;
}

it("an engine that is to be replaced leaves the mounts to the other at once, and takes them back when nothing came of it", async () => {
  // The engine that was deaf a moment ago first finds its sender again.
  await become("both engines are heard", 60, 200, 200);
  await publisherOf("a", "/stand-back");
  await become("a leaves its mounts to b", 10, 503, 200);
  await eventually("a says so", 5, async () => {
    const metrics = await (await publisherOf("a", "/metrics")).text();
    return /^publisher_output_stands_back\{.*\} 1$/m.test(metrics) ? undefined : "no mount stands back";
  });
  // The only one that is heard stays where it is, whoever asks.
  await publisherOf("b", "/stand-back");
  await sleep(3000);
  expect([await heard("a"), await heard("b")]).toEqual([503, 200]);
  await become("a takes its mounts back", 40, 200, 200);
}, 180_000);

it("an engine without a programme does not come with its silence because the other one's answer is late", async () => {
  const publisher = rig.engine("b").sidecar("publisher");
  const gate = await deafen();
  await sleep(1000);
  try {
    await docker("pause", publisher);
    expect(await seenOf("publisher_output_stands_back", 2000)).toEqual([ofEachMount("1")]);
  } finally {
    await docker("unpause", publisher);
    await docker("unpause", gate);
  }
}, 120_000);

it("nor does one that has just started, and asks in vain for as long as a cluster may need to let it", async () => {
  const other = rig.engine("b").sidecar("publisher");
  const gate = await deafen();
  try {
    await docker("pause", other);
    await docker("restart", "--time", "1", rig.engine("a").sidecar("publisher"));
    await eventually("a's publisher is back", 10, async () => void (await fetch(publisherMetrics())));
    expect(await seenOf("liquidsoap_output_connected", 8000)).toEqual([ofEachMount("0")]);
  } finally {
    await docker("unpause", other);
    await docker("unpause", gate);
  }
}, 120_000);

it("one whose programme is back leaves listeners where they are for its first seconds, and does not wait where nobody else is heard", async () => {
  const other = rig.engine("b").sidecar("publisher");
  const gate = await deafen();
  await docker("unpause", gate);
  await rig.onAir("voieA-1", 20, "a");
  expect(await seenOf("liquidsoap_output_connected", 3000)).toEqual([ofEachMount("0")]);
  await become("both engines are heard", 10, 200, 200);
  // Relays ask for what they lost after 10 s.
  expect((await publisherOf("a", "/relayed")).status).toBe(503);
  await sleep(12_000);
  expect((await publisherOf("a", "/relayed")).status).toBe(200);
  await deafen();
  try {
    await docker("pause", other);
    // Until what b said is believed no longer.
    await sleep(4000);
    await docker("unpause", gate);
    await rig.onAir("voieA-1", 20, "a");
    await eventually("a is heard", 2, async () => ((await heard("a")) === 200 ? undefined : "it is not"));
  } finally {
    await docker("unpause", other);
  }
}, 180_000);

const ofEachMount = (value: "0" | "1") => value.repeat(rig.enginePlan().mounts.length);
const publisherMetrics = () => rig.api("/metrics", "a", rig.enginePlan().metrics.publisherPort);

/** @returns what a metric of engine a's Icecast outputs was in these milliseconds, each time one digit for each of them */
async function seenOf(metric: string, milliseconds: number): Promise<string[]> {
  const value = new RegExp(`^${metric}\\{output="icecast.*\\} ([01])$`, "gm");
  const seen: string[] = [];
  for (const end = performance.now() + milliseconds; performance.now() < end; await sleep(30)) {
    const metrics = await (await fetch(publisherMetrics())).text();
    seen.push([...metrics.matchAll(value)].map(([, each]) => each).join(""));
  }
  expect(seen.length).toBeGreaterThan(20);
  return [...new Set(seen)];
}

it("an input that both engines lose costs neither its mounts: both go on with the next one", async () => {
  await rig.send(both("voieB-1"));
  await become("both engines are heard", 60, 200, 200);
  // Until voieB counts as good on both.
  await sleep(3000);
  let asking = true;
  const answers: Record<"a" | "b", number[]> = { a: [], b: [] };
  const asked = (["a", "b"] as const).map(async (letter) => {
    for (; asking; await sleep(30)) answers[letter].push(await heard(letter));
  });
  await programme.freeze();
  await Promise.all((["a", "b"] as const).map((letter) => rig.onAir("voieB-1", 10, letter)));
  await sleep(3000);
  asking = false;
  await Promise.all(asked);
  expect(answers.a.filter((status) => status !== 200)).toEqual([]);
  expect(answers.b.filter((status) => status !== 200)).toEqual([]);
  expect(answers.a.length).toBeGreaterThan(30);
});
