import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = join(__dirname, "watch-health");

describe("watch-health", () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  const mark = () => join(folder, "healthy");
  const asked = () => (existsSync(join(folder, "asked")) ? readFileSync(join(folder, "asked"), "utf8").length : 0);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "watch-health-"));
    environment = { PATH: process.env.PATH, AIRPATH_HEALTH_MARK: mark(), AIRPATH_HEALTH_STAYS: "2" };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A check that counts its questions, and is well while the file "ill" is not there. */
  const check = () => ["bash", "-c", `printf x >>${folder}/asked; [ ! -e ${folder}/ill ]`];
  const watch = (...command: string[]) => ["bash", script, "1", "1", ...command];
  const ended = (words: string[]) =>
    new Promise<{ code: number; stderr: string }>((resolve) =>
      execFile(words[0]!, words.slice(1), { env: environment }, (error, _stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stderr }),
      ),
    );

  it("asks once a second for a period where nobody has asked, and says no", async () => {
    writeFileSync(join(folder, "ill"), "");
    expect(await ended(watch(...check()))).toMatchObject({ code: 1 });
    expect(existsSync(mark())).toBe(false);
    // A second in which it begins is not whole.
    expect([1, 2]).toContain(asked());
  });

  it("says yes at the first yes where nobody has asked", async () => {
    writeFileSync(join(folder, "ill"), "");
    const waiting = ended(["bash", script, "3600", "1", ...check()]);
    while (asked() < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    rmSync(join(folder, "ill"));
    expect(await waiting).toMatchObject({ code: 0 });
    expect(asked()).toBe(2);
  });

  it("says yes at the first yes where the one before was cut off, as by a pause", async () => {
    environment.AIRPATH_HEALTH_STAYS = "20";
    await ended(watch(...check()));
    const words = watch(...check());
    const cutOff = spawn(words[0]!, words.slice(1), { env: environment });
    while (existsSync(mark())) await new Promise((resolve) => setTimeout(resolve, 20));
    cutOff.kill("SIGKILL");
    expect(await ended(watch(...check()))).toMatchObject({ code: 0 });
  });

  it("then stays for as long as it is told, and asks once a period", async () => {
    await ended(watch(...check()));
    expect(await ended(watch(...check()))).toMatchObject({ code: 0 });
    // A second in which it begins is not whole, and a slow machine may skip some.
    expect(asked()).toBeGreaterThanOrEqual(2);
    expect(asked()).toBeLessThanOrEqual(4);
  });

  it("ends as soon as the answer is no", async () => {
    environment.AIRPATH_HEALTH_STAYS = "3600";
    await ended(watch(...check()));
    const staying = ended(watch(...check()));
    while (asked() < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(join(folder, "ill"), "");
    expect(await staying).toMatchObject({ code: 1 });
    expect(asked()).toBe(3);
  });

  it("says yes at the first yes after a no", async () => {
    environment.AIRPATH_HEALTH_STAYS = "20";
    await ended(watch(...check()));
    writeFileSync(join(folder, "ill"), "");
    expect(await ended(watch(...check()))).toMatchObject({ code: 1 });
    rmSync(join(folder, "ill"));
    expect(await ended(watch(...check()))).toMatchObject({ code: 0 });
  });

  it("takes no answer for a no", async () => {
    expect(await ended(watch("sleep", "60"))).toMatchObject({ code: 1 });
  });

  it("says how it is written", async () => {
    expect(await ended(["bash", script, "1", "1"])).toEqual({
      code: 64,
      stderr: "watch-health: got 2 arguments; write: watch-health PERIOD TIMEOUT COMMAND [ARGUMENT…]\n",
    });
  });
});
