import { dim, red, yellow } from "./terminal";

/** Who writes one JSON object a line is printed as level, event and message; other lines stay as they are. */
export function formatLog(line: string): string {
  if (!line.startsWith("{")) return line;
  try {
    const { level, event, message, ...rest } = JSON.parse(line) as Record<string, unknown>;
    if (typeof message !== "string") return line;
    const told = Object.entries(rest).filter(([key]) => !["time", "station", "engine"].includes(key));
    const detail = told
      .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join(" ");
    const colour = level === "error" ? red : level === "warning" || level === "warn" ? yellow : dim;
    const parts = [
      colour(typeof level === "string" ? level : "info"),
      typeof event === "string" ? event : "",
      message,
      dim(detail),
    ];
    return parts.filter((part) => part !== "").join("  ");
  } catch {
    return line;
  }
}
