/** CHANGELOG.md, as https://keepachangelog.com/en/1.1.0/ has it. Pure. */
import { kinds, type Entry } from "./changes";

/** @returns a heading of each kind that there is, what one reads before an upgrade first, and its entries in their order */
export function notesOf(entries: readonly Entry[]): string {
  return Object.keys(kinds)
    .map((kind) => ({ kind, texts: entries.filter((entry) => entry.kind === kind).map(({ text }) => text) }))
    .filter(({ texts }) => texts.length > 0)
    .map(({ kind, texts }) => `### ${kind}\n\n${texts.map((text) => `- ${text.replaceAll("\n", "\n  ")}\n`).join("")}`)
    .join("\n");
}

/** @param date of the release: "2026-11-26" */
export function withSection(changelog: string, version: string, date: string, notes: string): string {
  const last = changelog.search(/^## /m);
  const [before, after] = last < 0 ? [changelog, ""] : [changelog.slice(0, last), changelog.slice(last)];
  return `${`${before.trimEnd()}\n\n## [${version}] - ${date}\n\n${notes}\n${after}`.trimEnd()}\n`;
}
