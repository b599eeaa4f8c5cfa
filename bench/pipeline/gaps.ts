/** What is heard of a lost input: seconds without any programme until the next one is on air. */
import { hearWhile } from "../../tests/pipeline/support/heard";
import { eventually, Rig } from "../../tests/pipeline/support/rig";
import { longestWithout } from "../../tests/pipeline/support/tone";
import { sleep } from "../../verbs/support/command";
import type { Measurement } from "../measure";

const runs = 3;
const programmes = ["voieA-1", "voieB-1"];

export async function gapBench(): Promise<Measurement[]> {
  const rig = await Rig.start();
  try {
    await rig.send("voieB-1");
    const lost: number[] = [];
    const blank: number[] = [];
    for (let run = 0; run < runs; run++) {
      lost.push(await gap(rig, {}, (sender) => sender.kill()));
      blank.push(await gap(rig, { feed: fading }, () => eventually("the tone has ended", 20, toneEnded(rig))));
    }
    return [
      { name: "silence when the peer on air is lost", values: lost, unit: "s", reference: 1 },
      {
        name: "silence when the input on air goes blank",
        values: blank,
        unit: "s",
        reference: rig.station.blank.maxSeconds + 1,
      },
    ];
  } finally {
    await rig.end();
  }
}

type Sender = Awaited<ReturnType<Rig["send"]>>;

async function gap(
  rig: Rig,
  programme: Parameters<Rig["send"]>[1],
  lose: (sender: Sender) => Promise<unknown>,
): Promise<number> {
  const sender = await rig.send("voieA-1", programme);
  await rig.onAir("voieA-1");
  const heard = await hearWhile(rig, 2, async () => {
    await sleep(1000);
    await lose(sender);
    await rig.onAir("voieB-1", 30);
  });
  await sender.kill();
  await rig.onAir("voieB-1");
  return longestWithout(heard.spans, programmes);
}

/** Eight seconds of voieA-1's tone, then digital silence for ever, at a constant bitrate. */
const wave = "if(lt(t\\,8)\\,0.25*sin(2*PI*1000*t)\\,0)";
const fading =
  `ffmpeg -v error -nostdin -readrate 1 -readrate_initial_burst 0.04 -f lavfi -i 'aevalsrc=exprs=${wave}|${wave}:s=48000:n=960' ` +
  "-c:a mp2 -b:a 256k -pes_payload_size 0 -flush_packets 1 -f mpegts -";

const toneEnded = (rig: Rig) => async (): Promise<string | undefined> =>
  (await rig.liveSource()).real_output === "voieB-1" ? undefined : "voieA-1 is still on air";
