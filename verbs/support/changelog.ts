/** The changelog as a machine reads it: which version comes next, and what is in it. https://keepachangelog.com/en/1.1.0/ */
import { compareVersions } from "../../toolchain/versions";
import { Failure } from "../verb";

interface Section {
  version: string;
  /** "2026-11-26" or "Unreleased". */
  date: string;
  body: string;
}

export interface Release {
  version: string;
  /** What is new, without its heading. */
  notes: string;
  /** The changelog with the date in the place of "Unreleased". */
  changelog: string;
}

const heading = /^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2}|Unreleased)$/gm;
const fix = 'begin CHANGELOG.md with a section "## [1.2.3] - Unreleased", and the changes below it';

/**
 * @param date of today: "2026-11-26"
 * @throws Failure where nothing waits to be released, or under a version that semantic versioning does not allow
 */
export function releaseOf(changelog: string, date: string): Release {
  const [next, last] = sections(changelog);
  if (next?.date !== "Unreleased") throw new Failure("CHANGELOG.md: its first section waits for no release", fix);
  if (!/^- /m.test(next.body)) throw new Failure(`CHANGELOG.md: nothing stands under ${next.version}`, fix);
  if (last) {
    const least = leastAfter(last.version, next.body);
    if (compareVersions(next.version, least) < 0)
      throw new Failure(
        `CHANGELOG.md: ${next.version} comes after ${last.version}; allowed: ${least} at least, by what it says it changes`,
        `## [${least}] - Unreleased`,
      );
  }
  const old = `## [${next.version}] - Unreleased`;
  return {
    version: next.version,
    notes: next.body,
    changelog: changelog.replace(old, old.replace("Unreleased", date)),
  };
}

function sections(changelog: string): Section[] {
  const found = [...changelog.matchAll(heading)];
  return found.map((match, index) => ({
    version: match[1] ?? "",
    date: match[2] ?? "",
    body: changelog.slice(match.index + match[0].length, found[index + 1]?.index).trim(),
  }));
}

/** What was removed is missed by somebody, what was added is not; before 1.0.0 nothing is promised, and a minor version says both. */
function leastAfter(version: string, body: string): string {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const has = (...kinds: string[]) => kinds.some((kind) => body.includes(`### ${kind}`));
  if (major > 0 && has("Removed")) return `${major + 1}.0.0`;
  if (has("Removed", "Added", "Changed", "Deprecated")) return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}
