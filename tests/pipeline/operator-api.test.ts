/** The operator API of a running engine against components/engine/openapi.yaml, and what must not disturb it. */
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { parse } from "yaml";
import { engineMetrics } from "../../components/engine/metrics";
import { repository } from "../../toolchain/paths";
import { Rig } from "./support/rig";
import { rigSecret } from "./support/workloads";

const document = parse(readFileSync(join(repository, "components/engine/openapi.yaml"), "utf8")) as OpenApi;

interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, Reference & { content?: Content }> }>>;
  components: { responses: Record<string, { content: Content }> };
}
type Reference = { $ref?: string };
type Content = Record<string, { schema: unknown }>;

const ajv = new Ajv2020({ allErrors: true, strict: false });
ajv.addSchema(document, "openapi.yaml");

/** The JSON schema of an answer. @throws when the document does not have it */
function schemaOf(path: string, method: string, status: number): ValidateFunction {
  const response = document.paths[path]?.[method]?.responses[String(status)];
  if (!response) throw new Error(`openapi.yaml: ${method} ${path} has no ${status}`);
  const pointer = response.$ref ?? `#/paths/${path.replaceAll("/", "~1")}/${method}/responses/${status}`;
  return ajv.compile({ $ref: `openapi.yaml${pointer}/content/application~1json/schema` });
}

async function expectDocumented(path: string, method: string, answer: Response): Promise<unknown> {
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.headers.get("connection")).toBe("close");
  const body: unknown = await answer.json();
  const validate = schemaOf(path, method, answer.status);
  validate(body);
  expect(validate.errors ?? []).toEqual([]);
  return body;
}

