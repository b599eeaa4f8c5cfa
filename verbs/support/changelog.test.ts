import { Failure } from "../verb";
import { releaseOf } from "./changelog";

const changelog = (version: string, body: string, last = "\n## [1.4.2] - 2026-01-01\n\n### Fixed\n\n- That.\n") =>
  `# Changelog\n\nWords.\n\n## [${version}] - Unreleased\n\n${body}\n${last}`;

const added = "### Added\n\n- This.";

it("a release is the section that waits, with its date", () => {
  expect(releaseOf(changelog("1.5.0", added), "2026-11-26")).toEqual({
    version: "1.5.0",
    notes: added,
    changelog: changelog("1.5.0", added).replace("Unreleased", "2026-11-26"),
  });
});

it("the first one may have any version", () => {
  expect(releaseOf(changelog("0.1.0", added, ""), "2026-11-26").version).toBe("0.1.0");
});

it.each([
  ["### Fixed\n\n- This.", "1.4.2", "1.4.3"],
  [added, "1.4.3", "1.5.0"],
  ["### Changed\n\n- This.", "1.4.3", "1.5.0"],
  ["### Removed\n\n- This.", "1.5.0", "2.0.0"],
])("%j as %s is refused: %s at least", (body, version, least) => {
  expect(() => releaseOf(changelog(version, body), "2026-11-26")).toThrow(
    new Failure(
      `CHANGELOG.md: ${version} comes after 1.4.2; allowed: ${least} at least, by what it says it changes`,
      `## [${least}] - Unreleased`,
    ),
  );
  expect(releaseOf(changelog(least, body), "2026-11-26").version).toBe(least);
});

it("before 1.0.0 a minor version says that something is gone", () => {
  const last = "\n## [0.4.2] - 2026-01-01\n\n- That.\n";
  expect(releaseOf(changelog("0.5.0", "### Removed\n\n- This.", last), "2026-11-26").version).toBe("0.5.0");
});

it.each([
  ["## [1.4.2] - 2026-01-01\n\n- That.\n", "CHANGELOG.md: its first section waits for no release"],
  ["", "CHANGELOG.md: its first section waits for no release"],
  ["## [1.5.0] - Unreleased\n\n### Added\n\n## [1.4.2] - 2026-01-01\n", "CHANGELOG.md: nothing stands under 1.5.0"],
])("%j is no release", (text, message) => {
  expect(() => releaseOf(text, "2026-11-26")).toThrow(message);
});
