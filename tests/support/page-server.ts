/** The player page on a server of its own, beside whatever HLS files a folder holds: for tests of the page without the stack. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { contentSecurityPolicy, siteFiles, siteFolder, stationsPath } from "../../components/page/site";
import type { PageStations } from "../../components/page/stations";

export interface PageServer {
  url: string;
  /** Paths that were asked for, in order. */
  asked: string[];
  /** Answers instead of the usual; undefined leaves it to the usual. "cut" ends the connection without an answer. */
  fault: (path: string) => number | "cut" | undefined;
  /** Answers that are written as they come, by path: an Icecast stream. */
  live: Map<string, (response: ServerResponse) => void>;
  /** Cuts every connection on which a live stream is written. */
  closeLive(): void;
  close(): Promise<void>;
}

const types: Record<string, string> = { ".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t" };

/** @param folder its files are served by their paths in it */
export async function pageServer(stations: PageStations, folder: string): Promise<PageServer> {
  const streams = new Set<ServerResponse>();
  const served: PageServer = {
    url: "",
    asked: [],
    fault: () => undefined,
    live: new Map(),
    closeLive: () => streams.forEach((stream) => stream.destroy()),
    close: async () => undefined,
  };
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://page").pathname;
    served.asked.push(path);
    const fault = served.fault(path);
    if (fault === "cut") return void request.socket.destroy();
    if (fault !== undefined) return void response.writeHead(fault).end();
    response.setHeader("Content-Security-Policy", contentSecurityPolicy());
    const live = served.live.get(path);
    if (live) {
      streams.add(response.on("close", () => streams.delete(response)));
      return live(response);
    }
    if (path === stationsPath)
      return void response.setHeader("Content-Type", "application/json").end(JSON.stringify(stations));
    const page = siteFiles.find((file) => file.path === (path === "/" ? "/index.html" : path));
    const file = page ? join(siteFolder, page.path) : join(folder, normalize(path));
    const known = await stat(file).catch(() => undefined);
    if (!known?.isFile()) return void response.writeHead(404).end();
    response.setHeader("Content-Type", page?.contentType ?? types[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  served.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return served;
}
