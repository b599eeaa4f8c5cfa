import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { inputsOf, register } from "../mocks";
import { Secrets } from "../secrets";
import { DockerRuntime } from "../workload/docker";
import { Icecast } from "./icecast";
import { curlUser } from "./handover";

const root = "0".repeat(64);

const declared = (masters: number) =>
  register(() => {
    const runtime = new DockerRuntime("docker", {
      prefix: "airpath-local",
      debian: "airpath/debian:1",
      bindings: { operators: "127.0.0.1", listeners: "127.0.0.1", studios: "127.0.0.1" },
    });
    const plan = planFleet([testStation("rivage", 10000, { icecast: ["aac-hifi"], hls: ["aac-lofi"] })], { masters });
    new Icecast("icecast", { plan, runtime, secrets: new Secrets(root) });
  });

describe("the proof before a master is replaced", () => {
  it("asks it and every other one, with the password in a file", async () => {
    const all = await declared(3);
    expect(inputsOf(all, "Container", "handover-icecast-master-2")).toMatchObject({
      entrypoints: ["master-handover"],
      command: ["icecast-master-2:8000", "icecast-master-1:8000", "icecast-master-3:8000"],
      envs: [expect.stringMatching(/^AIRPATH_DECLARED=[0-9a-f]{12}$/)],
    });
    const { uploads } = inputsOf(all, "Container", "handover-icecast-master-2-files");
    expect(JSON.stringify(uploads)).toContain("/etc/airpath/secrets/icecast-admin.curl");
  });

  it("is not asked of the only one", async () => {
    expect((await declared(1)).filter(({ name }) => name.startsWith("handover"))).toEqual([]);
  });
});

it("keeps any password whole", () => {
  expect(curlUser('a"b\\c')).toBe('user = "admin:a\\"b\\\\c"\n');
});

describe("master-handover", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "master-handover-"));
    // Each host says what its file holds; who has none does not answer.
    writeFileSync(
      join(folder, "curl"),
      `#!/bin/sh\nfor last; do :; done\nhost=\${last#http://}\ncat "${folder}/\${host%%:*}" 2>/dev/null\n`,
    );
    chmodSync(join(folder, "curl"), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const draws = (host: string, count: number) =>
    writeFileSync(join(folder, host), `icecast_clients 99\nicecast_listeners ${count}\nicecast_listeners_max 7\n`);
  const ask = (...args: string[]) => {
    const env = { PATH: `${folder}:${process.env.PATH}`, AIRPATH_HANDOVER_SECONDS: "1" };
    const { status, stdout } = spawnSync("sh", [join(__dirname, "master-handover"), ...args], {
      env,
      encoding: "utf8",
    });
    return { status, said: stdout.trim() };
  };
  beforeEach(() => {
    for (const host of ["own", "peer", "other"]) rmSync(join(folder, host), { force: true });
  });

  it("lets one go that does not answer, or from which nobody draws", () => {
    expect(ask("own:8000", "peer:8000")).toEqual({ status: 0, said: "nothing is drawn from own: nobody loses it" });
    draws("own", 0);
    expect(ask("own:8000", "peer:8000").status).toBe(0);
  });

  it("lets it go while as much is drawn from any other one", () => {
    draws("own", 12);
    draws("other", 12);
    expect(ask("own:8000", "peer:8000", "other:8000")).toEqual({
      status: 0,
      said: "relays draw 12 from other, 12 from own",
    });
  });

  it("leaves it alone while less is, and says what to do", () => {
    draws("own", 12);
    draws("peer", 11);
    const { status, said } = ask("own:8000", "peer:8000");
    expect(status).toBe(1);
    expect(said).toMatch(/^relays draw 12 from own, 11 from peer: from no other master as much.*; allowed: .*; fix: /);
  });

  it("says how it is written", () => {
    expect(ask("own:8000").status).toBe(64);
  });
});
