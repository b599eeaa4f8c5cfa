/** On Docker: state and engine side by side, what carries the stack's label, and what files hold; then the provider's own look. */
import { bringUp } from "../../../start";
import { run } from "../../command";
import { requireDocker } from "../../docker";
import { intendedPlan } from "../../intent";
import { environmentOf } from "../../preview/run";
import { dim, print } from "../../terminal";
import type { Ground, Look } from "../ground";
import { refreshedNow } from "../providers";
import { merged } from "../refreshed";
import { stateOf } from "../state";
import { foundNow } from "./ask";
import { drift } from "./compare";
import { declaredThings } from "./declared";
import { repairs } from "./repair";

export async function dockerGround(): Promise<Ground> {
  await requireDocker();
  const env = await environmentOf();
  return { look: () => lookAtDocker(env), pushgateway: (await intendedPlan()).pushgateway.url };
}

async function lookAtDocker(env: NodeJS.ProcessEnv): Promise<Look> {
  const declared = declaredThings(await stateOf(env, "--show-secrets"));
  const found = await foundNow(declared);
  const refreshed = await refreshedNow(env);
  const findings = merged(drift(declared, found), refreshed.findings);
  return { findings, untold: refreshed.errors, mend: () => repair(repairs(findings, declared, found)) };
}

/** @param ways Docker's commands: what `up` would pass over is taken away first, so that it finds it missing */
async function repair(ways: readonly string[][]): Promise<void> {
  for (const command of ways) {
    print(dim(`  docker ${command.join(" ")}`));
    await run("docker", command);
  }
  await bringUp({ refresh: true });
}
