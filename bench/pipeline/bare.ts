/** What an engine is compared with: ffmpeg alone, hearing the same sender in the same run. */
import { rigSecret } from "../../tests/pipeline/support/workloads";
import { docker } from "../../tests/pipeline/support/group";
import type { Rig } from "../../tests/pipeline/support/rig";
import { format } from "../../station-inventory/formats";

export const barePort = 9000;

/** Runs ffmpeg on an SRT listener as the engine's inputs are. @returns its container and address, HOST:PORT */
export async function bare(
  rig: Rig,
  name: string,
  before: string[],
  after: string[],
): Promise<{ container: string; address: string }> {
  const { prefix, label, network } = rig.place;
  const input = rig.enginePlan().inputs[0]!;
  const url = `srt://0.0.0.0:${barePort}?mode=listener&latency=${input.latencyMilliseconds * 1000}&passphrase=${rigSecret(input.passphraseSecret)}&pbkeylen=32`;
  const container = `${prefix}-${name}`;
  const own = [
    "--name",
    container,
    "--label",
    label,
    "--network",
    network,
    "--network-alias",
    name,
    "--no-healthcheck",
  ];
  const args = ["-hide_banner", "-nostdin", "-loglevel", "warning", ...before, "-i", url, ...after];
  await docker("run", "--detach", ...own, "--user=1000:1000", "--entrypoint=ffmpeg", rig.sound, ...args);
  return { container, address: `${name}:${barePort}` };
}

/**
 * One encode for each that the engine makes, with the settings that the engine's own configuration gives.
 * @param record the generated station.liq
 */
export function sameEncodes(rig: Rig, record: string): string[] {
  return rig.enginePlan().encodings.flatMap(({ format: id, encoder }) => {
    const { bitrate, channels, codec } = format(id);
    const block = record.slice(record.indexOf(`id="${id}"`));
    const setting = (name: string) => new RegExp(`${name}="?(-?\\w+)"?`).exec(block)?.[1];
    const own = codec === "aac" ? ["-aac_coder", setting("aac_coder") ?? "", "-aac_ms", setting("aac_ms") ?? ""] : [];
    const muxer = { aac: "adts", mp3: "mp3", opus: "ogg" }[codec];
    return [
      "-map",
      "0:a",
      "-c:a",
      encoder,
      ...own,
      "-b:a",
      `${bitrate}k`,
      "-ac",
      String(channels),
      "-f",
      muxer,
      "-y",
      "/dev/null",
    ];
  });
}
