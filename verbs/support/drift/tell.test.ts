import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { driftMetrics } from "../../../components/monitoring/pushgateway";
import { driftText, tell } from "./tell";

const nothing = { findings: [], untold: [] };

it("says what was found, and when", () => {
  expect(driftText({ findings: [1, 2], untold: [] }, 1_800_000_000)).toBe(
    "airpath_drift_last_check_timestamp_seconds 1800000000\nairpath_drift_last_check_success 1\nairpath_drift_findings 2\n",
  );
});

it("does not say that nothing was found where it could not be told", () => {
  expect(driftText(undefined, 5)).toBe(
    "airpath_drift_last_check_timestamp_seconds 5\nairpath_drift_last_check_success 0\n",
  );
  expect(driftText({ findings: [], untold: ["secrets"] }, 5)).toBe(driftText(undefined, 5));
});

it("says what was found in a part where the rest could not be told", () => {
  expect(driftText({ findings: [1], untold: ["secrets"] }, 5)).toBe(
    "airpath_drift_last_check_timestamp_seconds 5\nairpath_drift_last_check_success 0\nairpath_drift_findings 1\n",
  );
});

it("says what the catalogue has, and nothing else", () => {
  const said = driftText(nothing, 0).split("\n").filter(Boolean);
  expect(said.map((line) => line.split(" ")[0])).toEqual(driftMetrics.map(({ name }) => name));
});

describe("to a gateway", () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(request.url?.includes("refused") ? 400 : 200).end("no\n");
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => server.close());

  it("leaves it under the stack's name", async () => {
    expect(await tell(url(), "local", nothing)).toBeUndefined();
    expect(asked).toEqual(["POST /metrics/job/drift/stack/local"]);
  });

  it("says why it could not", async () => {
    expect(await tell(url(), "refused", nothing)).toBe("HTTP 400: no");
    expect(await tell("http://127.0.0.1:1/", "local", nothing)).toMatch(/./);
  });
});
