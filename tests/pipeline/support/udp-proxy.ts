/** A bad line between a sender and an engine: loses, delays and shuffles datagrams in both directions, the same way at every run. */
import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";

export interface Badness {
  /** Part of datagrams lost, 0 to 1. */
  loss?: number;
  /** Milliseconds that every datagram is held. */
  delay?: number;
  /** Milliseconds up to which it is held besides, at random: datagrams overtake each other. */
  jitter?: number;
}

export class UdpProxy {
  readonly counts = { passed: 0, lost: 0 };
  /** Nothing goes through while it is true. */
  cut = false;
  private readonly front: Socket = createSocket("udp4");
  private readonly backs = new Map<string, Socket>();
  private state = 20261122;
  /** HOST:PORT that a sender calls. */
  address = "";

  private constructor(private readonly badness: Badness) {}

  /**
   * @param host address of this machine that the sender reaches
   * @param to where it all goes
   */
  static async open(host: string, to: { host: string; port: number }, badness: Badness = {}): Promise<UdpProxy> {
    const proxy = new UdpProxy(badness);
    proxy.front.on("message", (data, { address, port }) =>
      proxy.pass(data, (late) => proxy.back(address, port).send(late, to.port, to.host)),
    );
    await new Promise<void>((resolve) => proxy.front.bind(0, host, resolve));
    proxy.address = `${host}:${(proxy.front.address() as AddressInfo).port}`;
    return proxy;
  }

  /** The socket that speaks for one caller. */
  private back(address: string, port: number): Socket {
    const key = `${address}:${port}`;
    const known = this.backs.get(key);
    if (known) return known;
    const socket = createSocket("udp4");
    socket.on("message", (data) => this.pass(data, (late) => this.front.send(late, port, address)));
    socket.on("error", () => undefined);
    this.backs.set(key, socket);
    return socket;
  }

  private pass(data: Buffer, send: (data: Buffer) => void): void {
    const { loss = 0, delay = 0, jitter = 0 } = this.badness;
    if (this.cut || this.random() < loss) return void (this.counts.lost += 1);
    this.counts.passed += 1;
    const wait = delay + jitter * this.random();
    const go = () => {
      try {
        send(data);
      } catch {
        // Closed meanwhile: a line that is gone carries nothing.
      }
    };
    if (wait > 0) setTimeout(go, wait);
    else go();
  }

  /** 0 to 1, a linear congruential generator. */
  private random(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state / 2 ** 32;
  }

  close(): void {
    for (const socket of [this.front, ...this.backs.values()]) socket.close();
  }
}
