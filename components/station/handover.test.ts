import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { EnginePlan, StationPlan } from "../../station-inventory/plan-types";
import { inputsOf, register } from "../mocks";
import { DockerRuntime } from "../workload/docker";
import type { Image, Probe, Workload } from "../workload/workload";
import { handover } from "./handover";

const image: Image = {
  name: pulumi.output("airpath/engine:1"),
  reference: pulumi.output("sha256:e"),
  contentHash: "1",
};
const probe: Probe = {
  check: { httpPort: 7000, path: "/readiness" },
  periodSeconds: 5,
  timeoutSeconds: 2,
  failures: 3,
  startupSeconds: 10,
};
const workload: Workload = {
  name: "engine-rivage-a",
  image,
  ports: [],
  secretFiles: [{ path: "/etc/airpath/secrets/source", content: pulumi.secret("s3cret") }],
  readiness: probe,
  liveness: probe,
  resources: { cpu: 1, memoryMebibytes: 256 },
  gracePeriodSeconds: 10,
  labels: {},
};
const engineNamed = (letter: string) =>
  ({ name: `engine-rivage-${letter}`, letter, metrics: { publisherPort: 6003 } }) as unknown as EnginePlan;

/** What is registered for engine a of a station with those engines. */
const proofFor = (declared: Workload, letters = ["a", "b", "c"]) =>
  register(() => {
    const runtime = new DockerRuntime("docker", {
      prefix: "airpath-local",
      debian: "airpath/debian:1",
      bindings: { operators: "127.0.0.1", listeners: "127.0.0.1", studios: "127.0.0.1" },
    });
    const engines = letters.map(engineNamed);
    const station = { id: "rivage", engines } as unknown as StationPlan;
    const args = { station, engine: engines[0]!, workload: declared, engineImage: image, runtime };
    handover(args, { parent: runtime });
  });

const declaredOf = async (declared: Workload): Promise<unknown> =>
  inputsOf(await proofFor(declared), "Container", "handover-engine-rivage-a").envs;

describe("the proof before an engine is replaced", () => {
  it("asks the engine itself and every other one of its station, on the private network", async () => {
    expect(inputsOf(await proofFor(workload), "Container", "handover-engine-rivage-a")).toMatchObject({
      entrypoints: ["airpath-handover"],
      command: ["engine-rivage-a:6003", "engine-rivage-b:6003", "engine-rivage-c:6003"],
      networksAdvanced: [{ name: "airpath-local" }],
      envs: [expect.stringMatching(/^AIRPATH_DECLARED=[0-9a-f]{12}$/)],
      mustRun: false,
    });
  });

  it("runs again when anything of the engine changes, and only then", async () => {
    const first = await declaredOf(workload);
    expect(await declaredOf({ ...workload })).toEqual(first);
    const changes: Partial<Workload>[] = [
      { image: { ...image, reference: pulumi.output("sha256:f") } },
      { secretFiles: [{ path: "/etc/airpath/secrets/source", content: pulumi.secret("another") }] },
      { resources: { cpu: 1, memoryMebibytes: 257 } },
      { sidecars: [{ ...workload, name: "publisher" }] },
    ];
    for (const change of changes) expect(await declaredOf({ ...workload, ...change })).not.toEqual(first);
  });

  it("is not asked of a station's only engine: there is nobody to take over", async () => {
    const names = (await proofFor(workload, ["a"])).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("handover"))).toEqual([]);
  });
});

describe("airpath-handover", () => {
  const script = join(__dirname, "../engine/airpath-handover");
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "airpath-handover-"));
    // What is named in HEARD answers with 200, what is named in UNKNOWN with 404.
    writeFileSync(
      join(folder, "curl"),
      `#!/bin/sh
for url; do :; done
echo "$url" >>"${folder}/asked"
code=503
case " $HEARD " in *" $url "*) code=200;; esac
case " $UNKNOWN " in *" $url "*) code=404;; esac
case "$*" in *http_code*) echo $code;; esac
[ $code = 200 ]
`,
    );
    chmodSync(join(folder, "curl"), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const ask = (...heard: string[]) => askOf(heard, ["programme", "relayed"]);
  const askOf = (heard: readonly string[], paths: readonly string[], unknown = "") => {
    const HEARD = heard.flatMap((name) => paths.map((path) => `http://${name}:6003/${path}`)).join(" ");
    const PATH = `${folder}:${process.env.PATH}`;
    const env = { ...process.env, PATH, HEARD, UNKNOWN: unknown, AIRPATH_HANDOVER_SECONDS: "1" };
    const { status, stdout } = spawnSync("sh", [script, "a:6003", "b:6003", "c:6003"], { env, encoding: "utf8" });
    return { status, stdout };
  };

  it("lets an engine go whose station another one plays", () => {
    expect(ask("a", "c")).toEqual({ status: 0, stdout: "c has the programme\n" });
  });

  it("keeps it until relays have had the time to fetch the other one", () => {
    expect(askOf(["a", "c"], ["programme"]).status).toBe(1);
  });

  it("believes an engine of an earlier version, which knows of no relays", () => {
    const unknown = "http://c:6003/relayed";
    expect(askOf(["a", "c"], ["programme"], unknown)).toEqual({ status: 0, stdout: "c has the programme\n" });
  });

  it("asks it to leave its mounts first, and only then", () => {
    const asked = (...heard: string[]): string[] => {
      rmSync(join(folder, "asked"), { force: true });
      ask(...heard);
      return readFileSync(join(folder, "asked"), "utf8").trim().split("\n");
    };
    expect(asked("a", "b")).toContain("http://a:6003/stand-back");
    expect(asked("a")).not.toContain("http://a:6003/stand-back");
    expect(asked("b")).toEqual(["http://a:6003/programme"]);
  });

  it("lets an engine go that has no programme", () => {
    expect(ask()).toEqual({ status: 0, stdout: "a has no programme: nobody loses it\n" });
    expect(ask("b").status).toBe(0);
  });

  it("keeps the only one that is heard, and says what to do", () => {
    const { status, stdout } = ask("a");
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^a is the only engine of its station with a programme, and was left alone; allowed: .* fix: /,
    );
  });

  it("wants engines to ask", () => {
    expect(() => execFileSync("sh", [script, "a:6003"], { stdio: "ignore" })).toThrow(
      expect.objectContaining({ status: 64 }),
    );
  });
});
