import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";

/** Seconds in which a server must answer, and afterwards in which some data must flow. */
const patience = { answer: 5, data: 30 };

/** Opens a URL, or rejects within five seconds with a reason that names the host. */
export async function open(url: string, method = "GET", allow: (status: number) => boolean = isOk): Promise<Stoppable> {
  const host = new URL(url).host;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience.answer * 1000);
  try {
    const response = await fetch(url, { method, redirect: "follow", signal: stop.signal });
    if (!allow(response.status)) throw new Error(`${host} answered ${response.status} for ${new URL(url).pathname}`);
    return { response, stop };
  } catch (error) {
    if (stop.signal.aborted) throw new Error(`${host} did not answer within ${patience.answer} s`);
    const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
    throw cause ? new Error(`${host} cannot be reached (${cause.code ?? cause.message})`) : error;
  } finally {
    clearTimeout(timer);
  }
}

interface Stoppable {
  response: Response;
  stop: AbortController;
}

const isOk = (status: number) => status >= 200 && status < 300;

/** Rejects within five seconds unless the host answers at all, whatever it answers. */
export async function mustReach(url: string): Promise<void> {
  const { response } = await open(url, "HEAD", () => true);
  await response.body?.cancel();
}

/** Downloads a URL to a file; gives up when no data has come for thirty seconds. */
export async function download(url: string, file: string): Promise<void> {
  const { response, stop } = await open(url);
  let stall = setTimeout(() => stop.abort(), patience.data * 1000);
  const watch = new Transform({
    transform(chunk, _encoding, done) {
      clearTimeout(stall);
      stall = setTimeout(() => stop.abort(), patience.data * 1000);
      done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body as ReadableStream), watch, createWriteStream(file));
  } catch (error) {
    throw stop.signal.aborted ? new Error(`${new URL(url).host} sent nothing for ${patience.data} s`) : error;
  } finally {
    clearTimeout(stall);
  }
}
