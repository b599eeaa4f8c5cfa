/** When each AAC frame of a stream arrived: how late a decoded sample is, to the frame. Pure. */
import type { Arrival } from "./icecast-listener";

/** Samples of one AAC frame. */
export const frameSamples = 1024;

/**
 * @param arrivals chunks of an ADTS stream, cut anywhere
 * @param broken what to do where one stream follows another in the middle of a frame, as where a relay goes to a fallback
 * @returns for each whole frame, in order, the moment at which its last byte arrived, and the bytes of all of them
 * @throws where the stream is no ADTS
 */
export function adtsFrames(
  arrivals: readonly Arrival[],
  broken: "refuse" | "skip" = "refuse",
): { at: number[]; bytes: Buffer } {
  const all = Buffer.concat(arrivals.map(({ bytes }) => bytes));
  const ends: number[] = [];
  arrivals.reduce((sum, { bytes }) => {
    ends.push(sum + bytes.length);
    return sum + bytes.length;
  }, 0);
  const start = nextFrame(all, 0);
  if (start === undefined) throw new Error(`no ADTS header in ${all.length} bytes`);
  const at: number[] = [];
  let [position, chunk] = [start, 0];
  while (position + headerBytes <= all.length) {
    if (!isHeader(all, position)) {
      if (broken === "refuse")
        throw new Error(`byte ${position} of ${all.length}: no ADTS header; the stream is broken there`);
      position = nextFrame(all, position) ?? all.length;
      continue;
    }
    const end = position + lengthAt(all, position);
    if (end > all.length) break;
    while ((ends[chunk] ?? Infinity) < end) chunk += 1;
    at.push(arrivals[chunk]!.at);
    position = end;
  }
  return { at, bytes: all.subarray(start, position) };
}

/** Bytes of a header; a frame that says it is no longer than that is none, and would be found again for ever. */
const headerBytes = 7;
const isHeader = (bytes: Buffer, at: number): boolean =>
  bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xf6) === 0xf0 && lengthAt(bytes, at) > headerBytes;
const lengthAt = (bytes: Buffer, at: number): number =>
  (((bytes[at + 3] ?? 0) & 3) << 11) | ((bytes[at + 4] ?? 0) << 3) | ((bytes[at + 5] ?? 0) >> 5);

/** A listener joins in the middle of a frame: a header counts when the next one stands where it says. */
function nextFrame(all: Buffer, from: number): number | undefined {
  for (let at = from; at + headerBytes <= all.length; at++)
    if (isHeader(all, at) && isHeader(all, at + lengthAt(all, at))) return at;
  return undefined;
}
