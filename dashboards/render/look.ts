/** How Grafana shows a number: its unit, its threshold's colour, the text that stands for it. Pure. */
import type { FieldConfig, ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";

/** Grafana's names of colours. Dark enough for white text to be read on them, but for yellow. */
const palette: Record<string, string> = {
  green: "#37872d",
  yellow: "#e0b400",
  orange: "#e0752d",
  red: "#c4162a",
  blue: "#1f60c4",
  text: "#8e8e8e",
};
export const colourOf = (name: string): string => palette[name] ?? name;
export const inkOn = (colour: string): string => (colour === palette.yellow ? "#111" : "#fff");

export interface Look {
  text: string;
  /** CSS colour. */
  colour: string;
}

/** @returns the last step that the value reaches */
export function thresholdColour(thresholds: ThresholdsConfig | undefined, value: number): string {
  const reached = (thresholds?.steps ?? []).filter((step) => step.value === null || value >= step.value).at(-1);
  return colourOf(reached?.color ?? "text");
}

export function lookOf({ mappings = [], thresholds, unit = "none", decimals }: FieldConfig, value: number): Look {
  const mapped = mappings.map((mapping) => mappedTo(mapping, value)).find((result) => result !== undefined);
  return {
    text: mapped?.text ?? formatted(value, unit, decimals),
    colour: mapped?.color === undefined ? thresholdColour(thresholds, value) : colourOf(mapped.color),
  };
}

function mappedTo(mapping: ValueMapping, value: number): { text?: string; color?: string } | undefined {
  const type: string = mapping.type;
  if (type === "value") return (mapping.options as Record<string, { text?: string; color?: string }>)[String(value)];
  if (type !== "range") return undefined;
  const { from, to, result } = mapping.options as {
    from: number;
    to: number;
    result: { text?: string; color?: string };
  };
  return value >= from && value <= to ? result : undefined;
}

/** "1.2 kb/s", "35 ms", "99.9 %". */
export function formatted(value: number, unit: string, decimals?: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
  switch (unit) {
    case "percentunit":
      return `${rounded(value * 100, decimals ?? 1)} %`;
    case "s":
      return seconds(value, decimals);
    case "bytes":
      return scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB"], decimals);
    case "bps":
      return scaled(value, 1000, ["b/s", "kb/s", "Mb/s", "Gb/s"], decimals);
    case "short":
      return scaled(value, 1000, ["", "k", "M", "G"], decimals).trim();
    case "pps":
      return `${rounded(value, decimals)} p/s`;
    case "reqps":
      return `${rounded(value, decimals)} req/s`;
    default:
      return rounded(value, decimals);
  }
}

function seconds(value: number, decimals?: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0 s";
  if (size < 0.001) return `${rounded(value * 1e6, decimals)} µs`;
  if (size < 1) return `${rounded(value * 1000, decimals)} ms`;
  if (size < 120) return `${rounded(value, decimals)} s`;
  if (size < 7200) return `${rounded(value / 60, decimals)} min`;
  return size < 172800 ? `${rounded(value / 3600, decimals)} h` : `${rounded(value / 86400, decimals)} d`;
}

function scaled(value: number, base: number, names: string[], decimals?: number): string {
  const size = Math.abs(value);
  const power = size < 1 ? 0 : Math.min(names.length - 1, Math.floor(Math.log(size) / Math.log(base)));
  return `${rounded(value / base ** power, decimals)} ${names[power]}`;
}

/** Three digits that say something, where nothing else is asked for. */
function rounded(value: number, decimals?: number): string {
  const size = Math.abs(value);
  if (decimals === undefined && size < 0.01) return String(Number(value.toPrecision(2)));
  const places = decimals ?? (size >= 100 ? 0 : size >= 10 ? 1 : 2);
  return String(Number(value.toFixed(places)));
}
