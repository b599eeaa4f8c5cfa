/** What a stack in a cluster declares, as Kubernetes objects: for those who deliver by other means than Pulumi, and for tests. */
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { register } from "../components/mocks";
import { clusterConfig } from "./config";
import { declarePlatform, onKubernetes } from "./on-kubernetes";
import { parseConfig } from "./parse-config";
import { readStackName } from "./stack-name";

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: { template?: { metadata: object; spec: object } };
  /** Of ConfigMaps and Secrets: files, as text or in base64. */
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

/** Whoever applies them one by one finds what they stand in, and what they mount, there. */
const order = [
  "Namespace",
  "PriorityClass",
  "NetworkPolicy",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Service",
];
const place = ({ kind }: KubernetesObject): number => (order.indexOf(kind) + order.length + 1) % (order.length + 1);

/** How Pulumi's protocol marks a secret: the value stands beside. */
const secretMark = "4dabf18193072939515e22adb298388d";

/**
 * Runs the stack's program against Pulumi's mocks; neither a cluster nor a state is asked. A divided stack's stations are among it.
 * @param stack of a platform: "prod", "prod-south"
 * @param raw settings and secrets as Pulumi hands them over
 * @throws ConfigError as the program does
 */
export async function manifestsOf(stack: string, raw: Readonly<Record<string, string>>): Promise<KubernetesObject[]> {
  const { "airpath:stationsPerStack": _, ...undivided } = raw;
  // No promise's stack trace is looked at, and each would be taken.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const registered = await register(() => {
      pulumi.runtime.setAllConfig(undivided);
      const choose = ({ server }: { server: string }) => ({ server, context: "none" });
      const { whole, site } = readStackName(stack)!;
      if (site === undefined) onKubernetes(stack, choose);
      else declarePlatform(whole, parseConfig(clusterConfig, whole, undivided), site, choose);
    });
    const objects = registered.filter(({ inputs }) => "kind" in inputs).map(({ inputs }) => plain(inputs));
    return (objects as KubernetesObject[]).sort((a, b) => place(a) - place(b));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Without marks of secrets, and without what is said to Pulumi alone. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (secretMark in fields) return plain(fields.value);
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => !key.startsWith("pulumi.com/"))
      .map(([key, each]) => [key, plain(each)]),
  );
}

/** @returns documents of one YAML file. Pure. */
export const asYaml = (objects: readonly KubernetesObject[]): string =>
  objects.map((object) => `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`).join("");
