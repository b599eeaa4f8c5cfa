/** XML text from data: elements are values, so nothing reaches a configuration unescaped. */

export interface Element {
  name: string;
  attributes: Record<string, string | number>;
  children: Element[];
  text?: string;
}

type Content = string | number | (Element | undefined)[];

/** An element with text, or with children; absent children are left out. */
export function element(name: string, content: Content, attributes: Element["attributes"] = {}): Element {
  if (Array.isArray(content)) return { name, attributes, children: content.filter((child) => child !== undefined) };
  return { name, attributes, children: [], text: String(content) };
}

// XML 1.0 (production 2) has no way to write these, escaped or not.
// eslint-disable-next-line no-control-regex
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/**
 * @returns text as it may stand in an element or a quoted attribute; white space is written as references, so that parsers keep it.
 * @throws where a character cannot stand in XML at all. The text itself may be a password and is not shown.
 */
export function escapeXml(text: string): string {
  if (impossible.test(text)) {
    throw new Error(
      "XML text holds a character that XML cannot carry (control character or half a surrogate pair); use printable text",
    );
  }
  return text
    .replace(/[&<>"']/g, (character) => entities[character]!)
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** @returns the element as text, two spaces a level, with a newline at its end. */
export function renderXml({ name, attributes, children, text }: Element, indent = ""): string {
  const open = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(String(value))}"`)].join(
    " ",
  );
  if (text !== undefined) return `${indent}<${open}>${escapeXml(text)}</${name}>\n`;
  if (children.length === 0) return `${indent}<${open} />\n`;
  return `${indent}<${open}>\n${children.map((child) => renderXml(child, `${indent}  `)).join("")}${indent}</${name}>\n`;
}
