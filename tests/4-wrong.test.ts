/** Mistakes of people: each ends in one message with the fix, nothing is touched, and the next start goes on. */
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { pulumiEnvironment } from "../toolchain/environment";
import { execute } from "../verbs/support/command";
import { allContainers, containers, isWell } from "../verbs/support/docker";
import { container, docker, eventually, make, repository } from "./support/stack";

const config = (...args: string[]) =>
  execute("pulumi", ["config", ...args, "--non-interactive"], { cwd: repository, env: pulumiEnvironment("local") });

describe("a wrong command line", () => {
  it("ends with exit code 2 and what is allowed", async () => {
    const { code, stderr } = await execute(process.execPath, ["--import", "tsx", "verbs/main.ts", "fly"], {
      cwd: repository,
    });
    expect(stderr).toContain('there is no verb "fly"; allowed: start, stop');
    expect(code).toBe(2);
  });
});

describe("a wrong setting", () => {
  afterEach(() => config("rm", "airpath:listenPort"));

  it("is named with what is allowed", async () => {
    await config("set", "airpath:listenPort", "70000");
    const { code, stderr } = await make("start");
    expect(stderr).toContain("airpath:listenPort is 70000; allowed: a TCP port, 1-65535");
    expect(code).not.toBe(0);
  });
});

describe("a stack's file that is no YAML", () => {
  const file = join(repository, "stacks", "Pulumi.local.yaml");
  const before = readFileSync(file, "utf8");
  afterEach(() => writeFileSync(file, before));

  it("is named with its line", async () => {
    writeFileSync(file, `${before} airpath:masters: 2: 3\n`);
    const { code, stderr } = await make("start");
    expect(stderr).toMatch(/stacks\/Pulumi\.local\.yaml is no YAML: line \d+/);
    expect(stderr).toContain("fix: correct it there");
    expect(code).not.toBe(0);
  });
});

describe("a port that somebody else has", () => {
  let squatter: Server;
  beforeAll(async () => {
    squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(8765, "127.0.0.1", resolve));
    await config("set", "airpath:listenPort", "8765");
  });
  afterAll(async () => {
    await config("rm", "airpath:listenPort");
    await new Promise((resolve) => squatter.close(resolve));
  });

  it("is named with its owner and its setting, and nothing is touched", async () => {
    const before = (await containers()).map(({ id, startedAt }) => ({ id, startedAt }));
    const { code, stderr } = await make("start");
    expect(stderr).toContain(
      "port 8765/tcp on 127.0.0.1 (HTTP of front-1, airpath:listenPort in stacks/Pulumi.local.yaml) is taken by",
    );
    expect(stderr).toContain(`pid ${process.pid}`);
    expect(code).not.toBe(0);
    expect((await containers()).map(({ id, startedAt }) => ({ id, startedAt }))).toEqual(before);
  });
});

describe("an up that is killed half-way", () => {
  it("is gone on with by the next start", async () => {
    // Its container is gone, so the next up has something to do, and is killed while it does it.
    await docker("rm", "--force", (await container("prometheus-1")).id);
    const up = spawn("pulumi", ["up", "--yes", "--skip-preview", "--refresh=true", "--non-interactive"], {
      cwd: repository,
      env: pulumiEnvironment("local"),
      stdio: "ignore",
    });
    await eventually("Docker has a new container of prometheus-1", 120, async () => {
      const found = (await containers()).some(({ labels }) => labels["airpath.container"] === "prometheus-1");
      return found ? undefined : "not yet";
    });
    const ended = new Promise((resolve) => up.on("close", resolve));
    up.kill("SIGKILL");
    await ended;
    const { code, stdout, stderr } = await make("start");
    expect(`${stdout}${stderr}`).toContain("lifted the lock of a run that was killed");
    expect(code === 0 ? "" : stdout + stderr).toBe("");
    expect((await containers()).filter((each) => !isWell(each))).toEqual([]);
    // Pulumi looks at everything that is there, twice, beside the whole stack.
  }, 360_000);
});

describe("an up that is killed half-way, and whose change is taken back", () => {
  const ours = () => docker("volume", "ls", "--quiet", "--filter", "label=airpath.stack=airpath-local");

  it("is gone back from by the next start, which leaves nothing of it", async () => {
    const before = await ours();
    const carriers = async () => (await allContainers()).filter(({ name }) => /prometheus-\d-files-/.test(name));
    await config("set", "airpath:grafanaUrl", "http://127.0.0.1:3001/");
    const up = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
      cwd: repository,
      env: pulumiEnvironment("local"),
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => up.on("close", resolve));
    try {
      // Those of the change lie beside the old ones, which go at the end of the up.
      await eventually("both Prometheus have new files", 120, async () =>
        (await carriers()).length === 4 ? undefined : "not yet",
      );
    } finally {
      up.kill("SIGKILL");
      await ended;
      await config("rm", "airpath:grafanaUrl");
    }
    const { code, stdout, stderr } = await make("start");
    expect(code === 0 ? "" : stdout + stderr).toBe("");
    expect((await containers()).filter((each) => !isWell(each))).toEqual([]);
    expect(await carriers()).toHaveLength(2);
    expect(await ours()).toBe(before);
  }, 360_000);
});
