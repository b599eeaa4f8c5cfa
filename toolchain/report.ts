/** Where set-up writes its lines: one call, one line. */
export type Report = (line: string) => void;

/** Set-up speaks on standard error, so that standard output stays free for `--print-env`. */
export const report: Report = (line) => void process.stderr.write(line + "\n");

const colours = Boolean(process.stderr.isTTY) && !process.env.NO_COLOR;
const paint = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);

export const green = paint(32);
export const red = paint(31);
export const dim = paint(2);
