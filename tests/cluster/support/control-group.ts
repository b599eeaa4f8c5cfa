/** A control group of the machine, in every hierarchy that it has (one in version 2). */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { until } from "../../../verbs/support/command";

const mounted = "/sys/fs/cgroup";

/** @returns where hierarchies begin; links among them lead to others of them */
function hierarchies(): string[] {
  if (existsSync(join(mounted, "cgroup.controllers"))) return [mounted];
  return readdirSync(mounted)
    .map((name) => join(mounted, name))
    .filter((path) => lstatSync(path).isDirectory());
}

export class ControlGroup {
  private readonly roots: string[];

  constructor(readonly name: string) {
    this.roots = hierarchies().map((hierarchy) => join(hierarchy, name));
  }

  create(): void {
    for (const root of this.roots) {
      mkdirSync(root, { recursive: true });
      // Nobody may be in a group of the old kind that has no processors.
      for (const setting of ["cpuset.mems", "cpuset.cpus"].filter((each) => existsSync(join(root, each))))
        writeFileSync(join(root, setting), readFileSync(join(root, "..", setting)));
    }
  }

  /** @param id of a container @returns its processes, as the machine numbers them */
  processesOf(id: string): number[] {
    const found = groupsBelow(this.roots[0]!).find((path) => basename(path).includes(id));
    if (found === undefined) return [];
    return (readFileSync(join(found, "cgroup.procs"), "utf8").match(/\d+/g) ?? []).map(Number);
  }

  /** Once nothing runs in it any more: waits a moment for the kernel to have noticed. */
  async remove(): Promise<void> {
    for (const root of this.roots.filter((each) => existsSync(each)))
      for (const path of groupsBelow(root)) await removed(path);
  }
}

/** The deepest first, itself at the end. */
function groupsBelow(path: string): string[] {
  const children = readdirSync(path, { withFileTypes: true }).filter((each) => each.isDirectory());
  return [...children.flatMap(({ name }) => groupsBelow(join(path, name))), path];
}

async function removed(path: string): Promise<void> {
  const remove = () => rmdir(path).then(() => undefined, String);
  const complaint = await until(5000, remove, 100);
  if (complaint !== undefined) throw new Error(complaint);
}
