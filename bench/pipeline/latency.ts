/** How long sound takes from SRT to an Icecast listener, through an engine and through bare ffmpeg, from one sender in one run. */
import { rigSecret } from "../../tests/pipeline/support/workloads";
import { adtsFrames, frameSamples } from "../../tests/pipeline/support/frames";
import type { IcecastListener } from "../../tests/pipeline/support/icecast-listener";
import { Rig } from "../../tests/pipeline/support/rig";
import { sampleRate } from "../../tests/pipeline/support/tone";
import { sleep } from "../../verbs/support/command";
import { type Measurement, median } from "../measure";
import { bare } from "./bare";
import { Marker } from "./marker";

const period = 5;
const burst = 0.05;
const seconds = 62;

/** A burst of 1 kHz every few seconds on a quiet 200 Hz. */
const bursts = (at: number): number =>
  0.05 * Math.sin(2 * Math.PI * 200 * at) + (at % period < burst ? 0.6 * Math.sin(2 * Math.PI * 1000 * at) : 0);

export async function latencyBench(): Promise<Measurement[]> {
  const rig = await Rig.start({ station: { formats: { icecast: ["aac-hifi"], hls: ["aac-hifi"] } } });
  const marker = await Marker.open(rig.gateway, bursts);
  try {
    const password = rigSecret(rig.enginePlan("b").secrets.source);
    // The master has a mount for engine b, which does not run here.
    const mount = rig.enginePlan("b").mounts[0]!.mount;
    const icecast = `icecast://source:${password}@icecast-master-1:8000${mount}`;
    const encode = ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "192k", "-content_type", "audio/aac", "-f", "adts"];
    const usual = await bare(rig, "bare", [], [...encode, icecast]);
    await rig.send(`${rig.inputAddress("voieA-1")},${usual.address}`, { feed: marker.feed() });
    await rig.onAir("voieA-1", 30);
    const ears = [rig.listen("aac-hifi", "a"), rig.listen("aac-hifi", "b")] as const;
    await Promise.all(ears.map((ear) => ear.first(30)));
    await sleep(seconds * 1000);
    const engine = await delays(ears[0], marker);
    const ffmpeg = await delays(ears[1], marker);
    const reference = median(ffmpeg);
    return [
      { name: "SRT in to Icecast out over bare ffmpeg", values: engine, unit: "ms", reference, limit: 1.3 },
      {
        name: "SRT in to Icecast out, added to bare ffmpeg",
        values: [median(engine) - reference],
        unit: "ms",
        reference: 700,
      },
    ];
  } finally {
    marker.close();
    await rig.end();
  }
}

/** Milliseconds from the moment a burst was due at the encoder to the arrival of its first frame, for every burst heard. */
async function delays(ear: IcecastListener, marker: Marker): Promise<number[]> {
  const { channels } = await ear.decoded();
  const { at } = adtsFrames(ear.arrivals);
  const pcm = channels[0]!;
  const found: number[] = [];
  for (let sample = 0; sample < pcm.length; sample++) {
    if (Math.abs(pcm[sample] ?? 0) < 0.3) continue;
    const arrived = at[Math.floor(sample / frameSamples)];
    if (arrived !== undefined) found.push((arrived - marker.startedAt) % (period * 1000));
    sample += Math.round(burst * 2 * sampleRate);
  }
  // What came in the first seconds was waiting for the listener, and may be late for that reason alone.
  return found.slice(2);
}
