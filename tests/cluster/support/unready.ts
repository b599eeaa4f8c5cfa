import { type ControlPlane, type KubernetesObject, staysAndIsReady } from "./control-plane";

interface Condition {
  type: string;
  status: string;
  message?: string;
}

/** @returns what a cluster has not made ready, a line each and why, for a test that waited for it in vain */
export async function unready(plane: ControlPlane): Promise<string> {
  try {
    plane.processes.check();
    const pods = await plane.list("/api/v1/pods");
    const lines = pods.filter((pod) => !staysAndIsReady(pod) && pod.status?.phase !== "Succeeded").map(inWords);
    return lines.join("\n") || `all of ${pods.length} pods are ready`;
  } catch (error) {
    return `what is not ready could not be told: ${(error as Error).message}`;
  }
}

function inWords({ metadata, spec, status }: KubernetesObject): string {
  const ending = metadata.deletionTimestamp ? `, ends since ${metadata.deletionTimestamp}` : "";
  const missing = ((status?.conditions ?? []) as Condition[])
    .filter((condition) => condition.status !== "True")
    .map(({ type, message }) => `${type} ${message ?? ""}`);
  const where = (spec?.nodeName as string | undefined) ?? "no node";
  return `${metadata.name} on ${where}: ${String(status?.phase)}${ending}: ${missing.join("; ")}`;
}
