/** Values as Liquidsoap source text, every string escaped. */

export type LiquidsoapValue =
  string | number | boolean | { float: number } | LiquidsoapValue[] | { [name: string]: LiquidsoapValue };

/**
 * A string literal that reads back as exactly `text`. Whatever could end the literal, start an interpolation (`#{`) or not survive in a source
 * file is written as `\xHH` or `\uHHHH`; `#` always, so that no context makes it special.
 */
export function liquidsoapString(text: string): string {
  const escaped = [...text].map(escapeCharacter).join("");
  return `"${escaped}"`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '"' || character === "\\") return `\\${character}`;
  if (code < 0x20 || code === 0x7f || character === "#") return `\\x${code.toString(16).padStart(2, "0")}`;
  return character;
}

/** Source text of a value, indented by `depth` levels. Records one field a line; arrays one element a line. */
export function liquidsoap(value: LiquidsoapValue, depth = 0): string {
  if (typeof value === "string") return liquidsoapString(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return integer(value);
  if (Array.isArray(value))
    return block(
      "[",
      "]",
      value.map((element) => liquidsoap(element, depth + 1)),
      depth,
    );
  if (isFloat(value)) return decimal(value.float);
  const fields = Object.entries(value).map(([name, field]) => `${name}=${liquidsoap(field, depth + 1)}`);
  return block("{", "}", fields, depth);
}

function isFloat(value: { [name: string]: LiquidsoapValue }): value is { float: number } {
  return Object.keys(value).length === 1 && typeof value["float"] === "number";
}

function integer(value: number): string {
  if (Number.isSafeInteger(value)) return value < 0 ? `(${value})` : String(value);
  throw new Error(
    `engine config: number ${value}; allowed: a whole number, or { float: ${value} }; fix: say which type Liquidsoap shall see`,
  );
}

function decimal(value: number): string {
  if (!Number.isFinite(value) || /e/.test(String(value)))
    throw new Error(
      `engine config: float ${value}; allowed: a finite number between 1e-6 and 1e21; fix: correct the plan`,
    );
  const text = Number.isInteger(value) ? `${value}.0` : String(value);
  return value < 0 ? `(${text})` : text;
}

function block(open: string, close: string, parts: string[], depth: number): string {
  if (parts.length === 0) return open + close;
  const indent = "  ".repeat(depth + 1);
  return `${open}\n${parts.map((part) => indent + part).join(",\n")}\n${"  ".repeat(depth)}${close}`;
}
