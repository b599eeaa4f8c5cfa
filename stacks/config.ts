import { z } from "zod";
import { stationSets } from "../station-inventory/inventory";
import { line, show } from "../station-inventory/mistake";

/** Mistakes in a stack's configuration, all at once, in words for people. */
export class ConfigError extends Error {}

const setting = <T extends z.ZodType>(schema: T, allowed: string): T => schema.meta({ allowed });
const port = (fallback: number) => setting(z.int().min(1).max(65535).default(fallback), "a TCP port, 1-65535");
const flag = (fallback: boolean) => setting(z.boolean().default(fallback), "true or false");

/** What `Pulumi.local.yaml` may set, under `airpath:`. */
export const localConfig = z.strictObject({
  /** Which stations run: a set of the inventory, or ids. */
  stations: setting(
    z.union([z.enum(stationSets), z.array(z.string()).min(1)]).default("demo"),
    `${stationSets.map((set) => `"${set}"`).join(", ")}, or a list of ids such as ["rivage"]`,
  ),
  /** IP address that listeners' and studios' ports bind to. Loopback unless somebody else is to hear. */
  listenAddress: setting(
    z.union([z.ipv4(), z.ipv6()]).default("127.0.0.1"),
    "an IP address of this machine, or 0.0.0.0",
  ),
  /** TCP port of the first Icecast relay. */
  icecastPort: port(8000),
  /** TCP port of the first HLS origin. */
  hlsPort: port(8080),
  /** TCP port of Prometheus; on loopback whatever listenAddress says. */
  prometheusPort: port(9090),
  /** Fewest engines a station may have. 2: one may die. */
  minimumRedundancy: setting(z.int().min(1).max(4).default(2), "1-4"),
  /** Whether simulated studios call the stations. False where real ones do. */
  studio: flag(true),
  /** From which secrets are derived. Default: the file that set-up made. */
  rootSecret: setting(
    z
      .string()
      .regex(/^[0-9a-f]{64,}$/)
      .optional(),
    "64 or more hex digits, as a Pulumi secret",
  ),
  /** Where runbooks are read: an alert's is at `${runbooksUrl}/${alertname}.md`. */
  runbooksUrl: setting(z.url().optional(), "a URL, to which /AlertName.md is added"),
  /** A Grafana that is there already, to which dashboards are brought. `prometheusUrl`: where it reaches Prometheus. */
  grafana: setting(
    z.strictObject({ url: z.url(), auth: z.string().min(1), prometheusUrl: z.url() }).optional(),
    '{"url", "auth", "prometheusUrl"} as a Pulumi secret; auth: a token, or "user:password"',
  ),
  /** Secrets agreed with others, by name: {"srt/rivage": "…"}. */
  secrets: setting(z.record(z.string(), z.string()).default({}), "an object of names and values, as a Pulumi secret"),
});

export type LocalConfig = z.output<typeof localConfig>;

/**
 * Parses what a stack's file says.
 * @param raw key → text as Pulumi hands it over ("airpath:stations" → '["rivage"]')
 * @throws ConfigError that names every wrong key, what it got, what is allowed and the fix
 */
export function parseConfig<T>(schema: z.ZodType<T>, stack: string, raw: Record<string, string>): T {
  const own = Object.entries(raw).filter(([key]) => key.startsWith("airpath:"));
  const values = Object.fromEntries(own.map(([key, text]) => [key.slice("airpath:".length), typed(text)]));
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => explain(stack, issue, values));
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

function explain(stack: string, issue: z.core.$ZodIssue, values: Record<string, unknown>): string {
  const file = `stacks/Pulumi.${stack}.yaml: airpath`;
  if (issue.code === "unrecognized_keys") {
    const unknown = (key: string) =>
      line({
        place: `${file}:${key}`,
        got: "is no setting",
        allowed: settings.join(", "),
        fix: `pulumi config rm airpath:${key}`,
      });
    return issue.keys.map(unknown).join("\n");
  }
  const key = String(issue.path[0]) as (typeof settings)[number];
  const got = secretSettings.has(key) ? "is a secret of another form" : `is ${show(values[key])}`;
  const allowed = String(localConfig.shape[key].meta()?.allowed);
  return line({
    place: `${file}:${key}`,
    got,
    allowed,
    fix: `pulumi config set airpath:${key} …, or rm it for the default`,
  });
}

const settings = Object.keys(localConfig.shape) as (keyof typeof localConfig.shape)[];
const secretSettings = new Set<string>(["rootSecret", "secrets", "grafana"]);
