/**
 * What a rendition costs on the wire, for BANDWIDTH in the master playlist: players choose by it, so it must not be under the
 * peak segment rate (RFC 8216 4.3.4.2), and MPEG-TS adds 15 to 50 % that the encoder's bitrate does not tell.
 */
import type { Format } from "./formats";

const samplesPerFrame = 1024;
const adtsHeader = 7;
const packet = { size: 188, payload: 184 };
// FFmpeg's mpegts muxer (libavformat/mpegtsenc.c): audio is gathered into one PES until 2930 bytes or half of max_delay
// (0.7 s); PAT and PMT come every 0.1 s and SDT every 0.5 s, at the next PES.
const pes = { header: 14, payload: 2930, seconds: 0.35 };
const tables = [
  { packets: 2, everySeconds: 0.1 },
  { packets: 1, everySeconds: 0.5 },
];

/** @returns peak bits per second of a rendition in MPEG-TS, rounded up to a whole kbit/s. */
export function peakBandwidth({ bitrate, sampleRate }: Format): number {
  const frameSeconds = samplesPerFrame / sampleRate;
  const frame = (bitrate * 1000 * frameSeconds) / 8 + adtsHeader;
  const frames = Math.max(1, Math.floor(Math.min(pes.payload / frame, pes.seconds / frameSeconds)));
  const seconds = frames * frameSeconds;
  const audioPackets = Math.ceil((frames * frame + pes.header) / packet.payload);
  const tablePackets = tables.reduce((sum, each) => sum + each.packets * Math.min(1, seconds / each.everySeconds), 0);
  return Math.ceil(((audioPackets + tablePackets) * packet.size * 8) / seconds / 1000) * 1000;
}
