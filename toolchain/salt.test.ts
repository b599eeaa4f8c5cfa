import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command";
import { keepSaltOutOfGit, showUnchanged, withoutSalt } from "./salt";

const config = "# the local stack\nconfig:\n  airpath:stations: demo\n";
const salt = "encryptionsalt: v1:abc=:v1:def\n";

it("takes the salt out of a stack's file and nothing else", () => {
  expect(withoutSalt(`${config}${salt}`)).toBe(config);
  expect(withoutSalt(`${salt}${config}`)).toBe(config);
  expect(withoutSalt(config)).toBe(config);
});

describe("in a clone", () => {
  const file = "stacks/Pulumi.local.yaml";
  let clone = "";
  const git = (...args: string[]) => run("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: clone });
  const staged = () => git("show", `:${file}`);

  beforeEach(async () => {
    clone = mkdtempSync(join(tmpdir(), "airpath-salt-"));
    mkdirSync(join(clone, "stacks"));
    writeFileSync(join(clone, file), config);
    await git("init", "--quiet");
    await git("add", ".");
    await git("commit", "--quiet", "--message", "the stack");
    await keepSaltOutOfGit(clone, file);
    await keepSaltOutOfGit(clone, file);
  });
  afterEach(() => rmSync(clone, { recursive: true, force: true }));

  it("git status shows nothing of the salt", async () => {
    appendFileSync(join(clone, file), salt);
    await showUnchanged(clone, file);
    expect(await git("status", "--porcelain")).toBe("");
    expect(await staged()).toBe(config);
  });

  it("a change of somebody's own is shown, and not added for them", async () => {
    appendFileSync(join(clone, file), `  airpath:relays: 3\n${salt}`);
    await showUnchanged(clone, file);
    expect(await git("status", "--porcelain")).toBe(` M ${file}\n`);
    expect(await staged()).toBe(config);
  });

  it("a clone that does not keep the file goes on without it", async () => {
    await git("rm", "--quiet", "--cached", file);
    await git("commit", "--quiet", "--message", "no stack");
    await showUnchanged(clone, file);
    expect(await git("status", "--porcelain")).toBe("?? stacks/\n");
  });
});
