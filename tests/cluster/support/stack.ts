/** A stack of ours, brought up by the real Pulumi in a test's own cluster, state and configuration. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { selfSigned } from "../../../toolchain/certificate";
import { pulumiEnvironment } from "../../../toolchain/environment";
import { kubernetesPlugin } from "../../../toolchain/kubernetes-plugin";
import { repository } from "../../../toolchain/paths";
import { execute } from "../../../verbs/support/command";
import type { ControlPlane } from "./control-plane";
import { unready } from "./unready";

const settingsFile = (project: string, name: string): string => join(project, "config", `Pulumi.${name}.yaml`);

/** What Pulumi's engine says at the end, by kind of change: { create: 100 }. */
export type Changes = Partial<Record<string, number>>;

export interface StackOptions {
  /** That the test has otherwise, under "airpath:". */
  settings?: Record<string, unknown>;
  /** Whose program it is: the repository, or a copy of it. */
  tree?: string;
  /** Whether images come from the registry that its file names, as the tree's stacks/release.json has them; absent: nodes hold them. */
  released?: boolean;
  /** Seconds that one command of Pulumi may take, so that a test can say what it waited for; default 180, about six times what it takes. */
  patience?: number;
}

export class TestStack {
  private constructor(
    private readonly project: string,
    /** In which Pulumi runs, and verbs that are about this stack. */
    readonly env: NodeJS.ProcessEnv,
    private readonly plane: ControlPlane,
    private readonly patience: number,
  ) {}

