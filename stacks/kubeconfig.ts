/** Which cluster `pulumi up` would reach, and whether it is the stack's own. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { line } from "../station-inventory/mistake";
import { ConfigError } from "./parse-config";

/** Of a kubeconfig what tells clusters apart; it may hold much more. */
const kubeconfig = z.object({
  "current-context": z.string().nullish(),
  clusters: z.array(z.object({ name: z.string(), cluster: z.object({ server: z.string() }) })).nullish(),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }) })).nullish(),
});

export interface Cluster {
  /** The API server's address. */
  server: string;
  /** The kubeconfig's context that leads there. */
  context: string;
}

/**
 * Reads the kubeconfig that the provider will use: KUBECONFIG, else ~/.kube/config.
 * @returns texts in order of precedence
 * @throws ConfigError when there is none
 */
export function readKubeconfig(env: NodeJS.ProcessEnv = process.env): string[] {
  const files = env.KUBECONFIG ? env.KUBECONFIG.split(delimiter).filter(Boolean) : [join(homedir(), ".kube", "config")];
  const there = files.filter((file) => existsSync(file));
  if (there.length > 0) return there.map((file) => readFileSync(file, "utf8"));
  throw new ConfigError(
    line({
      place: "kubeconfig",
      got: "is not there",
      allowed: "a file at KUBECONFIG, or ~/.kube/config",
      fix: "bring the one of the stack's cluster",
    }),
  );
}

/**
 * The guard: a stack is only ever brought up in the cluster that it names, whatever the current context is.
 * @param texts kubeconfigs, the first wins
 * @param wanted as the stack's file has it
 * @throws ConfigError when no context leads there, or the named one leads elsewhere
 */
export function chooseCluster(
  stack: string,
  texts: readonly string[],
  wanted: { server: string; context?: string | undefined },
): Cluster {
  const configs = texts.map((text) => kubeconfig.parse(parse(text) ?? {}));
  const serverOf = (name: string) =>
    configs.flatMap(({ clusters }) => clusters ?? []).find((each) => each.name === name)?.cluster.server;
  const contexts = configs
    .flatMap((config) => config.contexts ?? [])
    .map(({ name, context }) => ({ name, server: serverOf(context.cluster) }));
  const current = configs.map((config) => config["current-context"]).find(Boolean);
  const leading = contexts.filter(({ server }) => server !== undefined && same(server, wanted.server));
  const chosen = wanted.context
    ? leading.find(({ name }) => name === wanted.context)
    : (leading.find(({ name }) => name === current) ?? leading[0]);
  if (chosen) return { server: wanted.server, context: chosen.name };
  const known = contexts.map(({ name, server }) => `${name} (${server ?? "no server"})`).join(", ") || "none";
  throw new ConfigError(
    line({
      place: `stacks/Pulumi.${stack}.yaml: airpath:cluster`,
      got: `is ${wanted.server}${wanted.context ? `, context "${wanted.context}"` : ""}; the kubeconfig's contexts lead elsewhere: ${known}`,
      allowed: "a context of the kubeconfig that leads to that server",
      fix: "set KUBECONFIG to the cluster's own, or, if the stack has moved, airpath:cluster",
    }),
  );
}

const same = (one: string, other: string): boolean => one.replace(/\/+$/, "") === other.replace(/\/+$/, "");
