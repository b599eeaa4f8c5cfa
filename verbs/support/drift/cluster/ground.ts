/** In a cluster: state and API server side by side, through kubectl; then the providers' own look. */
import { namespacesOf } from "../../../../stacks/cluster-plan";
import { readStackName, siteStack } from "../../../../stacks/stack-name";
import { repository } from "../../../../toolchain/paths";
import { Failure } from "../../../verb";
import { run } from "../../command";
import { Kubectl } from "../../kubectl";
import { environmentOf } from "../../preview/run";
import type { Deployment } from "../../pulumi";
import { settingsOf } from "../../stack-settings";
import { nameOf } from "../../urn";
import type { Finding, Ground, Look } from "../ground";
import { refreshedNow } from "../providers";
import { merged } from "../refreshed";
import { stateOf } from "../state";
import { type Found, foundNow, isUnseen } from "./ask";
import { type DeclaredObject, declaredObjects, knownIn, pendingIn, stationStacksIn } from "./declared";
import { deviationOf, findingsOf } from "./deviation";
import { mended } from "./mend";
import { type ClusterObject, keyOf } from "./objects";
import { changedPods, imageFindings } from "./pods";
import { repairs, type Seen } from "./repair";
import { surplusFinding, surplusIn } from "./surplus";

/** A stack of a platform in a cluster: `prod`, or `prod-11000` where it is divided; of another site `prod-south`, `prod-south-11000`. */
interface Place {
  stack: string;
  /** To which the namespace belongs. */
  owner: string;
  kubectl: Kubectl;
  namespaces: string[];
  env: NodeJS.ProcessEnv;
}

/** @throws Failure where the kubeconfig leads elsewhere */
export async function clusterGround(stack: string): Promise<Ground> {
  const owner = siteStack(readStackName(stack)!);
  const config = settingsOf("STACK", owner);
  const kubectl = new Kubectl(owner, config);
  const env = await environmentOf(stack);
  return { look: () => lookAtCluster({ stack, owner, kubectl, namespaces: namespacesOf(owner, config), env }) };
}

async function lookAtCluster(place: Place): Promise<Look> {
  const { stack, kubectl, namespaces, env } = place;
  const state = await stateOf(env, "--show-secrets");
  const [declared, pending] = [declaredObjects(state), pendingIn(state).map(nameOf)];
  const [found, known, refreshed] = await Promise.all([
    foundNow(kubectl, namespaces, declared),
    knownTo(place, state),
    refreshedNow(env),
  ]);
  const { seen, findings } = compared(place, declared, found, known.keys);
  return {
    findings: merged(
      findings,
      refreshed.findings.map((finding) => ({ ...finding, more: upMends(stack) })),
    ),
    untold: [
      ...found.untold,
      ...known.untold,
      ...refreshed.errors.map((error) => `what the provider finds: ${error}`),
      ...(pending.length > 0 ? [`${pending.join(", ")}: an up is at it, or was cut off`] : []),
    ],
    mend: async () => {
      if (pending.length > 0)
        throw new Failure(
          `stack "${stack}" is being changed, or an up was cut off, at ${pending.join(", ")}; nothing was repaired`,
          `wait for that up; where there is none: ${upMends(stack)}`,
        );
      await mended(kubectl, repairs(seen));
    },
  };
}

/** @param known keys of all that is declared in the namespace; absent: nothing is said to be too much */
function compared(
  { stack, owner, kubectl }: Place,
  declared: readonly DeclaredObject[],
  { objects, unseen }: Found,
  known: ReadonlySet<string> | undefined,
): { seen: Seen; findings: Finding[] } {
  const there = new Map(objects.map((object) => [keyOf(object), object]));
  const looked = declared.filter(({ object }) => !isUnseen(object, unseen));
  const seen = {
    declared: looked,
    deviations: looked.flatMap((each) => deviationOf(each, there.get(keyOf(each.object))) ?? []),
    pods: changedPods(objects, new Set(declared.map(({ object }) => object.metadata.name))),
    surplus: known ? surplusIn(objects, known, kubectl.namespace) : [],
  };
  const findings = [
    ...seen.deviations.flatMap(findingsOf),
    ...seen.pods.flatMap((pod) => pod.findings),
    ...(stack === owner ? imageFindings(objects) : []),
    ...seen.surplus.map((each) => surplusFinding(each, typed(kubectl))),
  ];
  return { seen, findings };
}

const upMends = (stack: string): string => `pulumi up --refresh --stack ${stack}`;

const typed =
  (kubectl: Kubectl) =>
  ({ kind, metadata: { name, namespace } }: ClusterObject, verb: string, ...words: string[]): string =>
    ["kubectl", ...kubectl.at(namespace), verb, kind.toLowerCase(), name, ...words].join(" ");

/**
 * One namespace holds what all stacks of a platform declare, under one label. What is in none of their states is told once, by the stack to which the namespace
 * belongs; one of stations tells of its own objects alone.
 * @returns keys; absent where nobody can say what is too much
 */
async function knownTo(
  { stack, owner, env }: Place,
  own: Deployment,
): Promise<{ keys?: ReadonlySet<string>; untold: string[] }> {
  if (stack !== owner) return { untold: [] };
  try {
    const keys = new Set(knownIn(own));
    for (const part of await partsOf(owner, stationStacksIn(own), env))
      for (const key of knownIn(await stateOf(env, "--stack", part))) keys.add(key);
    return { keys, untold: [] };
  } catch (error) {
    return { untold: [`what is one too many, for want of ${owner}'s other stacks: ${(error as Error).message}`] };
  }
}

/**
 * @param declared those in which stations have to be
 * @returns these, and others that the backend lists: one that the inventory has left may still be up
 * @throws where one is not listed: what runs there would be nobody's
 */
async function partsOf(owner: string, declared: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const said = await run("pulumi", ["stack", "ls", "--json", "--non-interactive"], { cwd: repository, env });
  const names = (JSON.parse(said) as { name: string }[]).map(({ name }) => name.split("/").at(-1)!);
  const missing = declared.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new Error(
      `the backend does not list ${missing.join(", ")}; fix: bring them up, or ask the backend that has them`,
    );
  return names.filter((name) => {
    const named = readStackName(name);
    return named !== undefined && siteStack(named) === owner && typeof named.part === "number";
  });
}
