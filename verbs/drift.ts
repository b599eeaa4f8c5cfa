import { bringUp } from "./start";
import { run } from "./support/command";
import { requireDocker } from "./support/docker";
import { declaredNow, foundNow, refreshedNow } from "./support/drift/ask";
import { drift as differences, type Finding } from "./support/drift/compare";
import { merged } from "./support/drift/refreshed";
import { repairs } from "./support/drift/repair";
import { tell } from "./support/drift/tell";
import { intendedPlan } from "./support/intent";
import { environmentOf } from "./support/preview/run";
import { stackName } from "./support/stack";
import { columns, dim, green, print, red, step, yellow } from "./support/terminal";
import { Failure, positionals, UsageError, type Verb } from "./verb";

export const drift: Verb = {
  summary: "what was changed by hand: who differs from what was declared, and how; STACK= [REPAIR=1]",
  help: `Asks each provider what it finds, and on Docker looks itself too: at what is one too many, has stopped, hangs in another network, or has other files than
were laid. Nothing is changed. What the tree declares and nobody has brought up yet is no drift: make preview tells it.
  STACK=local   the stack
  REPAIR=1      on Docker: takes away what is in the way, then brings the stack up; nobody who is well is touched
  JSON=1        one JSON object instead of the table
  PUSHGATEWAY=http://…   leaves there what came of it, for the alerts DriftFound and DriftUnknown; the stack local has its own
Exit code 0: all is as declared; 1: it could not be told, and why; 2: something differs.`,
  run: async (args) => {
    positionals(args, 0);
    const { REPAIR, JSON: asJson } = process.env;
    const stack = stackName();
    const inDocker = stack === "local";
    if (REPAIR && !inDocker)
      throw new UsageError(
        `REPAIR=1 is for stacks on Docker, and "${stack}" is none; fix: pulumi up --refresh --stack ${stack}`,
      );
    if (inDocker) await requireDocker();
    const env = await environmentOf(stack);
    const gateway = process.env.PUSHGATEWAY || (inDocker ? (await intendedPlan()).pushgateway.url : undefined);
    const leave = async (findings: number | undefined) => {
      const why = gateway && (await tell(gateway, stack, findings));
      // What was found is worth more than that somebody else hears of it.
      if (why) process.stderr.write(`${yellow(`nothing is left with ${gateway}: ${why}`)}\n`);
    };
    const look = () => (inDocker ? lookAtDocker(env) : lookByProviders(env));
    let seen: Look;
    try {
      seen = asJson ? await look() : await step(`What stack "${stack}" declared, and what is there`, look);
      if (REPAIR && seen.findings.length > 0) {
        show(seen.findings);
        await repair(seen.ways);
        seen = await step("What is there now", look);
      }
    } catch (error) {
      await leave(undefined);
      throw error;
    }
    const { findings } = seen;
    await leave(findings.length);
    if (asJson) print(JSON.stringify({ stack, findings }));
    else show(findings);
    return findings.length > 0 ? 2 : 0;
  },
};

async function providersFind(env: NodeJS.ProcessEnv) {
  const { findings, errors } = await refreshedNow(env);
  if (errors.length > 0) throw new Failure(errors.join("\n"), "see above; nothing was changed");
  return findings;
}

/** What differs, and Docker's commands that take away what `up` would pass over. */
interface Look {
  findings: Finding[];
  ways: string[][];
}

const lookByProviders = async (env: NodeJS.ProcessEnv): Promise<Look> => ({
  findings: await providersFind(env),
  ways: [],
});

async function lookAtDocker(env: NodeJS.ProcessEnv): Promise<Look> {
  const declared = await declaredNow(env);
  const found = await foundNow(declared);
  const findings = merged(differences(declared, found), await providersFind(env));
  return { findings, ways: repairs(findings, declared, found) };
}

/** What `up` would pass over is taken away first, so that it finds it missing. */
async function repair(ways: readonly string[][]): Promise<void> {
  for (const command of ways) {
    print(dim(`  docker ${command.join(" ")}`));
    await run("docker", command);
  }
  await bringUp({ refresh: true });
}

function show(findings: readonly Finding[]): void {
  if (findings.length === 0) return print(`${green("✔")} all is as it was declared`);
  columns(findings.map(({ who, how, more }) => [red(who), more ? `${how}; ${more}` : how])).forEach(print);
}
