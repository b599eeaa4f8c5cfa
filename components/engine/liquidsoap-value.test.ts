import fc from "fast-check";
import { liquidsoap, liquidsoapString } from "./liquidsoap-value";

/** Reads a literal back by Liquidsoap's rules for the escapes that we write; throws on what would end it early or start an interpolation. */
function readBack(literal: string): string {
  if (!/^"(?:[^"\\\n\r#]|\\["\\]|\\x[0-9a-f]{2})*"$/.test(literal)) throw new Error(`not one literal: ${literal}`);
  return literal
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex?: string, plain?: string) =>
      hex === undefined ? (plain ?? "") : String.fromCharCode(parseInt(hex, 16)),
    );
}

describe("liquidsoapString", () => {
  it.each([
    ["Rivage", '"Rivage"'],
    ['le "bord"', '"le \\"bord\\""'],
    ["C:\\radio\\", '"C:\\\\radio\\\\"'],
    ["#{process.run('rm')}", `"\\x23{process.run('rm')}"`],
    ["\\#{x}", '"\\\\\\x23{x}"'],
    ["two\nlines\r\t\0", '"two\\x0alines\\x0d\\x09\\x00"'],
    ["Île-de-Sein 海 🎙", '"Île-de-Sein 海 🎙"'],
  ])("writes %j as %s", (text, literal) => {
    expect(liquidsoapString(text)).toBe(literal);
  });

  it("reads back as what it was, for any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => readBack(liquidsoapString(text)) === text));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('"', "\\", "#", "{", "}", "\n", "%", "é", "x", "0")),
        (parts) => readBack(liquidsoapString(parts.join(""))) === parts.join(""),
      ),
    );
  });
});

describe("liquidsoap", () => {
  it("writes records, lists and floats so that Liquidsoap sees the type meant", () => {
    expect(liquidsoap({ a: 1, b: { float: 4 }, c: { float: -50.5 }, d: [true, "x"], e: [], f: -3 })).toBe(
      '{\n  a=1,\n  b=4.0,\n  c=(-50.5),\n  d=[\n    true,\n    "x"\n  ],\n  e=[],\n  f=(-3)\n}',
    );
  });

  it("refuses what Liquidsoap would read otherwise", () => {
    expect(() => liquidsoap(3.84)).toThrow(
      "engine config: number 3.84; allowed: a whole number, or { float: 3.84 }; fix: say which type Liquidsoap shall see",
    );
    expect(() => liquidsoap({ float: NaN })).toThrow(
      "engine config: float NaN; allowed: a finite number between 1e-6 and 1e21; fix: correct the plan",
    );
  });
});
