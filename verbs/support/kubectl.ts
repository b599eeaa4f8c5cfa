/** The kubectl of whoever works, in the cluster that a stack names, whatever the current context is. */
import { namespaceOf } from "../../stacks/cluster-plan";
import { chooseCluster, readKubeconfig } from "../../stacks/kubeconfig";
import type { PlainClusterConfig } from "../../stacks/config";
import { Failure } from "../verb";
import { execute } from "./command";
import { inWords } from "./stack-settings";

/** Milliseconds that the API server may take. */
const patience = 15_000;

export class Kubectl {
  /** "airpath-prod". */
  readonly namespace: string;
  private readonly context: string;

  /** @throws Failure where no context of the kubeconfig leads to the stack's cluster */
  constructor(stack: string, { cluster }: Pick<PlainClusterConfig, "cluster">) {
    this.namespace = namespaceOf(stack);
    this.context = inWords(() => chooseCluster(stack, readKubeconfig(), cluster)).context;
  }

  /** What stands before a command's own arguments. */
  readonly at = (namespace = this.namespace): string[] => ["--context", this.context, "--namespace", namespace];

  /** @returns what it says. @throws Failure with its last words, or where there is none */
  async run(args: string[], { namespace = this.namespace, timeout = patience } = {}): Promise<string> {
    const finished = await execute("kubectl", [...this.at(namespace), ...args], { timeout }).catch(noKubectl);
    const { code, stdout, stderr } = finished;
    if (code === 0) return stdout;
    const said = stderr.trim().split("\n").at(-1);
    throw new Failure(
      `kubectl ${args[0]}: ${said || `no answer in ${timeout / 1000} s`}`,
      `kubectl --context ${this.context} cluster-info tells more`,
    );
  }

  async list<T>(what: string[], namespace = this.namespace): Promise<T[]> {
    return (JSON.parse(await this.run(["get", ...what, "--output", "json"], { namespace })) as { items: T[] }).items;
  }
}

function noKubectl(error: unknown): never {
  throw new Failure(
    error instanceof Error ? error.message : String(error),
    "install kubectl, of the cluster's version or one beside it",
  );
}
