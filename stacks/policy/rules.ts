/**
 * What holds for every stack, whatever a component says: rules over the resources that a program declares, as Pulumi hands them over. Pure; each `pulumi up`
 * asks them through the policy pack (pack.ts), `make preview` of the resources of its preview, tests of those of every stack.
 */
import { engineRules } from "./engines";
import { containersIn, openTo } from "./resources";

/** One resource as it is declared. */
export interface Declaration {
  type: string;
  name: string;
  inputs: Readonly<Record<string, unknown>>;
}

export interface PolicyContext {
  /** "prod", "prod-11000". */
  stack: string;
  /** Host and node ports that the plan gives away. Absent: nobody knows, and they are not looked at. */
  declaredPorts?: ReadonlySet<number>;
}

export interface Breach {
  /** The resource's, or the station's. */
  name: string;
  reason: string;
}

export interface Violation extends Breach {
  /** "resource-limits". */
  rule: string;
}

export interface Rule {
  /** What holds, in a sentence. */
  description: string;
  /** "each": told of a resource by itself, and so before it is made; "all": only of what a stack has together. */
  of: "each" | "all";
  breaches: (declarations: readonly Declaration[], context: PolicyContext) => Breach[];
}

/** Every rule, by name. */
export const rules: Readonly<Record<string, Rule>> = {
  ...engineRules,
  "declared-ports": {
    description: "Nothing is open to others but what the plan gives away. Loopback is nobody else's.",
    of: "each",
    breaches: declaredPorts,
  },
  "no-plain-secrets": {
    description: "No command and no environment shows a secret.",
    of: "each",
    breaches: noPlainSecrets,
  },
  "images-by-digest": {
    description: "In prod images are named by digest: a tag can lead elsewhere tomorrow.",
    of: "each",
    breaches: imagesByDigest,
  },
  "resource-limits": {
    description: "Every container that runs has a memory limit: without one it takes its neighbours along.",
    of: "each",
    breaches: resourceLimits,
  },
};

export const violations = (
  declarations: readonly Declaration[],
  context: PolicyContext,
  of: readonly Rule["of"][] = ["each", "all"],
): Violation[] =>
  Object.entries(rules)
    .filter(([, rule]) => of.includes(rule.of))
    .flatMap(([name, rule]) => rule.breaches(declarations, context).map((breach) => ({ rule: name, ...breach })));

/** Whether somebody said that it is meant. @param allow as `ALLOW` has them: names of rules, resources, stations */
export const isMeant = ({ rule, name }: { rule?: string; name: string }, allow: readonly string[]): boolean =>
  allow.includes(name) || (rule !== undefined && allow.includes(rule));

/** @param text of the variable ALLOW: "rivage, images-by-digest" */
export const namesIn = (text = ""): string[] => text.split(",").map((name) => name.trim());

function declaredPorts(all: readonly Declaration[], { declaredPorts: allowed }: PolicyContext): Breach[] {
  if (!allowed) return [];
  return all.flatMap((each) =>
    openTo(each)
      .filter((port) => !allowed.has(port))
      .map((port) => ({
        name: each.name,
        reason: `${each.name} opens port ${port}, which the plan gives to nobody`,
      })),
  );
}

/** Random text of full length, a private key, what Pulumi calls a secret, or what is named as if it were one. */
const secretText = /^\[secret\]$|-----BEGIN [A-Z ]*PRIVATE KEY-----|\b[0-9a-f]{64}\b/;
const secretName = /pass(word|phrase)|secret|token|api_?key/i;

function noPlainSecrets(all: readonly Declaration[]): Breach[] {
  return all.flatMap((each) =>
    containersIn(each).flatMap(({ environment, command }) => {
      // What names a file is the place of a secret, and none itself.
      const named = environment.filter(
        ({ name, value }) => secretName.test(name) && value !== "" && !value.startsWith("/"),
      );
      const shown = [...command, ...environment.map(({ value }) => value)].filter((text) => secretText.test(text));
      const reasons = [
        ...named.map(({ name }) => `shows ${name} in its environment, where everybody who looks at it sees it`),
        ...(shown.length > 0 ? ["shows what looks like a key in its command or environment"] : []),
      ];
      return reasons.map((reason) => ({ name: each.name, reason: `${each.name} ${reason}` }));
    }),
  );
}

function imagesByDigest(all: readonly Declaration[], { stack }: PolicyContext): Breach[] {
  if (!/^prod/.test(stack)) return [];
  return all.flatMap((each) =>
    containersIn(each)
      .filter(({ image }) => !/@sha256:[0-9a-f]{64}$|^sha256:/.test(image))
      .map(({ image }) => ({
        name: each.name,
        reason: `${each.name} runs ${image}, which names no digest: set airpath:imageRegistry, and make artifact PUSH=1`,
      })),
  );
}

/** A file carrier never runs. */
function resourceLimits(all: readonly Declaration[]): Breach[] {
  return all
    .filter(({ inputs }) => inputs.start !== false)
    .flatMap((each) =>
      containersIn(each)
        .filter(({ memoryLimit }) => !memoryLimit)
        .map(({ name }) => ({
          name: each.name,
          reason: `${each.name}: container ${name} has no memory limit`,
        })),
    );
}
