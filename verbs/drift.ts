import { type Ground, groundOf, type Look } from "./support/drift/ground";
import { tell } from "./support/drift/tell";
import { stackName } from "./support/stack";
import { columns, green, print, red, step, yellow } from "./support/terminal";
import { positionals, UsageError, type Verb } from "./verb";

export const drift: Verb = {
  summary: "what was changed by hand: who differs from what was declared, and how; STACK= [REPAIR=1]",
  help: `Looks on Docker, or through kubectl in the stack's cluster, at what is one too many, has stopped, or has other settings or files than were declared; then
asks each provider what it finds. Nothing is changed. What the tree declares and nobody has brought up yet is no drift: make preview tells it.
  STACK=local   the stack
  REPAIR=1      mends it, and looks again; nobody who is well is touched. On Docker: takes away what is in the way, then brings the stack up. In a cluster: gives
                back what the stack last ran; of those who stand in for one another one restarts at a time, while the others are well
  JSON=1        one JSON object instead of the table
  PUSHGATEWAY=http://…   leaves there what came of it, for the alerts DriftFound and DriftUnknown; the stack local has its own
Exit code 0: all is as declared; 1: something could not be told, and why, after what could; 2: something differs, or the command line is wrong.`,
  run: async (args) => {
    positionals(args, 0);
    const { REPAIR, JSON: asJson } = process.env;
    const stack = stackName();
    const ground = await groundOf(stack);
    if (REPAIR && ground.mendedBy)
      throw new UsageError(
        `REPAIR=1 is for what runs on Docker or in a cluster, and "${stack}" does not; fix: ${ground.mendedBy}`,
      );
    const quiet = <T>(_: string, work: () => Promise<T>) => work();
    const told = asJson ? quiet : step;
    const seen = await looked(ground, stack, async () => {
      const first = await told(`What stack "${stack}" declared, and what is there`, ground.look);
      if (!REPAIR || first.findings.length === 0) return first;
      show(first);
      await first.mend?.();
      return told("What is there now", ground.look);
    });
    const { findings, untold } = seen;
    if (asJson) print(JSON.stringify({ stack, findings, untold }));
    else show(seen);
    if (untold.length > 0) return 1;
    return findings.length > 0 ? 2 : 0;
  },
};

/** What was found is worth more than that somebody else hears of it, and so is why nothing was. */
async function looked(ground: Ground, stack: string, look: () => Promise<Look>): Promise<Look> {
  const gateway = process.env.PUSHGATEWAY || ground.pushgateway;
  const leave = async (seen?: Look) => {
    const why = gateway && (await tell(gateway, stack, seen));
    if (why) process.stderr.write(`${yellow(`nothing is left with ${gateway}: ${why}`)}\n`);
  };
  try {
    const seen = await look();
    await leave(seen);
    return seen;
  } catch (error) {
    await leave();
    throw error;
  }
}

function show({ findings, untold }: Look): void {
  columns(findings.map(({ who, how, more }) => [red(who), more ? `${how}; ${more}` : how])).forEach(print);
  for (const each of untold) print(`${yellow("!")} not told: ${each}`);
  if (findings.length + untold.length === 0) print(`${green("✔")} all is as it was declared`);
}
