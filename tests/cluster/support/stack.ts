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

const settingsFile = (project: string, name: string): string => join(project, "config", `Pulumi.${name}.yaml`);

/** What Pulumi's engine says at the end, by kind of change: { create: 100 }. */
export type Changes = Partial<Record<string, number>>;

export class TestStack {
  private constructor(
    private readonly project: string,
    /** In which Pulumi runs, and verbs that are about this stack. */
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * @param name "preprod": its committed file, with the test's cluster and secrets
   * @param more settings that the test has otherwise, under "airpath:"
   * @param tree whose program it is: the repository, or a copy of it
   */
  static async create(
    name: string,
    plane: ControlPlane,
    more: Record<string, unknown> = {},
    tree = repository,
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
      ...more,
    };
    delete config["airpath:imageRegistry"];
    writeFileSync(settingsFile(project, name), stringify({ config }));
    const stack = new TestStack(project, {
      ...pulumiEnvironment(name, await kubernetesPlugin()),
      PULUMI_BACKEND_URL: `file://${join(plane.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "of a test",
      KUBECONFIG: plane.kubeconfig,
      // Jest's own settings are none of the program's.
      NODE_ENV: undefined,
    });
    await stack.pulumi(["stack", "init", name]);
    return stack;
  }

  /** Another stack of the same project and state, without settings of its own. */
  async beside(name: string): Promise<TestStack> {
    const other = new TestStack(this.project, { ...this.env, PULUMI_STACK: name });
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

  /** An `up` that is killed as soon as `seen` says so, as where its machine dies; its lock is lifted. */
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
      up.kill("SIGKILL");
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
    const { code, stdout, stderr } = await execute("pulumi", [...args, "--non-interactive"], {
      cwd: this.project,
      env: this.env,
      background: true,
    });
    if (code === 0) return stdout;
    const said = events ? errorsIn(stdout) : "";
    throw new Error(`pulumi ${args[0]} ended with ${code}:\n${said || stdout.slice(-3000)}\n${stderr.slice(-2000)}`);
  }
}

interface Event {
  summaryEvent?: { resourceChanges?: Changes };
  diagnosticEvent?: { severity: string; message: string };
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
    .flatMap(({ diagnosticEvent }) => (diagnosticEvent?.severity === "error" ? [diagnosticEvent.message] : []))
    .join("\n")
    .slice(0, 6000);
