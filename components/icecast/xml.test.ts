import fc from "fast-check";

import { element, escapeXml, renderXml } from "./xml";

/** What an XML parser makes of our text: entities and character references, no others. */
function unescape(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) => {
    if (code) return String.fromCharCode(Number(code));
    return { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[name]!;
  });
}

const printable = fc.string({ unit: "grapheme" });

describe("renderXml", () => {
  it("renders elements, attributes and text", () => {
    const tree = element("mount", [element("name", "/a&b"), undefined, element("hidden", 1), element("empty", [])], {
      type: "<normal>",
    });
    expect(renderXml(tree)).toBe(
      '<mount type="&lt;normal&gt;">\n  <name>/a&amp;b</name>\n  <hidden>1</hidden>\n  <empty />\n</mount>\n',
    );
  });

  it("writes any printable text so that it reads back the same and opens no element", () => {
    fc.assert(
      fc.property(printable, (text) => {
        const escaped = escapeXml(text);
        expect(unescape(escaped)).toBe(text);
        expect(escaped).not.toMatch(/[<>"'\t\n\r]|&(?!#?\w+;)/);
      }),
    );
  });

  it.each(["\u0000", "a\u001bb", "\ud800", "\uffff"])("refuses what XML cannot carry: %j", (text) => {
    expect(() => escapeXml(text)).toThrow("XML text holds a character that XML cannot carry");
  });
});
