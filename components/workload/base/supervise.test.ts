import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifest } from "../content-hash";
import { layAsKubelet } from "./test-kubelet";

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  milliseconds: number;
}

/** Runs supervise for real with short periods; `during` gets it once the program has set its traps and printed its process id. */
function supervise(
  script: string,
  environment: Record<string, string> = {},
  during: (supervisor: number, child: number) => void = () => undefined,
  traps = "",
): Promise<Ended> {
  const started = process.hrtime.bigint();
  const supervisor = spawn(
    "bash",
    [join(__dirname, "supervise"), "bash", "-c", `${traps || ":"}; echo $$; ${script}`],
    {
      // Bash reads ~/.bashrc when its standard input is a socket, and that is what Node's pipes are.
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        AIRPATH_LIVENESS: "true",
        AIRPATH_LIVENESS_PERIOD: "0.1",
        AIRPATH_LIVENESS_TIMEOUT: "5",
        AIRPATH_LIVENESS_FAILURES: "2",
        AIRPATH_LIVENESS_STARTUP: "0.1",
        ...environment,
      },
    },
  );
  let stdout = "";
  let stderr = "";
  supervisor.stdout.on("data", (chunk: Buffer) => {
    const first = stdout === "";
    stdout += chunk.toString();
    if (first) during(supervisor.pid!, Number(stdout.split("\n")[0]));
  });
  supervisor.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => {
    supervisor.on("close", (code) => {
      const milliseconds = Number((process.hrtime.bigint() - started) / 1_000_000n);
      resolve({ code, stdout, stderr, milliseconds });
    });
  });
}

function logged({ stdout }: Ended): { level: string; event: string; message: string }[] {
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as { level: string; event: string; message: string });
}