  /** @param name "preprod": its committed file, with the test's cluster and secrets */
  static async create(
    name: string,
    plane: ControlPlane,
    { settings = {}, tree = repository, released = false, patience = 180 }: StackOptions = {},
  ): Promise<TestStack> {
    const project = join(plane.folder, "project");
    mkdirSync(join(project, "config"), { recursive: true });
    mkdirSync(join(plane.folder, "state"), { recursive: true });
    // What Pulumi writes stays here.
    for (const part of ["stacks", "node_modules", "package.json"]) symlinkSync(join(tree, part), join(project, part));
    const committed = parse(readFileSync(join(repository, "Pulumi.yaml"), "utf8")) as object;
    writeFileSync(join(project, "Pulumi.yaml"), stringify({ ...committed, stackConfigDir: "config" }));
    const file = parse(readFileSync(join(repository, "stacks", `Pulumi.${name}.yaml`), "utf8")) as {
      config: Record<string, unknown>;
    };
    const config: Record<string, unknown> = {
      ...file.config,
      "airpath:cluster": { server: plane.server },
      "airpath:rootSecret": "5a".repeat(32),
      "airpath:tlsCertificate": await selfSigned(["localhost"]),
      // As surroundings.ts provides it.
      "airpath:storageClass": "test",
      ...settings,
    };
    if (!released) delete config["airpath:imageRegistry"];
    writeFileSync(settingsFile(project, name), stringify({ config }));
    const env = {
      ...pulumiEnvironment(name, await kubernetesPlugin()),
      PULUMI_BACKEND_URL: `file://${join(plane.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "of a test",
      KUBECONFIG: plane.kubeconfig,
      ...(released ? {} : { ALLOW: "images-by-digest" }),
      // Jest's own settings are none of the program's.
      NODE_ENV: undefined,
    };
    const stack = new TestStack(project, env, plane, patience);
    await stack.pulumi(["stack", "init", name]);
    return stack;
  }

  /** Another stack of the same project and state, without settings of its own. */
  async beside(name: string): Promise<TestStack> {
    const other = new TestStack(this.project, { ...this.env, PULUMI_STACK: name }, this.plane, this.patience);
    await other.pulumi(["stack", "init", name]);
    return other;
  }

  /** What Pulumi reads this stack's settings from. */
  settingsFile = (name: string): string => settingsFile(this.project, name);

  up = (...flags: string[]): Promise<Changes> => this.change("up", "--yes", "--skip-preview", ...flags);
  preview = (...flags: string[]): Promise<Changes> => this.change("preview", ...flags);
  destroy = (): Promise<Changes> => this.change("destroy", "--yes", "--skip-preview");

  /** @param value absent: the setting goes */
  async set(name: string, value?: string): Promise<void> {
    await this.pulumi(value === undefined ? ["config", "rm", name] : ["config", "set", name, value]);
  }

  /** An `up` that is killed as soon as `seen` says so, with all that it started, as where its machine dies; its lock is lifted. */
  async upCutOff(seen: () => Promise<void>): Promise<void> {
    const up = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
      cwd: this.project,
      env: this.env,
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => up.on("close", resolve));
    try {
      await seen();
    } finally {
      // The Kubernetes plugin, in a process group of its own, would live on.
      const { stdout } = await execute("pgrep", ["-P", String(up.pid)]);
      up.kill("SIGKILL");
      for (const pid of stdout.split("\n").filter(Boolean)) process.kill(Number(pid), "SIGKILL");
      await ended;
    }
    await this.pulumi(["cancel", "--yes"]);
  }

  async outputs<T>(): Promise<T> {
    return JSON.parse(await this.pulumi(["stack", "output", "--json"])) as T;
  }

  /** @returns what changed, by kind. @throws with all that Pulumi called an error */
  private async change(command: string, ...flags: string[]): Promise<Changes> {
    const said = await this.pulumi([command, "--json", ...flags], true);
    return summaryOf(said) ?? {};
  }

  private async pulumi(args: string[], events = false): Promise<string> {
    const begun = Date.now();
    const { code, stdout, stderr } = await execute("pulumi", [...args, "--non-interactive"], {
      cwd: this.project,
      env: this.env,
      background: true,
      timeout: this.patience * 1000,
    });
    if (code === 0) return stdout;
    const said = events ? errorsIn(stdout) : "";
    const took = `pulumi ${args[0]} ended with ${code} after ${Math.round((Date.now() - begun) / 1000)} s`;
    const open = events ? `under way: ${unfinished(stdout).join(", ") || "nothing"}\n${await unready(this.plane)}` : "";
    throw new Error(`${took}:\n${said || stdout.slice(-3000)}\n${stderr.slice(-2000)}\n${open}`);
  }
}

interface Event {
  summaryEvent?: { resourceChanges?: Changes };
  diagnosticEvent?: { severity: string; message: string };
  policyEvent?: { enforcementLevel: string; message: string };
  resourcePreEvent?: { metadata: { urn: string } };
  resOutputsEvent?: { metadata: { urn: string } };
}

/** `up` and `destroy` say an event a line, `preview` one document. */
function eventsIn(text: string): Event[] {
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Event];
    } catch {
      return [];
    }
  });
}

function summaryOf(text: string): Changes | undefined {
  const event = eventsIn(text).find(({ summaryEvent }) => summaryEvent);
  if (event) return event.summaryEvent?.resourceChanges;
  return (JSON.parse(text) as { changeSummary?: Changes }).changeSummary;
}

const errorsIn = (text: string): string =>
  eventsIn(text)
    .flatMap(({ diagnosticEvent, policyEvent }) => [
      ...(diagnosticEvent?.severity === "error" ? [diagnosticEvent.message] : []),
      ...(policyEvent?.enforcementLevel === "mandatory" ? [policyEvent.message] : []),
    ])
    .join("\n")
    .slice(0, 6000);

/** @returns what Pulumi began with and did not end, by name */
function unfinished(text: string): string[] {
  const begun = new Set<string>();
  for (const { resourcePreEvent, resOutputsEvent } of eventsIn(text)) {
    if (resourcePreEvent) begun.add(resourcePreEvent.metadata.urn);
    if (resOutputsEvent) begun.delete(resOutputsEvent.metadata.urn);
  }
  return [...begun].map((urn) => urn.split("::").slice(2).join(" "));
}
