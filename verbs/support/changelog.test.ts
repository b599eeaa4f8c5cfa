import fc from "fast-check";
import { notesOf, withSection } from "./changelog";
import { type Entry, type Kind, kinds } from "./changes";

const head = "# Changelog\n\nWords.\n";

it("what one reads before an upgrade comes first, each kind in the order in which it was told", () => {
  const entries: Entry[] = [
    { kind: "Added", text: "This." },
    { kind: "Fixed", text: "That,\nand more." },
    { kind: "Removed", text: "Those." },
    { kind: "Fixed", text: "Another." },
  ];
  expect(notesOf(entries)).toBe(
    "### Removed\n\n- Those.\n\n### Fixed\n\n- That,\n  and more.\n- Another.\n\n### Added\n\n- This.\n",
  );
});

it("the newest version stands below the words at the top", () => {
  const first = withSection(head, "0.1.0", "2026-11-26", "### Added\n\n- This.\n");
  expect(first).toBe(`${head}\n## [0.1.0] - 2026-11-26\n\n### Added\n\n- This.\n`);
  expect(withSection(first, "0.2.0", "2026-12-01", "### Fixed\n\n- That.\n")).toBe(
    `${head}\n## [0.2.0] - 2026-12-01\n\n### Fixed\n\n- That.\n\n## [0.1.0] - 2026-11-26\n\n### Added\n\n- This.\n`,
  );
});

it("no entry is lost, and nothing that was there", () => {
  const entry = fc.record({
    kind: fc.constantFrom(...(Object.keys(kinds) as Kind[])),
    text: fc.stringMatching(/^[a-z$&]{1,9}\.$/),
  });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1 }), fc.array(entry, { minLength: 1 }), (older, newer) => {
      const before = withSection(head, "1.0.0", "2026-01-01", notesOf(older));
      const after = withSection(before, "1.1.0", "2026-02-01", notesOf(newer));
      const lines = (text: string) => text.split("\n").filter((line) => line.startsWith("- "));
      expect(lines(after).sort()).toEqual([...older, ...newer].map(({ text }) => `- ${text}`).sort());
      expect(after.endsWith(before.slice(head.length))).toBe(true);
      expect(after).not.toContain("\n\n\n");
    }),
  );
});