describe("the operator API", () => {
  let rig: Rig;
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(rig.api(path), { ...init, signal: AbortSignal.timeout(4000) });
  const authorized = () => ({ Authorization: `Bearer ${rigSecret(rig.station.secrets.api)}` });
  beforeAll(async () => {
    rig = await Rig.start({ station: { formats: { icecast: ["aac-midfi"], hls: ["aac-midfi"] } } });
  }, 400_000);
  afterAll(() => rig?.end());

  it.each(["/readiness", "/liveness", "/livesource", "/status"])("GET %s answers as documented", async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    await expectDocumented(path, "get", answer);
  });

  it("joins the gate's and the publisher's status", async () => {
    const status = (await (await ask("/status")).json()) as { gate: object | null; publisher: object | null };
    expect([typeof status.gate, typeof status.publisher]).toEqual(["object", "object"]);
    expect(status.gate).not.toBeNull();
    expect(status.publisher).not.toBeNull();
  });

  it("stores a choice, and takes it back", async () => {
    const chosen = await ask("/livesource", { method: "POST", body: "sat\n", headers: authorized() });
    expect(await expectDocumented("/livesource", "post", chosen)).toEqual({ preferred_output: "sat", persisted: true });
    expect(await (await ask("/livesource")).json()).toMatchObject({ preferred_output: "sat" });
    const back = await ask("/livesource", { method: "DELETE", headers: authorized() });
    expect(await expectDocumented("/livesource", "delete", back)).toEqual({ preferred_output: "", persisted: true });
  });

  it.each([
    ["without a token", 401, { body: "sat" }],
    ["with a wrong token", 401, { body: "sat", headers: { Authorization: "Bearer wrong" } }],
  ])("refuses a choice %s", async (_, status, init) => {
    const answer = await ask("/livesource", { method: "POST", ...init });
    expect(answer.status).toBe(status);
    await expectDocumented("/livesource", "post", answer);
  });

  it.each([
    ["an unknown input", 400, "nobody"],
    ["an empty body", 400, ""],
    ["binary", 400, Buffer.from([0, 255, 254, 34, 92, 128, 10, 1])],
    ["300 bytes", 413, "x".repeat(300)],
    ["a megabyte", 413, "x".repeat(1e6)],
  ])("refuses %s", async (_, status, body) => {
    const answer = await ask("/livesource", { method: "POST", body, headers: authorized() });
    expect(answer.status).toBe(status);
    await expectDocumented("/livesource", "post", answer);
    expect(await (await ask("/livesource")).json()).toMatchObject({ preferred_output: "" });
  });

  it("is heard out by whoever sends too much: hung up on while it still sends, a client sees no answer", async () => {
    const body = "x".repeat(1e5);
    for (let time = 0; time < 40; time++)
      expect((await ask("/livesource", { method: "POST", body, headers: authorized() })).status).toBe(413);
  });

  const tell = (body: string, headers: Record<string, string> = authorized()) =>
    ask("/metadata", { method: "POST", body, headers });
  const nowPlaying = async () => {
    const { publisher } = (await (await ask("/status")).json()) as { publisher: { now_playing: object | null } };
    return publisher.now_playing;
  };
  /** /status repeats what the publisher said up to 2 s ago. */
  const becomes = async (wanted: object) => {
    for (let i = 0; i < 50 && JSON.stringify(await nowPlaying()).indexOf(JSON.stringify(wanted).slice(0, -1)) < 0; i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await nowPlaying()).toMatchObject(wanted);
  };

  it("hands what plays to the publisher, once a second at most, and takes it back", async () => {
    const said = { title: 'L\'été à "Zürich" & Cie', artist: "Zoë" };
    const told = await tell(JSON.stringify(said));
    const soon = await tell(JSON.stringify({ title: "Too soon" }));
    expect(await expectDocumented("/metadata", "post", told)).toEqual(said);
    expect([soon.status, soon.headers.get("retry-after")]).toEqual([429, "1"]);
    await expectDocumented("/metadata", "post", soon);
    await becomes(said);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const back = await ask("/metadata", { method: "DELETE", headers: authorized() });
    expect(await expectDocumented("/metadata", "delete", back)).toEqual({ title: "", artist: "" });
    await becomes({ title: "", artist: "" });
  });

  it.each([
    ["no JSON", 400, "title=Title"],
    ["no title", 400, '{"artist":"Zoë"}'],
    ["an artist alone", 400, '{"title":"","artist":"Zoë"}'],
    ["a number", 400, '{"title":7}'],
    ["321 bytes", 400, JSON.stringify({ title: "é".repeat(160), artist: "x" })],
    ["binary", 400, "\u0001\u0002\uffff"],
    ["1100 bytes", 413, JSON.stringify({ title: "x".repeat(1100) })],
  ])("refuses what plays: %s", async (_, status, body) => {
    const answer = await tell(body);
    expect(answer.status).toBe(status);
    await expectDocumented("/metadata", "post", answer);
  });

  it("refuses what plays without the token", async () => {
    const answer = await tell('{"title":"Intruder"}', {});
    expect(answer.status).toBe(401);
    await expectDocumented("/metadata", "post", answer);
    // Nor past the door: the publisher hears only its own machine.
    await fetch(rig.api("/status?blank=false&title=Intruder", "a", rig.enginePlan().metrics.publisherPort));
    expect(await nowPlaying()).not.toMatchObject({ title: "Intruder" });
  });

  it("refuses other methods and paths", async () => {
    const put = await ask("/livesource", { method: "PUT", body: "sat" });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, POST, DELETE"]);
    expect((await ask("/livesource", { method: "PATCH" })).status).toBe(405);
    expect((await ask("/nothing")).status).toBe(404);
  });

  it("exports every metric of the catalogue that is its own, and no other", async () => {
    const text = await (await fetch(rig.api("/metrics", "a", rig.enginePlan().metrics.port))).text();
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const own = engineMetrics.filter(({ from }) => from === "pipeline").map(({ name, type }) => `${name} ${type}`);
    expect(types.sort()).toEqual(own.sort());
  });

  it("lets 300 slow clients and a head of 3 MB wait outside: the clock stays, answers come at once", async () => {
    const url = new URL(rig.api("/livesource"));
    const sockets = Array.from({ length: 300 }, (_, i) => {
      const socket = connect(Number(url.port), url.hostname).on("error", () => undefined);
      socket.write(i === 0 ? `GET / HTTP/1.1\r\nX: ${"x".repeat(3e6)}\r\n\r\n` : "POST /livesource HTT");
      return socket;
    });
    const before = (await (await ask("/status")).json()) as { clock: { catchup_seconds: number } };
    const took: number[] = [];
    for (let i = 0; i < 10; i++) {
      const start = performance.now();
      await (await ask("/livesource")).json();
      took.push(performance.now() - start);
    }
    // One may have met a moment at which this machine did something else; an interpreter that reads heads of megabytes is late for all of them.
    expect(took.sort((a, b) => a - b).at(-2)).toBeLessThan(500);
    const after = (await (await ask("/status")).json()) as { clock: { catchup_seconds: number } };
    expect(after.clock.catchup_seconds - before.clock.catchup_seconds).toBeLessThan(0.5);
    sockets.forEach((socket) => socket.destroy());
  });
});
