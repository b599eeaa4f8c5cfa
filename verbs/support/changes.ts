/** The changes that wait for a release: one file each in .changeset/, as changesets reads it (https://github.com/changesets/changesets). */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import parse from "@changesets/parse";
import { name } from "../../package.json";
import { Failure } from "../verb";

/** The smallest bump first. */
const bumps = ["patch", "minor", "major"] as const;
export type Bump = (typeof bumps)[number];

/**
 * What a line may begin with, in the order in which one reads them before an upgrade; the least bump that semantic versioning allows it: what is gone is missed by
 * somebody, what is new by nobody. https://keepachangelog.com/en/1.1.0/
 */
export const kinds = {
  Removed: "major",
  Changed: "minor",
  Deprecated: "minor",
  Security: "patch",
  Fixed: "patch",
  Added: "minor",
} as const satisfies Record<string, Bump>;
export type Kind = keyof typeof kinds;

/** One line of the CHANGELOG. */
export interface Entry {
  kind: Kind;
  /** Without its kind; as many lines as it was written in. */
  text: string;
}

const folder = ".changeset";

/** @returns their paths in the clone, in order */
export const changeFiles = (clone: string): string[] =>
  readdirSync(join(clone, folder))
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => join(folder, file));

/**
 * @param released the last version
 * @returns every entry that waits, in the order of their files' names
 * @throws Failure of the first file that is none, or raises too little
 */
export const waiting = (clone: string, released: string): Entry[] =>
  changeFiles(clone).flatMap((file) => entriesOf(file, readFileSync(join(clone, file), "utf8"), released));

/**
 * Pure.
 * @param place its path: ".changeset/sharp-owls-sing.md"
 * @param released the last version: before 1.0.0 nothing is promised, and a minor version says that something is gone
 */
export function entriesOf(place: string, content: string, released: string): Entry[] {
  const { bump, paragraphs } = partsOf(place, content);
  return paragraphs.map((paragraph) => {
    const entry = entryOf(place, paragraph);
    const least = released.startsWith("0.") && kinds[entry.kind] === "major" ? "minor" : kinds[entry.kind];
    if (bumps.indexOf(bump) >= bumps.indexOf(least)) return entry;
    throw new Failure(
      `${place}: ${bump} is too little for what was ${entry.kind.toLowerCase()}; allowed: ${least} or more`,
      beginning(least),
    );
  });
}

function partsOf(place: string, content: string): { bump: Bump; paragraphs: string[] } {
  const { releases, summary } = parsed(place, content);
  const bump = bumps.find((each) => each === releases[0]?.type);
  if (releases.length === 1 && releases[0]?.name === name && bump)
    return { bump, paragraphs: summary.split(/\n\s*\n/) };
  const got = releases.map((release) => `"${release.name}": ${release.type}`).join(", ");
  throw new Failure(
    `${place}: what it raises is ${got || "nothing"}; allowed: "${name}" alone, by ${bumps.join(", ")}`,
    beginning("patch"),
  );
}

function parsed(place: string, content: string): ReturnType<typeof parse> {
  try {
    return parse(content);
  } catch (error) {
    // What follows the first lines is the file again.
    const said = (error as Error).message.split("\n").slice(0, 2).join(" ");
    throw new Failure(`${place}: ${said}`, beginning("patch"));
  }
}

const beginning = (bump: Bump): string => `begin it with the lines ---, "${name}": ${bump} and ---`;

const form = new RegExp(`^(${Object.keys(kinds).join("|")}): ([^]*[.!?)])$`);

function entryOf(place: string, paragraph: string): Entry {
  const text = paragraph.trim();
  const fix = 'one sentence or more that say what users notice: "Fixed: Relays no longer drop listeners."';
  const [, kind, said] = form.exec(text) ?? [];
  if (kind === undefined || said === undefined)
    throw new Failure(
      `${place}: a paragraph is "${shortened(text)}"; allowed: ${Object.keys(kinds).join(", ")}, a colon, and sentences with a full stop`,
      fix,
    );
  // The page that it is read on is another one than it is written on.
  if (/\]\((?![a-z]+:)/.test(said))
    throw new Failure(
      `${place}: "${shortened(text)}" links to a file, which CHANGELOG.md would look for elsewhere`,
      "name the page: docs/upgrading.md",
    );
  return { kind: kind as Kind, text: said };
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
