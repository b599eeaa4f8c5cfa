import { join } from "node:path";
import { loadNjs } from "../../hls/merge/load";

interface Answer {
  status?: number;
  text: string;
  log: string;
}

const store = new Map<string, string>();
const sink = loadNjs<{ serve: (request: unknown) => void }>(join(__dirname, "sink.js"), {
  ngx: { shared: { arrived: { set: (key: string, value: string) => store.set(key, value), items: () => [...store] } } },
});

function ask(method: string, body = ""): Answer {
  const answer: Answer = { text: "", log: "" };
  const variables = { arrived: "" };
  sink.serve({
    method,
    requestText: body,
    variables,
    headersOut: {},
    return: (status: number, text = "") => Object.assign(answer, { status, text }),
  });
  return { ...answer, log: variables.arrived };
}

const alert = (status: string, startsAt = "2026-01-01T00:00:00Z") => ({
  status,
  labels: { alertname: "EngineDown", severity: "warning", station: "rivage" },
  annotations: { description: "it's down" },
  startsAt,
  endsAt: "",
  fingerprint: "f1",
});
const post = (...alerts: object[]) => ask("POST", JSON.stringify({ alerts }));

beforeEach(() => store.clear());

describe("the local receiver", () => {
  it("remembers the latest state of each alert and logs every arrival", () => {
    const { status, log } = post(alert("firing"), alert("firing", "2026-01-02T00:00:00Z"));
    expect(status).toBe(204);
    expect(log.split("\n").map((line) => JSON.parse(line))).toMatchObject([
      { event: "alert-firing", alert: "EngineDown", station: "rivage", message: "it's down", level: "warning" },
      { event: "alert-firing" },
    ]);
    post(alert("resolved"));
    const listed = JSON.parse(ask("GET").text) as { status: string; startsAt: string }[];
    expect(listed.map(({ status: state, startsAt }) => [state, startsAt]).sort()).toEqual([
      ["firing", "2026-01-02T00:00:00Z"],
      ["resolved", "2026-01-01T00:00:00Z"],
    ]);
  });

  it.each(["", "{}", '{"alerts":[{}]}', '{"alerts":3}'])("refuses %j and keeps nothing", (body) => {
    expect(ask("POST", body)).toMatchObject({ status: 400, log: "" });
    expect(store.size).toBe(0);
  });

  it("takes no other method", () => {
    expect(ask("DELETE").status).toBe(405);
  });
});
