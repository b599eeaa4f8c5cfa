/** What is declared is what runs: nothing changes by itself, changes reach what they concern, secrets stay secret. */
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiEnvironment } from "../toolchain/environment";
import { execute, run } from "../verbs/support/command";
import { allContainers, containers } from "../verbs/support/docker";
import { intendedPlan } from "../verbs/support/intent";
import { passphrases } from "../verbs/support/passphrases";
import { exportState, pulumi } from "../verbs/support/pulumi";
import { nameOf } from "../verbs/support/urn";
import { docker, make, outputs, repository } from "./support/stack";

interface Summary {
  changeSummary?: Record<string, number>;
  steps?: { op: string; urn: string }[];
}

const preview = async (cwd: string): Promise<Summary> => {
  const { code, stdout, stderr } = await execute("pulumi", ["preview", "--json", "--non-interactive"], {
    cwd,
    env: pulumiEnvironment("local"),
  });
  if (code !== 0) throw new Error(`pulumi preview ended with ${code}:\n${stderr}${stdout.slice(-2000)}`);
  return JSON.parse(stdout) as Summary;
};

describe("a second up", () => {
  it("changes nothing", async () => {
    const before = (await containers()).map(({ id }) => id);
    const { code, stdout } = await execute(
      "pulumi",
      ["up", "--yes", "--skip-preview", "--json", "--expect-no-changes", "--non-interactive"],
      {
        cwd: repository,
        env: pulumiEnvironment("local"),
      },
    );
    const summary = stdout.split("\n").find((line) => line.includes('"summaryEvent"')) ?? "{}";
    const changes = (JSON.parse(summary) as { summaryEvent?: { resourceChanges?: Record<string, number> } })
      .summaryEvent?.resourceChanges;
    expect(Object.keys(changes ?? {})).toEqual(["same"]);
    expect(code).toBe(0);
    expect((await containers()).map(({ id }) => id)).toEqual(before);
  });

  it("is not even asked of Pulumi by make start, where all is declared as it was when the last one ended", async () => {
    const words = "all is declared as when the last up ended";
    // The up just before was none of make's: it is looked over once.
    const [first, second] = [await make("start"), await make("start")];
    expect(first.stdout).toContain("nothing to change");
    expect(first.stdout).not.toContain(words);
    expect(second.stdout).toContain(words);
    expect([first.code, second.code]).toEqual([0, 0]);
  });

  it("finds no drift in Docker", async () => {
    const { stdout } = await execute("pulumi", ["preview", "--refresh", "--json", "--non-interactive"], {
      cwd: repository,
      env: pulumiEnvironment("local"),
    });
    expect(Object.keys((JSON.parse(stdout) as Summary).changeSummary ?? {})).toEqual(["same"]);
  });
});

describe("a changed pipeline source", () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "airpath-changed-"));
    const ignored = ["node_modules", ".git", "artifacts"].map((name) => join(repository, name));
    cpSync(repository, copy, { recursive: true, filter: (source) => !ignored.includes(source) });
    symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
    appendFileSync(join(copy, "components/engine/pipeline/main.liq"), "\n# Changed by a test.\n");
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("rebuilds the engine's image and what starts from it, and no other", async () => {
    const { steps = [] } = await preview(copy);
    const changed = steps.filter(({ op }) => op !== "same" && op !== "read").map(({ urn }) => nameOf(urn));
    expect([...new Set(changed.filter((name) => name.startsWith("image-")))].sort()).toEqual([
      "image-engine",
      "image-studio",
    ]);
    expect(changed.filter((name) => /^(icecast|hls|cache|front|prometheus|alert)/.test(name))).toEqual([]);
  });
});

describe("secrets", () => {
  it("are in no state, no inspection, no process list and no log", async () => {
    const { stations } = await outputs();
    const root = readFileSync(join(repository, ".airpath/root-secret"), "utf8").trim();
    const key = readFileSync(join(repository, ".airpath/listeners.pem"), "utf8").split("PRIVATE KEY-----")[1] ?? "";
    const list = [
      root,
      key.trim().split("\n")[0] ?? "",
      ...(await passphrases(stations.map(({ station }) => station))).map((row) => row.at(-1) ?? ""),
    ];
    expect(list.every((secret) => secret.length >= 10)).toBe(true);
    const all = await allContainers();
    const places: Record<string, string> = {
      "the exported state": JSON.stringify(await exportState()),
      "the outputs": await pulumi("stack", "output", "--json"),
      "docker inspect": await docker("inspect", ...all.map(({ id }) => id)),
      "the process list": await run("ps", ["axww", "-o", "args"]),
      "the logs": (await Promise.all(all.map(({ id }) => execute("docker", ["logs", id]))))
        .map(({ stdout, stderr }) => stdout + stderr)
        .join(""),
      "the images' history": await docker("image", "inspect", ...new Set(all.map(({ image }) => image))),
    };
    const found = Object.entries(places).flatMap(([place, text]) =>
      list.some((secret) => text.includes(secret)) ? [place] : [],
    );
    expect(found).toEqual([]);
  });
});

describe("ports", () => {
  it("bind to loopback only", async () => {
    const bound = (await containers()).flatMap(({ ports }) => Object.values(ports).flat());
    expect(bound.length).toBeGreaterThan(0);
    expect(bound.filter((address) => !address.startsWith("127.0.0.1:"))).toEqual([]);
  });

  it("are those of the plan", async () => {
    const plan = await intendedPlan();
    const bound = (await containers()).flatMap(({ ports }) =>
      Object.values(ports)
        .flat()
        .map((address) => Number(address.split(":").at(-1))),
    );
    const wanted = [
      ...plan.fronts.flatMap(({ hostPort, tlsHostPort }) => [hostPort, tlsHostPort]),
      ...[...plan.prometheus.servers, ...plan.alertmanager.servers, plan.alertSink, plan.pushgateway].map(
        ({ hostPort }) => hostPort,
      ),
      ...plan.stations.flatMap(({ engines }) =>
        engines.flatMap(({ api, inputs }) => [api.hostPort, ...inputs.map(({ hostPort }) => hostPort)]),
      ),
    ];
    expect(bound.sort()).toEqual(wanted.sort());
  });
});

describe("make info", () => {
  it("tells where studios call, and passphrases only when asked", async () => {
    const passphrase = (await passphrases(["rivage"]))[0]?.at(-1);
    const plain = await make("info");
    const full = await make("info", { SECRETS: "1" });
    expect(plain.stdout).toContain("srt://127.0.0.1:10000");
    expect(plain.stdout).not.toContain(passphrase);
    expect(full.stdout).toContain(passphrase);
  });
});
