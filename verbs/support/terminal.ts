/** What verbs write: results on standard output, progress beside them on standard error. */
export type Paint = (text: string) => string;

const colours = (stream: NodeJS.WriteStream) => Boolean(stream.isTTY) && !process.env.NO_COLOR;
const paint =
  (code: number): Paint =>
  (text) =>
    colours(process.stdout) ? `\u001b[${code}m${text}\u001b[0m` : text;

export const [bold, dim, red, green, yellow] = [paint(1), paint(2), paint(31), paint(32), paint(33)];

export const print = (line = ""): void => void process.stdout.write(`${line}\n`);

/** A line that replaces itself on a terminal; elsewhere it is not written at all. */
export function live(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text.slice(0, (process.stdout.columns || 80) - 1)}`);
}

/** A step that takes a while: says what it does, then how long it took. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  live(`  ${what} …`);
  try {
    const result = await work();
    live("");
    print(`${green("✔")} ${what} ${dim(`(${seconds(Date.now() - start)})`)}`);
    return result;
  } catch (error) {
    live("");
    print(`${red("✘")} ${what} ${dim(`(${seconds(Date.now() - start)})`)}`);
    throw error;
  }
}

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** Columns padded to their widest cell; colour codes do not count. */
export function columns(rows: string[][], gap = "  "): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, width(cell))));
  return rows.map((row) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}

// eslint-disable-next-line no-control-regex -- colour codes are control characters
const width = (cell: string): number => [...cell.replace(/\u001b\[\d+m/g, "")].length;
const pad = (cell: string, to: number): string => cell + " ".repeat(Math.max(0, to - width(cell)));

/** "3 min", "2 h 5 min", "4 d 1 h": how long ago, for people. */
export function ago(since: Date, now = new Date()): string {
  const total = Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000));
  const [days, hours, minutes] = [
    Math.floor(total / 86400),
    Math.floor(total / 3600) % 24,
    Math.floor(total / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${total} s`;
}
