import { join } from "node:path";
import { repository } from "../toolchain/paths";
import { checkLogPrograms } from "../stacks/log-programs";
import { checkSpace, freeBytes } from "../toolchain/preflight";
import { engineFolder } from "../toolchain/docker-engine";
import { DeadEnd } from "../toolchain/step";
import { show } from "./support/command";
import { containers, isWell, requireDocker } from "./support/docker";
import { intendedPlan } from "./support/intent";
import { digestOfInputs, digestOfState, type LastUp, lastUp, rememberUp } from "./support/last-up";
import { overview } from "./support/overview";
import { checkPorts, wantedPorts } from "./support/ports";
import { probe, type Probed } from "./support/probe";
import type { Outcome } from "./support/progress";
import { stackOutputs } from "./support/pulumi";
import { recover } from "./support/recovery";
import { stackName } from "./support/stack";
import { inWords } from "./support/stack-settings";
import { dim, print, step } from "./support/terminal";
import { up } from "./support/up";
import { Failure, positionals, type Verb } from "./verb";
import { wake } from "./support/wake";

/** Milliseconds in which a stack that Pulumi calls ready must be heard on every URL. */
const patience = 90_000;

export const start: Verb = {
  summary: "set up, put every station on air, probe every URL and print the table",
  onDockerOnly: true,
  help: `Runs set-up, then \`pulumi up\`, then decodes every stream and asks every address that it prints.
Goes on from wherever an earlier run ended: stopped containers start, an interrupted one is completed.
  STACK=local   the stack
Exit code 0: every URL was heard or answered.`,
  run: async (args) => {
    positionals(args, 0);
    const heard = hearRunning();
    await setUp();
    const outcome = await bringUp({ unlessDone: true });
    return announce(isUnchanged(outcome) ? await heard : undefined);
  },
};

/** Set-up in a process of its own: it is also a program for itself. @param settings where the caller's shell says nothing of them */
export async function setUp(settings: NodeJS.ProcessEnv = {}): Promise<void> {
  const env = { ...settings, ...process.env, PULUMI_STACK: stackName() };
  const code = await show(process.execPath, ["--import", "tsx", join(repository, "toolchain", "setup.ts")], {
    cwd: repository,
    env,
  });
  if (code !== 0) throw new Failure("the stack was not touched", "see above, then make start again");
}

/**
 * Everything between set-up and a stack that Pulumi calls ready.
 * @param refresh whether Pulumi looks at what is really there first, also where nothing shows that it has to
 * @param unlessDone whether Pulumi is left alone where the last `up` had the same to do, and the state is what came of it
 */
export async function bringUp({ refresh = false, unlessDone = false } = {}): Promise<Outcome> {
  const stack = stackName();
  await requireDocker();
  await checkDisk();
  // Before Pulumi reads it: what is changed meanwhile is another up's business.
  const inputs = digestOfInputs(stack);
  const plan = await step("Inventory and settings", async () => {
    const intended = await intendedPlan();
    inWords(() => checkLogPrograms(intended), "nothing was changed");
    return intended;
  });
  await checkPorts(wantedPorts(plan, stack), await containers());
  const found = await recover((line) => print(`  ${line}`));
  const look = found.refresh || refresh;
  await wake();
  if (unlessDone && !look && isDone(stack, { inputs, state: digestOfState(found.state) })) {
    print(dim("  nothing to change: all is declared as when the last up ended (make reload asks Pulumi all the same)"));
    return { changes: {}, failed: [], errors: [] };
  }
  print(dim(`  pulumi up, stack ${stack}${look ? ", looking at what is really there first" : ""}`));
  const { state, ...outcome } = await step("Pulumi", () => up({ ...found, refresh: look }, [], print));
  rememberUp(stack, { inputs, state: digestOfState(state) });
  const changed = changes(outcome).map(([operation, count]) => `${count} ${operation}`);
  print(dim(`  ${changed.join(", ") || "nothing to change"}`));
  return outcome;
}

const isDone = (stack: string, { inputs, state }: LastUp): boolean => {
  const last = lastUp(stack);
  return last?.inputs === inputs && last.state === state;
};

const changes = ({ changes: counts }: Outcome) => Object.entries(counts).filter(([operation]) => operation !== "same");
const isUnchanged = (outcome: Outcome): boolean => changes(outcome).length === 0;

/** What already runs is heard while all the rest is looked over: when that finds nothing to change, it is what is on air. */
async function hearRunning(): Promise<Probed | undefined> {
  try {
    const running = await containers();
    if (running.length === 0 || !running.every(isWell)) return undefined;
    const probed = await probe(await stackOutputs(), 0);
    return probed.complaints.length === 0 ? probed : undefined;
  } catch {
    // It says nothing yet of what will be on air: that is heard again, and then told.
    return undefined;
  }
}

async function checkDisk(): Promise<void> {
  try {
    const folder = await engineFolder();
    checkSpace("Docker", folder, freeBytes(folder));
  } catch (error) {
    if (error instanceof DeadEnd) throw new Failure(error.message, error.fix);
    throw error;
  }
}

/** Hears and asks everything, unless that was done, then prints the table. */
async function announce(heard: Probed | undefined): Promise<number> {
  const outputs = await stackOutputs();
  const probed = await step(
    "Every URL probed, every stream decoded",
    async () => heard ?? (await probe(outputs, patience)),
  );
  for (const line of overview(outputs, probed)) print(line);
  if (probed.complaints.length === 0) return 0;
  throw new Failure(probed.complaints.join("\n"), "make status and make logs tell more; then make start again");
}
