import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashSources, readSources, shortHash, type SourceFile } from "./content-hash";

const file = (path: string, content: string, executable = false): SourceFile => ({
  path,
  content: Buffer.from(content),
  executable,
});

describe("the hash of sources", () => {
  it("does not depend on the order of files", () => {
    expect(hashSources([file("a", "1"), file("b", "2")])).toBe(hashSources([file("b", "2"), file("a", "1")]));
  });

  it("changes with a name, a content, a mode, a boundary, and what is salted in", () => {
    const variants = [
      hashSources([file("a", "1"), file("b", "2")]),
      hashSources([file("a", "1"), file("c", "2")]),
      hashSources([file("a", "1"), file("b", "3")]),
      hashSources([file("a", "1", true), file("b", "2")]),
      hashSources([file("a", "1b-1:2")]),
      hashSources([file("a", "1"), file("b", "2")], ["base"]),
    ];
    expect(new Set(variants).size).toBe(variants.length);
  });

  it("keeps texts apart in the short form", () => {
    expect(shortHash("ab", "c")).not.toBe(shortHash("a", "bc"));
    expect(shortHash("ab")).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe("reading sources", () => {
  let context: string;

  beforeEach(() => {
    context = mkdtempSync(join(tmpdir(), "airpath-sources-"));
    mkdirSync(join(context, "src/deep"), { recursive: true });
    writeFileSync(join(context, "Dockerfile"), "FROM x");
    writeFileSync(join(context, "src/deep/run"), "go");
    chmodSync(join(context, "src/deep/run"), 0o755);
    writeFileSync(join(context, "src/run.test.ts"), "not for the image");
    writeFileSync(join(context, "notes"), "not a source");
  });

  afterEach(() => rmSync(context, { recursive: true }));

  it("takes what is listed, folders whole, and never tests", () => {
    const found = readSources(context, ["src", "Dockerfile"]);
    expect(found.map(({ path, executable }) => [path, executable])).toEqual([
      ["Dockerfile", false],
      ["src/deep/run", true],
    ]);
  });

  it("takes what links point to, wherever that is: their content makes the hash, and is what is built", () => {
    mkdirSync(join(context, "elsewhere/folder"), { recursive: true });
    writeFileSync(join(context, "elsewhere/library.min.js"), "1.0");
    writeFileSync(join(context, "elsewhere/folder/deep.js"), "deep");
    symlinkSync("../elsewhere/library.min.js", join(context, "src/library.js"));
    symlinkSync("../elsewhere/folder", join(context, "src/linked"));
    const read = () => readSources(context, ["src"]);
    expect(read().map(({ path, content }) => [path, content.toString()])).toEqual([
      ["src/deep/run", "go"],
      ["src/library.js", "1.0"],
      ["src/linked/deep.js", "deep"],
    ]);
    const before = hashSources(read());
    writeFileSync(join(context, "elsewhere/library.min.js"), "1.1");
    expect(hashSources(read())).not.toBe(before);
  });

  it("names a link that leads nowhere", () => {
    symlinkSync("../gone.js", join(context, "src/library.js"));
    expect(() => readSources(context, ["src"])).toThrow(`${context}: source "src/library.js" does not exist`);
  });

  it("names a source that is not there", () => {
    expect(() => readSources(context, ["gone"])).toThrow(`${context}: source "gone" does not exist`);
  });
});
