/** A preview as the comment of a merge request: the summary in sight, Pulumi's diff folded. Pure. */
import type { Report } from "./report";

/** By its first line a comment is found again, and edited in place. */
export const marker = (stack: string): string => `<!-- airpath preview of ${stack} -->`;

/** What forges take of a comment is 65,536 characters; the diff gives way. */
const longest = 60_000;

export function markdownOf({ stack, base, summary, refused, allowed, errors, unseen, diff }: Report): string {
  const verdict = errors.length > 0 ? "could not be told" : refused.length > 0 ? "refused" : "may go up";
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`**${title}**`, "", ...lines.map((line) => `- ${escaped(line)}`), ""];
  const head = [
    marker(stack),
    `### \`${stack}\`: ${verdict}`,
    "",
    ...list(
      "Refused",
      refused.map(({ name, reason }) => `${reason} (\`ALLOW=${name}\` where it is meant)`),
    ),
    ...list(
      "Allowed by hand",
      allowed.map(({ reason }) => reason),
    ),
    ...list("Not looked at", unseen),
    ...(errors.length > 0 ? ["**Errors**", "", ...fenced(errors.join("\n\n")), ""] : []),
    ...list(`Against ${base}`, summary),
  ].join("\n");
  if (diff.length === 0) return `${head}\n`;
  const room = longest - head.length;
  const text = diff.join("\n");
  const cut =
    text.length > room ? `${text.slice(0, text.lastIndexOf("\n", room))}\n… cut: make preview shows all of it` : text;
  return `${head}\n<details><summary>Pulumi's diff</summary>\n\n${fenced(cut).join("\n")}\n\n</details>\n`;
}

/** A fence that the text itself cannot close. */
function fenced(text: string): string[] {
  const longestRun = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longestRun + 1));
  return [`${fence}diff`, text, fence];
}

const escaped = (line: string): string => line.replace(/([<>])/g, "\\$1").replace(/@/g, "@\u200b");
