import { createServer as createPlain, type Server } from "node:http";
import { createServer as createEncrypted } from "node:https";
import type { AddressInfo } from "node:net";
import { selfSigned } from "../../toolchain/certificate";
import { frontsComplaint } from "./fronts";

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));

it("asks each front at both addresses, whoever signed its certificate", async () => {
  const pem = await selfSigned(["localhost"]);
  let status = 200;
  const answer = (_: unknown, response: { writeHead(code: number): { end(): void } }) =>
    response.writeHead(status).end();
  const [plain, encrypted] = [createPlain(answer), createEncrypted({ cert: pem, key: pem }, answer)];
  const http = `http://127.0.0.1:${await listening(plain)}`;
  const https = `https://127.0.0.1:${await listening(encrypted)}`;
  try {
    expect(await frontsComplaint([{ name: "front-1", http, https }])).toBeUndefined();
    status = 503;
    expect(await frontsComplaint([{ name: "front-1", http, https }])).toBe(`${http}/: 503; ${https}/: 503`);
    const crossed = { name: "front-1", http, https: http.replace("http", "https") };
    expect(await frontsComplaint([crossed])).toContain(`${crossed.https}/: `);
  } finally {
    plain.close();
    encrypted.close();
  }
});
