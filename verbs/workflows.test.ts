import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../toolchain/paths";
import { versions } from "../toolchain/versions";
import { verbs } from "./main";

jest.setTimeout(120_000);

const folder = ".github/workflows";
const files = [...readdirSync(join(repository, folder)).map((name) => join(folder, name)), ".gitlab-ci.yml"];

/** Every text of the document, however deep. */
const texts = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(texts)
      : [];

const textsOf = (file: string): string[] => texts(parse(readFileSync(join(repository, file), "utf8")));

it.each(files)("%s is YAML, and calls verbs that there are", (file) => {
  const said = textsOf(file).join("\n");
  const called = [...said.matchAll(/(?:^|&& )make ([a-z-]+)/gm)].map(([, verb]) => verb!);
  expect(called.length).toBeGreaterThan(1);
  expect(called.filter((verb) => verb !== "setup" && !(verb in verbs))).toEqual([]);
});

describe("a change that is not written down", () => {
  let clone: string;
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@airpath.example", ...args], {
      cwd: clone,
      stdio: "pipe",
    });

  function commit(...names: string[]) {
    for (const name of names) writeFileSync(join(clone, name), `${Math.random()}`);
    git("add", "--all");
    git("commit", "--quiet", "--message=work");
  }

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), "airpath-merge-"));
    mkdirSync(join(clone, ".changeset"));
    git("init", "--quiet", "--initial-branch=main");
    commit("a.ts", ".changeset/old.md", ".changeset/config.json");
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  it.each([
    [".github/workflows/preview.yml", 0],
    [".gitlab-ci.yml", 1],
  ])("is told by %s, by exit code %s", (file, code) => {
    const [script] = textsOf(file).filter((text) => text.includes("--diff-filter"));
    const judged = () => {
      const { status, stdout } = spawnSync("bash", ["-e", "-c", script!], {
        cwd: clone,
        env: { ...process.env, BASE: "main" },
        encoding: "utf8",
      });
      return [status, stdout.includes("No file in .changeset/ tells who is on call")];
    };
    git("checkout", "--quiet", "-B", "change", "main");
    commit("a.ts", ".changeset/config.json");
    expect(judged()).toEqual([code, true]);
    rmSync(join(clone, ".changeset/old.md"));
    commit();
    expect(judged()).toEqual([code, true]);
    commit(".changeset/new.md");
    expect(judged()).toEqual([0, false]);
    git("checkout", "--quiet", "-B", "change", "main");
    commit(".changeset/old.md");
    expect(judged()).toEqual([0, false]);
  });
});

it("GitLab's image has no kubectl: it brings the one of the tests", () => {
  const said = textsOf(".gitlab-ci.yml").join("\n");
  expect(said).toContain(`/v${versions.kubernetes.pinned}/bin/linux/amd64/kubectl`);
});
