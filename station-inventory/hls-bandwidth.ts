/**
 * What a rendition costs on the wire, for BANDWIDTH in the master playlist: players choose by it, so it must not be under the
 * peak segment rate (RFC 8216 4.3.4.2), and MPEG-TS adds 40 to 220 % that the encoder's bitrate does not tell.
 */
import type { Format } from "./formats";

const samplesPerFrame = 1024;
const adtsHeader = 7;
const pesHeader = 14;
const packet = { size: 188, payload: 184 };
// FFmpeg's encoder holds the bitrate on average; a single frame may be larger.
const largestFrame = 1.1;
// Liquidsoap flushes after every frame, so that each AAC frame is a PES of its own. PAT and PMT come every 0.1 s, SDT every 0.5 s.
const tablePacketsPerSecond = 2 / 0.1 + 1 / 0.5;

/** @returns peak bits per second of a rendition in MPEG-TS, rounded up to a whole kbit/s. */
export function peakBandwidth({ bitrate, sampleRate }: Format): number {
  const framesPerSecond = sampleRate / samplesPerFrame;
  const frame = ((bitrate * 1000) / 8 / framesPerSecond) * largestFrame + adtsHeader;
  const packetsPerFrame = Math.ceil((frame + pesHeader) / packet.payload);
  const packetsPerSecond = packetsPerFrame * framesPerSecond + tablePacketsPerSecond;
  return Math.ceil((packetsPerSecond * packet.size * 8) / 1000) * 1000;
}
