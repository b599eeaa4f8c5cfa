/** What a stack's file says, against its schema (config.ts): mistakes in words for people. Pure. */
import type { z } from "zod";
import { line, show } from "../station-inventory/mistake";

/** Mistakes in a stack's configuration, all at once, in words for people. */
export class ConfigError extends Error {}

/**
 * Parses what a stack's file says.
 * @param raw key → text as Pulumi hands it over ("airpath:stations" → '["rivage"]')
 * @throws ConfigError that names every wrong key, what it got, what is allowed and the fix
 */
export function parseConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  stack: string,
  raw: Record<string, string>,
): z.output<z.ZodObject<Shape, z.core.$strict>> {
  const own = Object.entries(raw).filter(([key]) => key.startsWith("airpath:"));
  const values = Object.fromEntries(own.map(([key, text]) => [key.slice("airpath:".length), typed(text)]));
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => explain(schema.shape, stack, issue, values));
  throw new ConfigError(lines.join("\n"));
}

/** Pulumi's configuration is text; what reads as JSON other than a string is meant as such. */
function typed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function explain(
  shape: z.ZodRawShape,
  stack: string,
  issue: z.core.$ZodIssue,
  values: Record<string, unknown>,
): string {
  const file = `stacks/Pulumi.${stack}.yaml: airpath`;
  if (issue.code === "unrecognized_keys" && issue.path.length === 0) {
    const unknown = (key: string) =>
      line({
        place: `${file}:${key}`,
        got: "is no setting",
        allowed: Object.keys(shape).join(", "),
        fix: `pulumi config rm airpath:${key}`,
      });
    return issue.keys.map(unknown).join("\n");
  }
  const key = String(issue.path[0]);
  const absent = values[key] === undefined;
  const isSecret = secretSettings.has(key);
  // A number that is out of its range is told where it stands; all else is the setting's form.
  const range = isSecret ? undefined : rangeOf(issue);
  const at = range === undefined ? [key] : issue.path;
  const wrong = isSecret ? "is a secret of another form" : `is ${show(valueAt(values, at))}`;
  const secret = isSecret ? "--secret " : "";
  const whole = String((shape[key] as z.ZodType).meta()?.allowed);
  return line({
    place: `${file}:${at.join(".")}`,
    got: absent ? "is not set" : wrong,
    allowed: at.length > 1 ? `${range} in ${whole}` : whole,
    fix: absent
      ? `pulumi config set ${secret}airpath:${key} …`
      : `pulumi config set airpath:${key} …, or rm it for the default`,
  });
}

const isNumber = ({ origin }: { origin: string }): boolean => origin === "int" || origin === "number";

function rangeOf(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === "too_small" && isNumber(issue)) return `${issue.minimum} or more`;
  if (issue.code === "too_big" && isNumber(issue)) return `${issue.maximum} or less`;
  return undefined;
}

const valueAt = (values: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], values);

/** Their values are shown to nobody. */
export const secretSettings: ReadonlySet<string> = new Set<string>([
  "rootSecret",
  "tlsCertificate",
  "grafana",
  "secrets",
]);

/** @returns what may be shown of a stack's configuration as Pulumi hands it over */
export const plainSettings = (raw: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(raw).filter(
      ([key]) => key.startsWith("airpath:") && !secretSettings.has(key.slice("airpath:".length)),
    ),
  );
