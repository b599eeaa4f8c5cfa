/**
 * The rules as a policy pack: whoever says `pulumi up` or `pulumi preview` in our environment is held by them, before anything is made by those that are
 * told of each resource, after a preview and after the last step by those of the whole stack.
 */
import { type Policies, PolicyPack } from "@pulumi/policy";
import { plannedByFile } from "../declared-by-file";
import { policyContext } from "./context";
import { type Declaration, isMeant, namesIn, type PolicyContext, rules } from "./rules";

const allow = namesIn(process.env.ALLOW);
let known: PolicyContext | undefined;

/** Of the stack that a resource is of: "urn:pulumi:prod::airpath::…". Pulumi tells a pack of this kind in no other way. */
const contextOf = (urn: string): PolicyContext =>
  (known ??= readContext(urn.split("::")[0]!.slice("urn:pulumi:".length)));

function readContext(stack: string): PolicyContext {
  try {
    return policyContext(stack, plannedByFile(stack));
  } catch {
    // The program reads the same file and inventory, and says what is wrong with them.
    return { stack };
  }
}

interface Judged {
  urn: string;
  type: string;
  name: string;
  props: Record<string, unknown>;
}

/** What `--target` leaves out, and is not there yet, comes without inputs: nothing can be said of it. */
const asDeclarations = (resources: readonly Judged[]): Declaration[] =>
  resources
    .filter(({ props }) => Object.keys(props).length > 0)
    .map(({ type, name, props }) => ({ type, name, inputs: props }));

/** The rule of that name, as Pulumi asks it. */
function judge(rule: string, resources: readonly Judged[], tell: (reason: string) => void): void {
  const [first] = resources;
  if (!first) return;
  rules[rule]!.breaches(asDeclarations(resources), contextOf(first.urn))
    .filter(({ name }) => !isMeant({ rule, name }, allow))
    .forEach(({ name, reason }) => tell(`${reason} (where it is meant: ALLOW=${name})`));
}

const policies: Policies = Object.entries(rules).map(([name, { description, of }]) =>
  of === "each"
    ? { name, description, validateResource: (resource, tell) => judge(name, [resource], tell) }
    : { name, description, validateStack: ({ resources }, tell) => judge(name, resources, tell) },
);

new PolicyPack("airpath", { policies, enforcementLevel: "mandatory" });
