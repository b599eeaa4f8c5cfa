/**
 * What holds for every stack, whatever a component says: rules over the resources that a program declares, as Pulumi hands them over. Pure; previews ask
 * them of the resources of a preview, tests of those of every stack.
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

export interface Violation {
  /** "resource-limits". */
  rule: string;
  /** The resource's, or the station's. */
  name: string;
  reason: string;
}

export type Rule = (all: readonly Declaration[], context: PolicyContext) => Violation[];

/** Every rule, by name. */
export const rules: Readonly<Record<string, Rule>> = {
  ...engineRules,
  "declared-ports": declaredPorts,
  "no-plain-secrets": noPlainSecrets,
  "images-by-digest": imagesByDigest,
  "resource-limits": resourceLimits,
};

export const violations = (all: readonly Declaration[], context: PolicyContext): Violation[] =>
  Object.values(rules).flatMap((rule) => rule(all, context));

/** Nothing is open to others but what the plan gives away. Loopback is nobody else's. */
function declaredPorts(all: readonly Declaration[], { declaredPorts: allowed }: PolicyContext): Violation[] {
  if (!allowed) return [];
  return all.flatMap((each) =>
    openTo(each)
      .filter((port) => !allowed.has(port))
      .map((port) => ({
        rule: "declared-ports",
        name: each.name,
        reason: `${each.name} opens port ${port}, which the plan gives to nobody`,
      })),
  );
}

/** Random text of full length, a private key, or what is named as if it were one. */
const secretText = /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b[0-9a-f]{64}\b/;
const secretName = /pass(word|phrase)|secret|token|api_?key/i;

function noPlainSecrets(all: readonly Declaration[]): Violation[] {
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
      return reasons.map((reason) => ({ rule: "no-plain-secrets", name: each.name, reason: `${each.name} ${reason}` }));
    }),
  );
}

/** Where images come from a registry, a tag can lead elsewhere tomorrow. */
function imagesByDigest(all: readonly Declaration[], { stack }: PolicyContext): Violation[] {
  if (!/^prod/.test(stack)) return [];
  return all.flatMap((each) =>
    containersIn(each)
      .filter(({ image }) => !/@sha256:[0-9a-f]{64}$|^sha256:/.test(image))
      .map(({ image }) => ({
        rule: "images-by-digest",
        name: each.name,
        reason: `${each.name} runs ${image}, which names no digest: set airpath:imageRegistry, and make artifact PUSH=1`,
      })),
  );
}

/** A container without a limit takes its neighbours along. A file carrier never runs. */
function resourceLimits(all: readonly Declaration[]): Violation[] {
  return all
    .filter(({ inputs }) => inputs.start !== false)
    .flatMap((each) =>
      containersIn(each)
        .filter(({ memoryLimit }) => !memoryLimit)
        .map(({ name }) => ({
          rule: "resource-limits",
          name: each.name,
          reason: `${each.name}: container ${name} has no memory limit`,
        })),
    );
}
