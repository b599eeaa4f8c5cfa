import { secretPath } from "../../components/engine/config";
import { Failure } from "../verb";
import { platform } from "./platform";

/**
 * A secret, read where it is used, so that it is what the container checks.
 * @param container its workload and sidecar: "engine-rivage-a", "engine-rivage-a-srt-gate"
 * @param secret its name in the plan: "srt/rivage"
 * @throws Failure when the container does not run
 */
export async function secretIn(container: string, secret: string): Promise<string> {
  const { containers, fileIn, bringsUp } = await platform();
  const found = (await containers()).find(({ name, state }) => state === "running" && name.endsWith(`-${container}`));
  if (!found) throw new Failure(`${container} does not run, so its secret "${secret}" cannot be read`, bringsUp);
  return (await fileIn(found, secretPath(secret))).trim();
}
