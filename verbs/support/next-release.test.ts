import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../verb";
import { until } from "./command";
import { makeRelease, nextRelease } from "./next-release";

// On a machine with much else to do each of git's processes takes its time.
jest.setTimeout(240_000);

let clone: string;
const git = (...args: string[]) => execFileSync("git", args, { cwd: clone, encoding: "utf8", stdio: "pipe" }).trim();
const read = (file: string) => readFileSync(join(clone, file), "utf8");
const write = (file: string, content: string) => writeFileSync(join(clone, file), content);
const change = (bump: string, text: string) => write(".changeset/one.md", `---\n"airpath": ${bump}\n---\n\n${text}\n`);

function hook(name: string, ...lines: string[]) {
  write(`.git/hooks/${name}`, ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(join(clone, `.git/hooks/${name}`), 0o755);
}

function commitAll() {
  git("add", "--all");
  git("commit", "--quiet", "--message=work");
}

const release = (date = "2026-11-26") => makeRelease(clone, date);

let fresh: string;
beforeAll(() => {
  clone = fresh = mkdtempSync(join(tmpdir(), "airpath-release-"));
  mkdirSync(join(clone, ".changeset"));
  mkdirSync(join(clone, "stacks"));
  write(".changeset/config.json", "{}");
  write("stacks/Pulumi.local.yaml", "config:\n");
  write("CHANGELOG.md", "# Changelog\n\nWords.\n");
  write("package.json", `${JSON.stringify({ name: "airpath", version: "0.0.0", private: true }, null, 2)}\n`);
  const root = { name: "airpath", version: "0.0.0" };
  write("package-lock.json", `${JSON.stringify({ ...root, packages: { "": root, "a/b": { version: "1.0.0" } } })}\n`);
  change("minor", "Added: This.");
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "test");
  git("config", "user.email", "test@airpath.example");
  commitAll();
});
afterAll(() => rmSync(fresh, { recursive: true }));

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "airpath-release-"));
  cpSync(fresh, clone, { recursive: true });
});
afterEach(() => rmSync(clone, { recursive: true }));

it("the first is 0.1.0: CHANGELOG, both files of npm, a commit and a tag; what waited has gone", async () => {
  expect(await release()).toBe("v0.1.0");
  expect(read("CHANGELOG.md")).toBe("# Changelog\n\nWords.\n\n## [0.1.0] - 2026-11-26\n\n### Added\n\n- This.\n");
  expect(read("package.json")).toBe('{\n  "name": "airpath",\n  "version": "0.1.0",\n  "private": true\n}\n');
  const root = { name: "airpath", version: "0.1.0" };
  expect(JSON.parse(read("package-lock.json"))).toEqual({
    ...root,
    packages: { "": root, "a/b": { version: "1.0.0" } },
  });
  expect(existsSync(join(clone, ".changeset/one.md"))).toBe(false);
  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "--format=%s")).toBe("Airpath 0.1.0\nwork");
  expect(git("tag", "--list", "--format=%(refname:short) %(*objectname) %(contents)")).toBe(
    `v0.1.0 ${git("rev-parse", "HEAD")} Airpath 0.1.0\n\n### Added\n\n- This.`,
  );
});

it.each([
  ["patch", "Fixed: That.", "v0.1.1"],
  ["minor", "Changed: That.", "v0.2.0"],
  ["major", "Removed: That.", "v1.0.0"],
])("a %s (%s) after 0.1.0 is %s", async (bump, text, tag) => {
  await release();
  change(bump, text);
  commitAll();
  expect(await release("2026-12-01")).toBe(tag);
  expect(read("CHANGELOG.md").match(/^## .*/gm)).toEqual([
    `## [${tag.slice(1)}] - 2026-12-01`,
    "## [0.1.0] - 2026-11-26",
  ]);
});

it("what it would be can be asked before anything is committed", async () => {
  change("patch", "Fixed: That.");
  expect(await nextRelease(clone)).toEqual({ version: "0.0.1", notes: "### Fixed\n\n- That.\n" });
});

it("a stack's own file may differ: Pulumi writes its salt there", async () => {
  write("stacks/Pulumi.local.yaml", "encryptionsalt: v1\n");
  await release();
  expect(read("stacks/Pulumi.local.yaml")).toBe("encryptionsalt: v1\n");
});

describe("refused, with everything as it was", () => {
  let before: string;
  const state = () => [git("rev-parse", "HEAD"), git("status", "--porcelain"), git("tag", "--list")].join("\n");
  afterEach(() => expect(state()).toBe(before));

  it("where nothing waits", async () => {
    await release();
    before = state();
    await expect(release()).rejects.toThrow(
      new Failure(".changeset/ has nothing that waits for a release", "npx changeset writes a change down"),
    );
  });

  it("where what waits says too little", async () => {
    change("patch", "Added: This.");
    commitAll();
    before = state();
    await expect(release()).rejects.toThrow(".changeset/one.md: patch is too little for what was added");
  });

  it("where something is not committed", async () => {
    write("new.ts", "");
    before = state();
    await expect(release()).rejects.toThrow("there is something that no commit has:\n?? new.ts");
  });

  it("where the tag is there", async () => {
    git("tag", "v0.1.0");
    before = state();
    await expect(release()).rejects.toThrow("the tag v0.1.0 is there already");
  });

  it("where the last release's tag is not there", async () => {
    await release();
    git("tag", "--delete", "v0.1.0");
    before = state();
    await expect(release()).rejects.toThrow("package.json says 0.1.0, and there is no tag v0.1.0");
  });

  it("where git does not commit", async () => {
    hook("pre-commit", "echo not today >&2", "exit 1");
    write("stacks/Pulumi.local.yaml", "encryptionsalt: v1\n");
    before = state();
    await expect(release()).rejects.toThrow("git commit ended with exit code 1:\nnot today");
  });

  it("where another git holds the index", async () => {
    write(".git/index.lock", "");
    before = state();
    await expect(release()).rejects.toThrow(/index\.lock/);
    rmSync(join(clone, ".git/index.lock"));
  });

  it("where git does not tag", async () => {
    git("config", "tag.gpgSign", "true");
    git("config", "gpg.program", "false");
    before = state();
    await expect(release()).rejects.toThrow(/^git tag ended with exit code 128/);
  });

  it.each(["pre-commit", "reference-transaction"])("at a Ctrl-C while the hook %s holds git", async (name) => {
    write(
      "stacks/release.cjs",
      `const { makeRelease } = require(${JSON.stringify(join(__dirname, "next-release.ts"))});
       makeRelease(".", "2026-11-26").catch(({ message }) => console.log(message));`,
    );
    commitAll();
    before = state();
    // Of a transaction that makes a tag only: the commit's has ended by then.
    const held = name === "pre-commit" ? "true" : "grep -q refs/tags";
    hook(name, `${held} && test ! -e .git/held || exit 0`, "touch .git/held", "exec sleep 200");
    const verb = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), "stacks/release.cjs"], {
      cwd: clone,
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    verb.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
    await until(200_000, async () => (existsSync(join(clone, ".git/held")) ? undefined : "not there yet"), 50);
    // As a terminal does: to all that runs in the foreground.
    process.kill(-verb.pid!, "SIGINT");
    await once(verb, "close");
    expect(said).toBe("interrupted; everything is as it was\n");
  });
});
