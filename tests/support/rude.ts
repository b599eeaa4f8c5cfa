/** Clients that no server wants: what they send, how long they are borne, and what they are answered. */
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

interface Manner {
  /** Written at once. */
  says: string | Buffer;
  /** Written a second, one character at a time, for as long as the connection lasts. */
  drips?: string;
}

/**
 * Connects, misbehaves, and waits until the server has closed the connection.
 * @returns HTTP status; 0: it was closed without one
 * @throws when it bears that for longer than `patience` seconds
 */
export function rude(url: string, { says, drips }: Manner, patience: number): Promise<number> {
  const { protocol, hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const where = { host: hostname, port: Number(port) };
    const socket: Socket = protocol === "https:" ? connectTls({ ...where, rejectUnauthorized: false }) : connect(where);
    let received = "";
    let drop = 0;
    const dripping = setInterval(() => drips !== undefined && socket.write(drips[drop++ % drips.length]!), 1000);
    const giveUp = setTimeout(() => {
      end();
      reject(new Error(`${url} bears it for longer than ${patience} s; it said: ${received.slice(0, 80)}`));
    }, patience * 1000);
    const end = () => {
      clearInterval(dripping);
      clearTimeout(giveUp);
      socket.destroy();
    };
    socket.on("data", (bytes: Buffer) => (received += bytes.toString("latin1")));
    // Refused in the midst of what we write: as good as an end.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      end();
      resolve(Number(/^HTTP\/1\.[01] (\d{3}) /.exec(received)?.[1] ?? 0));
    });
    socket.on("connect", () => protocol === "http:" && socket.write(says));
    socket.on("secureConnect", () => socket.write(says));
  });
}

/** One whole request, its target as it is: no client would send it so. @returns the status */
export function ask(url: string, line: string, headers = ""): Promise<number> {
  const { host } = new URL(url);
  const says = `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${headers}\r\n`;
  return rude(url, { says }, 10);
}
