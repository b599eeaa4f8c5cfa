/** The state is lost, with all that opens it: a backup brings it back, and what is on air is not touched. */
import { mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localState, passphraseFile } from "../toolchain/environment";
import { rootSecretFile } from "../toolchain/state";
import { containers } from "../verbs/support/docker";
import { make } from "./support/stack";

const running = async () => (await containers()).map(({ id, startedAt }) => `${id} ${startedAt.toISOString()}`);

describe("a state that is lost", () => {
  const folder = mkdtempSync(join(tmpdir(), "airpath-lost-"));
  const archive = join(folder, "kept.tar.gz");
  const lost = [localState, passphraseFile, rootSecretFile];
  afterAll(() => rmSync(folder, { recursive: true }));

  it("was kept in a file that only its owner may read", async () => {
    const { code, stdout, stderr } = await make("backup", { FILE: archive });
    expect(code === 0 ? "" : stdout + stderr).toBe("");
    expect(stdout).toContain(archive);
    expect(statSync(archive).mode & 0o777).toBe(0o600);
  });

  it("is not written over by what is no backup, by one cut off, or where another state is", async () => {
    const nonsense = join(folder, "nonsense.tar.gz");
    writeFileSync(nonsense, "nonsense");
    expect((await make("restore", { FILE: nonsense })).stderr).toContain("is no backup, or one that was cut off");
    expect((await make("restore", { FILE: join(folder, "none") })).stderr).toContain("which is not there");
    expect((await make("restore")).stderr).toContain("FILE is missing");
    const same = await make("restore", { FILE: archive });
    expect(same.stdout).toContain("the state is what the backup holds: nothing to do");
  });

  it("comes back, and the next up changes nothing", async () => {
    const before = await running();
    lost.forEach((path, index) => renameSync(path, join(folder, String(index))));
    try {
      const restored = await make("restore", { FILE: archive });
      expect(restored.code === 0 ? "" : restored.stdout + restored.stderr).toBe("");
    } catch (error) {
      lost.forEach((path, index) => {
        rmSync(path, { recursive: true, force: true });
        renameSync(join(folder, String(index)), path);
      });
      throw error;
    }
    const up = await make("reload");
    expect(up.code === 0 ? "" : up.stdout + up.stderr).toBe("");
    expect(up.stdout).toContain("nothing to change");
    expect(await running()).toEqual(before);
  });
});
