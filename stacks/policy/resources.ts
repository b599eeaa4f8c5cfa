/** Docker's containers and Kubernetes' pods and services, as rules look at them. Pure. */
import type { Declaration } from "./rules";

export interface RunningContainer {
  name: string;
  image: string;
  command: readonly string[];
  environment: readonly { name: string; value: string }[];
  /** In whatever unit; undefined, 0: none. */
  memoryLimit: number | string | undefined;
}

type Labels = Readonly<Record<string, string>>;

interface PodSpec {
  containers?: Pod[];
  initContainers?: Pod[];
  affinity?: { podAntiAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: { topologyKey: string }[] } };
  topologySpreadConstraints?: { topologyKey: string; whenUnsatisfiable: string }[];
}

interface Pod {
  name: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string }[];
  resources?: { limits?: { memory?: string } };
}

interface Inputs {
  labels?: { label: string; value: string }[];
  metadata?: { labels?: Labels };
  spec?: {
    template?: { metadata?: { labels?: Labels }; spec?: PodSpec };
    type?: string;
    ports?: { port: number; nodePort?: number }[];
  };
  image?: string;
  /** A preview that is read as JSON says "[secret]" of all of them, where one is. */
  envs?: unknown[] | string;
  command?: string[] | string;
  entrypoints?: string[] | string;
  memory?: number;
  ports?: { external?: number; ip?: string }[];
}

const isDocker = ({ type }: Declaration): boolean => type === "docker:index/container:Container";

/** Docker's list, or Kubernetes' record with that of its pods. */
export function labelsOf({ inputs }: Declaration): Labels {
  const { labels, metadata, spec } = inputs as Inputs;
  if (Array.isArray(labels)) return Object.fromEntries(labels.map(({ label, value }) => [label, value]));
  return { ...spec?.template?.metadata?.labels, ...metadata?.labels };
}

export const podOf = ({ inputs }: Declaration): PodSpec | undefined => (inputs as Inputs).spec?.template?.spec;

/**
 * Each field is looked up by the rule that asks for it: before an image is built nobody knows its id, and Pulumi gives up a rule that asks for what it does not
 * know yet.
 * @returns every container that a resource makes; a value that is not known yet is none that could be read
 */
export function containersIn(each: Declaration): RunningContainer[] {
  if (isDocker(each)) return [dockerContainer(each.name, each.inputs as Inputs)];
  const { containers = [], initContainers = [] } = podOf(each) ?? {};
  return [...initContainers, ...containers].map(podContainer);
}

const dockerContainer = (name: string, inputs: Inputs): RunningContainer => ({
  name,
  get image() {
    return inputs.image ?? "";
  },
  get command() {
    return [inputs.entrypoints ?? [], inputs.command ?? []].flat();
  },
  get environment() {
    return [inputs.envs ?? []]
      .flat()
      .filter((variable) => typeof variable === "string")
      .map((variable) => {
        const end = variable.indexOf("=");
        return { name: end < 0 ? "" : variable.slice(0, end), value: variable.slice(end + 1) };
      });
  },
  get memoryLimit() {
    return inputs.memory;
  },
});

const podContainer = (pod: Pod): RunningContainer => ({
  name: pod.name,
  get image() {
    return pod.image ?? "";
  },
  get command() {
    return [...(pod.command ?? []), ...(pod.args ?? [])];
  },
  get environment() {
    return (pod.env ?? []).map(({ name, value = "" }) => ({ name, value }));
  },
  get memoryLimit() {
    return pod.resources?.limits?.memory;
  },
});

/** Whether it is the name of something that runs in another cluster. */
export const leadsElsewhere = ({ inputs }: Declaration): boolean => (inputs as Inputs).spec?.type === "ExternalName";

/** @returns ports at which others reach it on a host, a node or a load balancer */
export function openTo(each: Declaration): number[] {
  const { ports = [], spec } = each.inputs as Inputs;
  if (isDocker(each))
    return ports.flatMap(({ external, ip }) => (external && !/^(127\.|::1)/.test(ip ?? "") ? [external] : []));
  if (spec?.type === "NodePort") return (spec.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []);
  return spec?.type === "LoadBalancer" ? (spec.ports ?? []).map(({ port }) => port) : [];
}