/** Whether a process is gone, or dead and not yet reaped, within two seconds. */
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      if (/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return true;
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

const forEver = "while :; do sleep 0.05; done";

describe("supervise", () => {
  it("passes the program's exit status on", async () => {
    expect(await supervise("exit 23")).toMatchObject({ code: 23, stderr: "" });
    expect(await supervise("exit 0")).toMatchObject({ code: 0 });
    expect(await supervise("exit 5", { AIRPATH_LIVENESS: "" })).toMatchObject({ code: 5 });
  });

  it("says what it wants when no command is given", async () => {
    const ended = await new Promise<number | null>((resolve) =>
      spawn("bash", [join(__dirname, "supervise")], { stdio: "ignore" }).on("close", resolve),
    );
    expect(ended).toBe(64);
  });

  it.each(["SIGTERM", "SIGINT"] as const)("forwards %s and waits for the program's own end", async (signal) => {
    const traps = "trap 'echo stopping; sleep 0.3; exit 7' TERM";
    const ended = await supervise(forEver, {}, (supervisor) => process.kill(supervisor, signal), traps);
    expect(ended.code).toBe(7);
    expect(ended.stdout).toContain("stopping");
  });

  it("leaves no program behind, whenever the signal comes", async () => {
    // Each delay meets another moment of the first 60 ms. A program whose signal was lost lives on and leaves a file.
    const folder = mkdtempSync(join(tmpdir(), "airpath-supervise-"));
    const delays = Array.from({ length: 12 }, (_, index) => 5 * index);
    const ends = delays.map(
      (delay) =>
        new Promise((resolve) => {
          const program = ["bash", "-c", `sleep 1; echo > ${join(folder, String(delay))}`];
          const supervisor = spawn("bash", [join(__dirname, "supervise"), ...program], {
            stdio: "ignore",
            env: { PATH: process.env.PATH, AIRPATH_LIVENESS: "true" },
          });
          setTimeout(() => supervisor.kill("SIGTERM"), delay);
          supervisor.on("close", resolve);
        }),
    );
    await Promise.all(ends);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it("asks nothing any more of a program that is stopping", async () => {
    const dead = { AIRPATH_LIVENESS: "false", AIRPATH_LIVENESS_STARTUP: "1" };
    const traps = "trap 'sleep 1.5; exit 7' TERM";
    const ended = await supervise(forEver, dead, (supervisor) => process.kill(supervisor, "SIGTERM"), traps);
    expect(ended.code).toBe(7);
    expect(logged(ended)).toEqual([]);
  });

  it("kills a program whose liveness fails, with all it started, and logs one line that says why", async () => {
    const ended = await supervise(`sleep 30 & echo helper $!; ${forEver}`, { AIRPATH_LIVENESS: "exit 3" });
    const helper = Number(/helper (\d+)/.exec(ended.stdout)![1]);
    expect(ended.code).toBe(137);
    expect(await gone(helper)).toBe(true);
    expect(logged(ended)).toMatchObject([
      {
        level: "error",
        event: "liveness_kill",
        message: expect.stringMatching(
          /^liveness failed 2 times in a row, every 0\.1 s \(last: exit status 3/,
        ) as string,
      },
    ]);
    expect(ended.stderr).toBe("");
  });

  it("kills a stopped program", async () => {
    let program = 0;
    const ended = await supervise(forEver, { AIRPATH_LIVENESS: "false" }, (_, child) => {
      program = child;
      process.kill(child, "SIGSTOP");
    });
    expect(ended.code).toBe(137);
    expect(await gone(program)).toBe(true);
  });

  it("does not take a stop of the program for its end", async () => {
    const ended = await supervise("sleep 0.6; exit 9", {}, (_, child) => {
      process.kill(child, "SIGSTOP");
      setTimeout(() => process.kill(child, "SIGCONT"), 300);
    });
    expect(ended.code).toBe(9);
    expect(ended.milliseconds).toBeGreaterThan(300);
  });

  it("counts an answer that does not come as a failure", async () => {
    const ended = await supervise(forEver, { AIRPATH_LIVENESS: "sleep 30", AIRPATH_LIVENESS_TIMEOUT: "0.3" });
    expect(ended.code).toBe(137);
    expect(ended.milliseconds).toBeLessThan(10_000);
    expect(logged(ended)[0]!.message).toContain("last: exit status 137");
  });

  it("forgets failures after a success", async () => {
    const alternating = 'n=$(cat "$COUNT" 2>/dev/null || echo 0); echo $((n + 1)) >"$COUNT"; exit $((n % 2))';
    const count = join(process.env.TMPDIR ?? "/tmp", `supervise-${process.pid}-${Date.now()}`);
    const ended = await supervise("sleep 1; exit 4", { AIRPATH_LIVENESS: alternating, COUNT: count });
    expect(ended.code).toBe(4);
  });

  it("asks nothing in the startup seconds", async () => {
    const ended = await supervise("sleep 0.5; exit 6", { AIRPATH_LIVENESS: "false", AIRPATH_LIVENESS_STARTUP: "2" });
    expect(ended.code).toBe(6);
    expect(logged(ended)).toEqual([]);
  });

  describe("of a program that takes up changed files", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "airpath-reload-"))));
    afterEach(() => rmSync(folder, { recursive: true }));
    const path = () => join(folder, "web.conf");
    const write = (text: string) => writeFileSync(path(), text);
    const list = (text: string) => writeFileSync(join(folder, "SHA256SUMS"), manifest([{ path: path(), text }]));
    /** The program prints what it takes up, and ends after a few seconds. */
    const follow = (check: string, during: () => Promise<void>, more: Record<string, string> = {}) => {
      write("old");
      list("old");
      const program = `for i in $(seq 45); do sleep 0.1; done; exit 3`;
      const environment = {
        AIRPATH_RELOAD: "HUP",
        AIRPATH_RELOAD_CHECK: check,
        AIRPATH_MANIFEST: join(folder, "SHA256SUMS"),
        // It is asked nothing meanwhile.
        AIRPATH_LIVENESS_STARTUP: "60",
        ...more,
      };
      return supervise(program, environment, () => void during(), `trap 'echo "took $(cat ${path()})"' HUP`);
    };
    const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

    it("gives the signal once all files are there, and only then", async () => {
      const ended = await follow(`grep -q new ${path()}`, async () => {
        list("new");
        await seconds(1.6);
        write("new");
      });
      expect(ended.stdout.match(/^took .*$/gm)).toEqual(["took new"]);
      expect(logged(ended)).toMatchObject([{ level: "info", event: "reload" }]);
      expect(ended.code).toBe(3);
    }, 20_000);

    it("follows files laid as the kubelet lays them, links into a folder that is swapped, and runs where only the kubelet asks after it", async () => {
      const lay = (version: string) =>
        layAsKubelet(folder, version, {
          "web.conf": version,
          SHA256SUMS: manifest([{ path: path(), text: version }]),
        });
      const swap = async () => {
        lay("first");
        await seconds(1.6);
        lay("second");
      };
      const ended = await follow("", swap, { AIRPATH_LIVENESS: "" });
      expect(ended.stdout.match(/^took .*$/gm)).toEqual(["took first", "took second"]);
      expect(ended).toMatchObject({ code: 3, stderr: "" });
    }, 20_000);

    it("gives none for files that the check refuses, says why, and goes on to the next", async () => {
      const ended = await follow(`echo "line 1 of it"; grep -q good ${path()}`, async () => {
        write("bad");
        list("bad");
        await seconds(1.6);
        write("good");
        list("good");
      });
      expect(ended.stdout.match(/^took .*$/gm)).toEqual(["took good"]);
      expect(logged(ended)).toMatchObject([
        { level: "error", event: "reload_refused", message: "changed files are not taken up: line 1 of it" },
        { level: "info", event: "reload" },
      ]);
    }, 20_000);

    it("gives none while nothing changes", async () => {
      const ended = await follow("", async () => undefined);
      expect(logged(ended)).toEqual([]);
      expect(ended).toMatchObject({ code: 3, stderr: "" });
    }, 20_000);
  });
});
