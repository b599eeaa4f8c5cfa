/** What is in an MPEG-TS segment of ours: pure, and independent of the program that made it. */

export interface Parsed {
  /** 90 kHz, of each PES. */
  timestamps: number[];
  /** ADTS frames of each PES. */
  frames: number[];
  /** Tables seen before the first audio. */
  tables: number;
}

const packetSize = 188;
const audioPid = 0x100;

/** @throws where a packet is not what MPEG-TS asks for */
export function parseSegment(bytes: Buffer): Parsed {
  const payloads: Buffer[][] = [];
  let [tables, counter] = [0, -1];
  for (let at = 0; at < bytes.length; at += packetSize) {
    const packet = bytes.subarray(at, at + packetSize);
    if (packet.length !== packetSize || packet[0] !== 0x47) throw new Error(`byte ${at}: no packet`);
    if ((packet.readUInt16BE(1) & 0x1fff) !== audioPid) {
      tables += 1;
      continue;
    }
    const next = packet[3]! & 15;
    if (counter >= 0 && next !== ((counter + 1) & 15)) throw new Error(`byte ${at}: counter ${next} after ${counter}`);
    counter = next;
    if (packet[1]! & 0x40) payloads.push([]);
    payloads.at(-1)!.push(packet.subarray(packet[3]! & 0x20 ? 5 + packet[4]! : 4));
  }
  const all = payloads.map((pieces) => Buffer.concat(pieces));
  return { tables, timestamps: all.map(timestamp), frames: all.map((pes) => adtsFrames(pes.subarray(9 + pes[8]!))) };
}

function timestamp(pes: Buffer): number {
  const [high, middle, low] = [pes[9]! & 0x0e, pes.readUInt16BE(10) & 0xfffe, pes.readUInt16BE(12) & 0xfffe];
  return high * 2 ** 29 + middle * 2 ** 14 + low / 2;
}

function adtsFrames(bytes: Buffer): number {
  let [count, at] = [0, 0];
  for (; at < bytes.length; count += 1) {
    if (bytes[at] !== 0xff) throw new Error(`frame ${count}: no ADTS header`);
    at += ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
  }
  if (at !== bytes.length) throw new Error("the last frame is cut");
  return count;
}
