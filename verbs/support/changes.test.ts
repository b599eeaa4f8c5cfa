import fc from "fast-check";
import { version } from "../../package.json";
import { repository } from "../../toolchain/paths";
import { Failure } from "../verb";
import { type Entry, entriesOf, kinds, waiting } from "./changes";

const change = (bump: string, text: string) => `---\n"airpath": ${bump}\n---\n\n${text}\n`;
const entries = (content: string, released = "1.4.2"): Entry[] => entriesOf(".changeset/x.md", content, released);

/** @returns what is wrong, and the fix */
function refusal(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    const { message, fix } = error as Failure;
    return [message, fix];
  }
  return [];
}

it("what waits in this tree can be released", () => {
  expect(refusal(() => waiting(repository, version))).toEqual([]);
});

it("each paragraph is an entry, as it was written", () => {
  expect(entries(change("minor", "Added: `make x` does\nthat.\n\n \nFixed: This (as before).\n"))).toEqual([
    { kind: "Added", text: "`make x` does\nthat." },
    { kind: "Fixed", text: "This (as before)." },
  ]);
});

it.each([
  ["Fixed", "1.4.2", "patch"],
  ["Security", "1.4.2", "patch"],
  ["Added", "1.4.2", "minor"],
  ["Changed", "1.4.2", "minor"],
  ["Deprecated", "1.4.2", "minor"],
  ["Removed", "1.4.2", "major"],
  ["Removed", "0.4.2", "minor"],
])("what is %s after %s is %s at least", (kind, released, least) => {
  const bumps = ["patch", "minor", "major"];
  for (const bump of bumps) {
    const enough = bumps.indexOf(bump) >= bumps.indexOf(least);
    expect(refusal(() => entries(change(bump, `${kind}: This.`), released))).toEqual(
      enough
        ? []
        : [
            `.changeset/x.md: ${bump} is too little for what was ${kind.toLowerCase()}; allowed: ${least} or more`,
            `begin it with the lines ---, "airpath": ${least} and ---`,
          ],
    );
  }
});

const beginning = 'begin it with the lines ---, "airpath": patch and ---';
const raises = (got: string) =>
  `.changeset/x.md: what it raises is ${got}; allowed: "airpath" alone, by patch, minor, major`;

it.each([
  ['---\n"airport": minor\n---\n\nAdded: x.', raises('"airport": minor')],
  ['---\n"airpath": minor\n"other": minor\n---\n\nAdded: x.', raises('"airpath": minor, "other": minor')],
  ['---\n"airpath": none\n---\n\nAdded: x.', raises('"airpath": none')],
  ["---\n---\n\nAdded: x.", raises("nothing")],
  [
    "Added: x.",
    '.changeset/x.md: could not parse changeset - missing or invalid frontmatter. Changesets must start with frontmatter delimited by "---".',
  ],
  [
    "",
    ".changeset/x.md: could not parse changeset - file is empty. Changesets must have frontmatter with package names and version types.",
  ],
  [
    '---\n"airpath": feature\n---\n\nAdded: x.',
    '.changeset/x.md: could not parse changeset - invalid version type "feature" for package "airpath". Valid version types are: major, minor, patch, none',
  ],
])("%j is no change", (content, message) => {
  expect(refusal(() => entries(content))).toEqual([message, beginning]);
});

it.each([
  "",
  "Relays drop nobody.",
  "Add: Relays.",
  "Fixed: Relays drop nobody",
  "Fixed:",
  "- Fixed: Relays.",
  "fixed: x.",
])("%j says too little", (text) => {
  const [message, fix] = refusal(() => entries(change("minor", text)));
  expect(message).toBe(
    `.changeset/x.md: a paragraph is "${text}"; allowed: Removed, Changed, Deprecated, Security, Fixed, Added, a colon, and sentences with a full stop`,
  );
  expect(fix).toBe('one sentence or more that say what users notice: "Fixed: Relays no longer drop listeners."');
});

it("links lead out of the tree, or nowhere", () => {
  expect(entries(change("minor", "Added: See [this](https://radio.example/).")).length).toBe(1);
  expect(() => entries(change("minor", "Added: See [this](../docs/x.md)."))).toThrow(
    '.changeset/x.md: "Added: See [this](../docs/x.md)." links to a file, which CHANGELOG.md would look for elsewhere',
  );
});

it("any text is read as it was written, or refused in our words", () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(kinds), "Other"), fc.string(), fc.string(), (kind, text, more) => {
      const content = change("major", `${kind}: ${text}\n\n${more}`);
      try {
        const [first] = entries(content);
        expect(`${kind}: ${text}`.trimStart()).toContain(first!.text.split("\n")[0]);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }),
  );
});
