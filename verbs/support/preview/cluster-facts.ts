import { readStackName, siteStack } from "../../../stacks/stack-name";
import { Failure } from "../../verb";
import { Kubectl } from "../kubectl";
import { settingsOf } from "../stack-settings";
import type { ClusterFacts } from "./room";

/**
 * What the cluster of a stack has.
 * @returns undefined for a stack that is in none; in words why, where whoever asks may not or cannot see it: a preview is worth having all the same
 */
export async function clusterFacts(stack: string): Promise<ClusterFacts | string | undefined> {
  const named = readStackName(stack)!;
  if (named.whole === "local" || named.part === "edge") return undefined;
  try {
    const standing = siteStack(named);
    const kubectl = new Kubectl(standing, settingsOf("STACK", standing));
    const [nodes, storageClasses, quotas] = await Promise.all([
      kubectl.list<ClusterFacts["nodes"][number]>(["nodes"]),
      kubectl.list<ClusterFacts["storageClasses"][number]>(["storageclasses"]),
      kubectl.list<ClusterFacts["quotas"][number]>(["resourcequotas"]),
    ]);
    return { nodes, storageClasses, quotas };
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
