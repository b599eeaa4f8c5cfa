import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download, mustReach } from "./download";

const folder = mkdtempSync(join(tmpdir(), "airpath-download-"));
let server: Server;
let address: string;

beforeAll((done) => {
  server = createServer((request, response) => {
    if (request.url === "/moved") response.writeHead(302, { location: "/file" }).end();
    else response.writeHead(request.url === "/file" ? 200 : 404).end("archive");
  }).listen(0, "127.0.0.1", () => {
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    done();
  });
});
afterAll((done) => {
  rmSync(folder, { recursive: true });
  server.close(done);
  server.closeAllConnections();
});

it("follows redirects to the file", async () => {
  await download(`http://${address}/moved`, join(folder, "file"));
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("archive");
});

it("says what was not found, and where", async () => {
  await expect(download(`http://${address}/none`, join(folder, "none"))).rejects.toThrow(
    `${address} answered 404 for /none`,
  );
});

it("counts any answer as reached, and says why there is none", async () => {
  await expect(mustReach(`http://${address}/none`)).resolves.toBeUndefined();
  await expect(mustReach("http://127.0.0.1:1/")).rejects.toThrow(
    /^127\.0\.0\.1:1 cannot be reached \((ECONNREFUSED|bad port)\)$/,
  );
});
