import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ConfigError } from "./parse-config";

const stackFile = (stack: string): string => join(__dirname, `Pulumi.${stack}.yaml`);

/**
 * @returns what a stack's own file sets without secrets, as Pulumi hands it over
 * @throws ConfigError when there is no such file, or it is no YAML
 */
export function fileSettings(stack: string): Record<string, string> {
  const place = `stacks/Pulumi.${stack}.yaml`;
  if (!existsSync(stackFile(stack)))
    throw new ConfigError(`${place} is not there; allowed: local, preprod, prod; fix: STACK=prod`);
  return settingsIn(place, readFileSync(stackFile(stack), "utf8"));
}

/** Pure: the same of a file's text. @param place in messages */
export function settingsIn(place: string, text: string): Record<string, string> {
  const { config } = readYaml(place, text);
  const plain = Object.entries(config ?? {}).filter(([, value]) => !isSecret(value));
  return Object.fromEntries(
    plain.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function readYaml(place: string, text: string): { config?: Record<string, unknown> } {
  try {
    return (parse(text) ?? {}) as { config?: Record<string, unknown> };
  } catch (error) {
    throw new ConfigError(`${place} is no YAML: ${(error as Error).message.split("\n")[0]}; fix: correct it there`);
  }
}

const isSecret = (value: unknown): boolean => typeof value === "object" && value !== null && "secure" in value;
