/** How far the two engines of a station are apart: what listeners would jump when they change from one to the other. */
import { adtsFrames, frameSamples } from "../../tests/pipeline/support/frames";
import { decode } from "../../tests/pipeline/support/decode";
import type { IcecastListener } from "../../tests/pipeline/support/icecast-listener";
import { Rig } from "../../tests/pipeline/support/rig";
import { offset, sampleRate } from "../../tests/pipeline/support/tone";
import { sleep } from "../../verbs/support/command";
import { type Measurement, median } from "../measure";
import { Marker } from "./marker";

const reach = 1.5;
const seconds = 20;

/** Every eight seconds from 100 to 900 Hz: alike itself nowhere within reach. */
const sweep = (at: number): number => 0.3 * Math.sin(2 * Math.PI * (100 * (at % 8) + 50 * (at % 8) ** 2));

export async function offsetBench(): Promise<Measurement[]> {
  const rig = await Rig.start({ engines: 2, station: { formats: { icecast: ["aac-hifi"], hls: ["aac-hifi"] } } });
  const marker = await Marker.open(rig.gateway, sweep);
  try {
    await rig.send(`${rig.inputAddress("voieA-1", "a")},${rig.inputAddress("voieA-1", "b")}`, { feed: marker.feed() });
    await Promise.all([rig.onAir("voieA-1", 30, "a"), rig.onAir("voieA-1", 30, "b")]);
    const ears = [rig.listen("aac-hifi", "a"), rig.listen("aac-hifi", "b")] as const;
    const players = [rig.listenHls("aac-hifi", "a"), rig.listenHls("aac-hifi", "b")] as const;
    await Promise.all(ears.map((ear) => ear.first()));
    await sleep(seconds * 1000);
    const [a, b] = [await heardFrom(rig, ears[0]), await heardFrom(rig, ears[1])];
    // Both recordings from the same moment on.
    const from = Math.max(a.startsAt, b.startsAt) + 100;
    const cut = ({ pcm, startsAt }: typeof a) => pcm.subarray(Math.round(((from - startsAt) / 1000) * sampleRate));
    const icecast = offset(cut(a), cut(b), reach);
    await Promise.all(players.map((player) => player.has(3)));
    await Promise.all(players.map((player) => player.stop()));
    const common = players[0].segments
      .filter(({ sequence }) => players[1].segments.some((other) => other.sequence === sequence))
      .slice(-3);
    const hls: number[] = [];
    for (const { sequence, bytes } of common) {
      const other = players[1].segments.find((each) => each.sequence === sequence)!;
      const [one, two] = [await decode(rig, bytes, "mpegts"), await decode(rig, other.bytes, "mpegts")];
      hls.push(Math.abs(offset(one.channels[0]!, two.channels[0]!, 1).seconds) * 1000);
    }
    return [
      {
        name: "engine a to engine b, Icecast, by cross-correlation",
        values: [Math.abs(icecast.seconds) * 1000],
        unit: "ms",
        reference: 100,
      },
      {
        name: "engine a to engine b, HLS segments of one number, by cross-correlation",
        values: hls,
        unit: "ms",
        reference: 100,
      },
    ];
  } finally {
    marker.close();
    await rig.end();
  }
}

/** The sound, and the `performance.now()` at which its first sample would be played, taken over all frames: single ones come in bunches. */
async function heardFrom(rig: Rig, ear: IcecastListener): Promise<{ pcm: Float32Array; startsAt: number }> {
  ear.stop();
  const { at, bytes } = adtsFrames(ear.arrivals);
  const { channels } = await decode(rig, bytes, "aac");
  const startsAt = median(at.map((arrived, index) => arrived - (index * frameSamples * 1000) / sampleRate));
  return { pcm: channels[0]!, startsAt };
}
