/** What the documentation says can be followed: links lead somewhere, verbs and settings exist, blocks are of the language that they look like. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { transpileModule } from "typescript";
import { parse } from "yaml";
import { clusterConfig, localConfig } from "../stacks/config";

const root = join(__dirname, "..");
const skipped = ["node_modules", ".git", ".airpath", "artifacts"];

const pagesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.includes(entry.name) ? [] : pagesUnder(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });

const texts = new Map(pagesUnder(root).map((path) => [relative(root, path), readFileSync(path, "utf8")]));
const pages = [...texts];

/** As GitHub makes them of headings. */
const anchor = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- _]/gu, "")
    .trim()
    .replaceAll(" ", "-");
const anchorsOf = (text: string): string[] => [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading!));

/** Links of a page that lead nowhere. */
function lost(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", fragment] = link.split("#");
    const target = path === "" ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(root, target))) return true;
    return fragment !== undefined && !anchorsOf(texts.get(target) ?? "").includes(fragment);
  });
}

interface Block {
  language: string;
  text: string;
}

/** Fenced blocks, and indented ones: of these a language is what their first word says. */
function blocksOf(text: string): Block[] {
  const fenced = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language, body]) => ({
    language: language!,
    text: body!,
  }));
  const rest = text.replace(/^```[^]*?^```$/gm, "");
  const indented = [...rest.matchAll(/(?:^|\n)\n((?: {4,}.*(?:\n|$))+)/g)].map(([, body]) => body!);
  return [...fenced, ...indented.map((body) => ({ language: shellish.test(body) ? "sh" : "", text: body }))];
}

const shellish = /^\s+(make|docker|pulumi|curl|for|export|umask|npx|kubectl|tar|git|mpv|ffmpeg)\s/;

function complaint({ language, text }: Block): string {
  if (language === "sh" || language === "bash")
    return spawnSync("bash", ["-n"], { input: text, encoding: "utf8" }).stderr;
  try {
    if (language === "json") JSON.parse(text);
    if (language === "yaml") parse(text);
    if (language !== "ts" && language !== "typescript") return "";
    return (transpileModule(text, { reportDiagnostics: true }).diagnostics ?? [])
      .map((each) => JSON.stringify(each.messageText))
      .join();
  } catch (error) {
    return (error as Error).message;
  }
}

const verbs = [...readFileSync(join(root, "Makefile"), "utf8").matchAll(/^([a-z-]+):.*## /gm)].map(([, verb]) => verb!);
const settings = new Set([...Object.keys(localConfig.shape), ...Object.keys(clusterConfig.shape), "NAME"]);
// Told there as what was, and is refused now.
const isHistory = (page: string): boolean => page === "CHANGELOG.md" || page.startsWith(".changeset/");

it("there are pages to look at", () => expect(pages.length).toBeGreaterThan(100));

describe.each(pages)("%s", (page, text) => {
  it("has links that lead somewhere", () => expect(lost(page, text)).toEqual([]));

  it("names verbs that there are", () => {
    const used = [...text.matchAll(/(?:^ {4,}|`)make ([a-z-]+)/gm)].map(([, verb]) => verb!);
    expect(used.filter((verb) => !verbs.includes(verb))).toEqual([]);
  });

  it("names settings that there are", () => {
    if (isHistory(page)) return;
    const named = [...text.matchAll(/\bairpath:([a-zA-Z]+)/g)].map(([, setting]) => setting!);
    expect(named.filter((setting) => !settings.has(setting))).toEqual([]);
  });

  it("has blocks that parse", () => {
    expect(
      blocksOf(text)
        .map(complaint)
        .filter((said) => said !== ""),
    ).toEqual([]);
  });
});

describe("what is looked for is found", () => {
  it.each([
    ["a file", "[x](no-such.md)"],
    ["a heading", "# A\n\n[x](#b)"],
  ])("%s that is not there", (_, text) => expect(lost("docs/README.md", text)).toHaveLength(1));

  it.each([
    ["a shell's", "text\n\n    make x && (\n\ntext"],
    ["JSON", "```json\n{,}\n```\n"],
    ["YAML", "```yaml\na: [\n```\n"],
    ["TypeScript", "```ts\nconst = 1;\n```\n"],
  ])("%s mistake", (_, text) => expect(blocksOf(text).map(complaint).join("")).not.toBe(""));

  it("a heading's anchor is GitHub's", () => expect(anchor("A `make` verb: why?")).toBe("a-make-verb-why"));
});
