import { writeWhole } from "../toolchain/record";
import { policyContext } from "../stacks/policy/context";
import { namesIn, violations } from "../stacks/policy/rules";
import { clusterFacts } from "./support/preview/cluster-facts";
import { declaredAt, intended, planned } from "./support/preview/base";
import { markdownOf } from "./support/preview/markdown";
import { declarationsIn, exitCodeOf, type Report, reportOf } from "./support/preview/report";
import { missingIn } from "./support/preview/room";
import { environmentOf, existing, lastDeclared, previewed } from "./support/preview/run";
import { stackName } from "./support/stack";
import { bold, dim, green, print, red, step, yellow } from "./support/terminal";
import { positionals, type Verb } from "./verb";

export const preview: Verb = {
  summary: "what a change would do, in the field's words, then Pulumi's diff: STACK= [BASE=main] [MARKDOWN=file]",
  help: `Nothing is changed. First what becomes of stations and of what they share, then each resource with the inputs that are others.
  STACK=local      the stack
  BASE=main        a commit: compared with what that declares; else with what the stack last ran
  MARKDOWN=file    also as a comment for a merge request
  JSON=1           one JSON object instead of the text
  ALLOW=name,name  refusals that are meant, by the names that they give; a rule of the policy for all that it tells of
Refused is what would leave a station with fewer engines than its stack runs with, replace or delete what holds something, interrupt at once what stands in
for one another, rename what is there, break a rule of the policy, or find no room in the cluster that kubectl sees (docs/changes.md).
Exit code 0: it may go up, or nothing changes; 1: it could not be told, and why; 2: the command line is wrong; 3: refused.`,
  run: async (args) => {
    positionals(args, 0);
    const { BASE, MARKDOWN, JSON: asJson, ALLOW } = process.env;
    const stack = stackName();
    existing(stack);
    const found = planned(stack);
    const after = intended(stack, found);
    const env = await environmentOf(stack);
    const quiet = <T>(_: string, work: () => Promise<T>) => work();
    const told = asJson ? quiet : step;
    const before = BASE
      ? await told(`What ${BASE} declares`, () => declaredAt(BASE, stack))
      : await told("What the stack last ran", () => lastDeclared(env));
    const said = await told("pulumi preview", () => previewed(env));
    const cluster = await clusterFacts(stack);
    const report = reportOf(said, {
      ...{ stack, before, after },
      base: BASE || (before || !after ? "what the stack last ran" : "nothing known of what the stack last ran"),
      unseen: typeof cluster === "string" ? [`whether the cluster has room: ${cluster}`] : [],
      also: (seen) => {
        const declared = declarationsIn(seen);
        const missing = typeof cluster === "object" ? missingIn(cluster, declared) : [];
        return [...violations(declared, policyContext(stack, found)), ...missing];
      },
      allow: namesIn(ALLOW),
    });
    if (MARKDOWN) writeWhole(MARKDOWN, markdownOf(report));
    if (asJson) print(JSON.stringify(report));
    else show(report);
    return exitCodeOf(report);
  },
};

function show({ stack, base, summary, refused, allowed, errors, unseen, diff, changes }: Report): void {
  print();
  for (const error of errors) print(`${red("✘")} ${error}`);
  if (errors.length > 0) return;
  print(bold(`${stack}, against ${base}:`));
  for (const line of summary) print(`  ${line}`);
  print();
  for (const line of diff) print(dim(line));
  print(
    dim(
      Object.entries(changes)
        .map(([operation, many]) => `${many} ${operation}`)
        .join(", "),
    ),
  );
  for (const each of unseen) print(`${yellow("!")} not looked at: ${each}`);
  for (const { reason } of allowed) print(`${yellow("!")} allowed by hand: ${reason}`);
  for (const { name, reason } of refused) print(`${red("✘")} refused: ${reason}\n  where it is meant: ALLOW=${name}`);
  if (refused.length === 0) print(`${green("✔")} it may go up`);
}
