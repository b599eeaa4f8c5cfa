/** Each provider's own look at each resource; the state is left as it is. */
import { repository } from "../../../toolchain/paths";
import { execute } from "../command";
import { environmentOf } from "../preview/run";
import type { Ground } from "./ground";
import { type Refreshed, refreshed } from "./refreshed";

export async function refreshedNow(env: NodeJS.ProcessEnv): Promise<Refreshed> {
  const { code, stdout, stderr } = await execute(
    "pulumi",
    ["refresh", "--preview-only", "--json", "--non-interactive"],
    // Without it a preview is one document, in which a refresh does not say what it found.
    {
      cwd: repository,
      env: { ...env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
      background: true,
      interruptible: true,
    },
  );
  return refreshed(code, stdout, stderr);
}

/** Where nobody else can be asked. */
export async function providersGround(stack: string): Promise<Ground> {
  const env = await environmentOf(stack);
  return {
    look: async () => {
      const { findings, errors } = await refreshedNow(env);
      return { findings, untold: errors };
    },
    mendedBy: `pulumi up --refresh --stack ${stack}`,
  };
}
