/** A studio's encoder: ffmpeg in a container of its own, sending by this tree's `srt-gate send`. Also those that one hopes never to meet. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../../../verbs/support/command";
import { docker } from "./group";
import { rigSecret } from "./workloads";
import { tones } from "./station";
import type { Rig } from "./rig";

export interface Programme {
  /** Hz of the sine; two for left and right; one for each channel of 5.1. Default: the input's own. 0 is digital silence. */
  tone?: number | number[];
  /** Amplitude of the sine, 0 to 1. Default 0.25: -12 dBFS at its peak. */
  amplitude?: number;
  /** ffmpeg's arguments for the encoder. Default: MPEG-TS with AAC at 256 kbit/s. */
  encoder?: string[];
  /** Hz. Default 48000. */
  rate?: number;
  /** ffmpeg's name; default by the number of tones: one or two "stereo", six "5.1". */
  layout?: string;
  /** Its clock runs so many times too fast. Default 1. */
  clock?: number;
  /** Instead of ffmpeg: a bash command whose standard output is sent. */
  feed?: string;
  /** Default: the station's. */
  passphrase?: string;
  /** A bash command instead of all that; $TO and $PASSPHRASE_FILE are set. */
  script?: string;
}

const aac = ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "256k"];
const flags = "-pes_payload_size 0 -flush_packets 1 -f mpegts";

/** The bash command that plays a sine in real time, as MPEG-TS on standard output. */
export function sine({
  tone = 1000,
  amplitude = 0.25,
  encoder = aac,
  rate = 48000,
  layout,
  clock = 1,
}: Programme): string {
  const list = Array.isArray(tone) ? tone : [tone, tone];
  const channels = list.map((frequency) => `${amplitude}*sin(2*PI*${frequency}*t)`).join("|");
  const source = `aevalsrc=exprs=${channels}:s=${rate}:c=${layout ?? (list.length === 6 ? "5.1" : list.length === 1 ? "mono" : "stereo")}:n=960`;
  // No burst at the start, which no real encoder has.
  const pace = `-readrate ${clock} -readrate_initial_burst 0.04`;
  return `ffmpeg -hide_banner -nostdin -loglevel error ${pace} -f lavfi -i '${source}' ${encoder.join(" ")} ${flags} -`;
}

export class Sender {
  private constructor(readonly name: string) {}

  static async start(rig: Rig, name: string, to: string, programme: Programme): Promise<Sender> {
    const { place, station, sound } = rig;
    const input = rig.enginePlan().inputs.find(({ port }) => to.split(",")[0]?.endsWith(`:${port}`));
    const tone = programme.tone ?? tones[input?.name ?? ""] ?? 1000;
    const folder = join(place.folder, name);
    mkdirSync(folder);
    const passphrase = programme.passphrase ?? rigSecret(input?.passphraseSecret ?? `srt/${station.id}`);
    writeFileSync(join(folder, "passphrase"), passphrase);
    chmodSync(join(folder, "passphrase"), 0o644);
    const script =
      programme.script ?? `${programme.feed ?? sine({ ...programme, tone })} | srt-gate send "$TO" "$PASSPHRASE_FILE"`;
    await docker(
      ...[
        "run",
        "--detach",
        "--name",
        name,
        "--label",
        place.label,
        "--network",
        place.network,
        "--user=1000:1000",
        "--init",
      ],
      ...["--env", `TO=${to}`, "--env", "PASSPHRASE_FILE=/rig/passphrase", "--volume", `${folder}:/rig:ro`],
      // As much as a simulated studio gets: what is tested comes first.
      "--cpu-shares=102",
      ...["--volume", `${join(place.folder, "srt-gate")}:/usr/local/bin/srt-gate:ro`, "--no-healthcheck"],
      ...["--entrypoint=bash", sound, "-c", script],
    );
    return new Sender(name);
  }

  /** Dies without a word: no goodbye reaches the engine. */
  async kill(): Promise<void> {
    await execute("docker", ["rm", "--force", this.name]);
  }

  /** Stays connected and sends no more. */
  freeze = () => docker("pause", this.name);
  thaw = () => docker("unpause", this.name);

  async log(): Promise<string> {
    const { stdout, stderr } = await execute("docker", ["logs", this.name]);
    return stdout + stderr;
  }
}
