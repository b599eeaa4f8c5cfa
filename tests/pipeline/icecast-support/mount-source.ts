/** A source client of Icecast: sends to one mount what its bitrate asks for, and calls again when it is cut off. What it sends is no sound. */
import { connect, type Socket } from "node:net";
import { type FormatId, format } from "../../../station-inventory/formats";

const every = 40;

export class MountSource {
  private socket: Socket | undefined;
  private stopped = false;
  private readonly timer: NodeJS.Timeout;

  /** @param url of the mount, "http://172.18.0.2:8000/engines/rivage/a/hifi.aac" */
  constructor(
    private readonly url: URL,
    private readonly password: string,
    id: FormatId,
  ) {
    const { bitrate, contentType } = format(id);
    const bytes = Buffer.alloc((bitrate * every) / 8, 0x55);
    this.call(contentType);
    this.timer = setInterval(() => this.socket?.writable && this.socket.write(bytes), every);
  }

  private call(contentType: string): void {
    const socket = connect(Number(this.url.port), this.url.hostname, () => {
      const authorization = Buffer.from(`source:${this.password}`).toString("base64");
      const head = [`SOURCE ${this.url.pathname} HTTP/1.0`, `Authorization: Basic ${authorization}`];
      socket.write(`${[...head, `Content-Type: ${contentType}`].join("\r\n")}\r\n\r\n`);
      this.socket = socket;
    });
    socket.on("error", () => undefined);
    socket.on("data", () => undefined);
    socket.on("close", () => {
      this.socket = undefined;
      if (!this.stopped) setTimeout(() => this.call(contentType), 500);
    });
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    this.socket?.destroy();
  }
}
