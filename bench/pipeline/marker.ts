/** A programme paced by this process's own clock, with marks whose moments are known: how late they are heard is measured on one clock. */
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { sampleRate } from "../../tests/pipeline/support/tone";

/** Stereo, signed 16 bit. */
const frameBytes = 4;
const chunkMilliseconds = 10;

/** Sound as a function of seconds since the start, -1 to 1. */
export type Sound = (seconds: number) => number;

/** Serves raw PCM over TCP in real time, to one encoder. */
export class Marker {
  /** `performance.now()` of the moment that `seconds` 0 was due. */
  startedAt = NaN;
  private timer: NodeJS.Timeout | undefined;
  private readonly server: Server;
  private socket: Socket | undefined;

  private constructor(private readonly sound: Sound) {
    this.server = createServer((socket) => this.serve(socket));
  }

  /** @param host address of this machine that the encoder reaches */
  static async open(host: string, sound: Sound): Promise<Marker> {
    const marker = new Marker(sound);
    await new Promise<void>((resolve) => marker.server.listen(0, host, resolve));
    return marker;
  }

  /** The bash command of an encoder that reads from here and writes MPEG-TS. */
  feed(): string {
    const { address, port } = this.server.address() as AddressInfo;
    const input = `-fflags nobuffer -probesize 32 -f s16le -ar ${sampleRate} -ac 2 -i tcp://${address}:${port}`;
    return `ffmpeg -v error -nostdin ${input} -c:a aac -aac_coder fast -b:a 256k -pes_payload_size 0 -flush_packets 1 -f mpegts -`;
  }

  private serve(socket: Socket): void {
    this.socket = socket.setNoDelay(true);
    socket.on("error", () => undefined);
    this.startedAt = performance.now();
    let sent = 0;
    this.timer = setInterval(() => {
      const due = Math.floor(((performance.now() - this.startedAt) / 1000) * sampleRate);
      if (due > sent) socket.write(this.chunk(sent, due));
      sent = Math.max(sent, due);
    }, chunkMilliseconds);
  }

  private chunk(from: number, to: number): Buffer {
    const bytes = Buffer.alloc((to - from) * frameBytes);
    for (let frame = from; frame < to; frame++) {
      const value = Math.round(this.sound(frame / sampleRate) * 32767);
      bytes.writeInt16LE(value, (frame - from) * frameBytes);
      bytes.writeInt16LE(value, (frame - from) * frameBytes + 2);
    }
    return bytes;
  }

  close(): void {
    clearInterval(this.timer);
    this.socket?.destroy();
    this.server.close();
  }
}
