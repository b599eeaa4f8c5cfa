/**
 * What a rendition costs on the wire, for BANDWIDTH in the master playlist: players choose by it, so it must not be under the
 * peak segment rate (RFC 8216 4.3.4.2). The publisher's muxer (components/engine/publisher/ts.c) is counted packet by packet.
 */
import type { Format } from "./formats";

const framesPerSegment = 180;
const pes = { header: 14, frames: 30 };
const pcr = { bytes: 8, frames: 4 };
const packet = { size: 188, payload: 184 };
const tablePackets = 2;
// Of timed ID3: what plays when the segment begins, and one change in it (components/engine/publisher/id3.h).
const tagPackets = 2 * 2;
// Bits per channel that one stretch may borrow from another at a constant bitrate: the decoder's input buffer (ISO/IEC 14496-3 4.5.3).
const reservoir = 6144;

/** @returns peak bits per second of a rendition in MPEG-TS, rounded up to a whole kbit/s. */
export function peakBandwidth({ bitrate, sampleRate, channels, samplesPerFrame, headerBytes }: Format): number {
  const seconds = (framesPerSegment * samplesPerFrame) / sampleRate;
  const frame = (bitrate * 1000 * seconds + reservoir * channels) / framesPerSegment / 8 + headerBytes;
  const packets = (frames: number) =>
    Math.ceil((pes.header + frames * frame + Math.ceil(frames / pcr.frames) * pcr.bytes) / packet.payload);
  // The last frame has a PES of its own.
  const rest = framesPerSegment - 1;
  const whole = Math.floor(rest / pes.frames);
  const all = whole * packets(pes.frames) + packets(rest % pes.frames) + packets(1) + tablePackets + tagPackets;
  return Math.ceil((all * packet.size * 8) / seconds / 1000) * 1000;
}
