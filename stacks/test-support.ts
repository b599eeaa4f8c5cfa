import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** @returns what a stack's own committed file sets, as Pulumi hands it over: without secrets */
export function committedSettings(stack: string): Record<string, string> {
  const { config } = parse(readFileSync(join(__dirname, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(texts) as Record<string, string>;
}
