/** A copy of the repository whose images are in a registry: what `make artifact PUSH=1` leaves. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { logPrograms, programPath } from "../../../components/logs/programs";
import { readRelease } from "../../../stacks/release";
import type { FleetPlan } from "../../../station-inventory/plan-types";
import { baseImage } from "../../../toolchain/base-image";
import { baseImageRef } from "../../../toolchain/record";
import { runStep } from "../../../toolchain/step";
import { run } from "../../../verbs/support/command";
import { contentTag, pushRelease, releaseText } from "../../../verbs/support/release";
import { build } from "../../pipeline/support/images";
import { imagesOf } from "../../pipeline/support/workloads";
import type { Registry } from "./registry";
import { Tree } from "./tree";

export class Released {
  private constructor(
    private readonly registry: Registry,
    readonly tree: Tree,
  ) {}

  /** Builds what this machine has not built yet. @param folder of the copy */
  static async push(plan: FleetPlan, registry: Registry, folder: string): Promise<Released> {
    // The stack's program names images by what set-up has recorded; make clean takes the image itself away.
    const debian = baseImageRef();
    await runStep(baseImage(), () => undefined);
    const images = await imagesOf(plan, debian);
    await build(images, debian);
    const released = new Released(registry, await Tree.copy(folder));
    for (const program of logPrograms) released.tree.take(programPath(program));
    // Studios play on the machine itself.
    const onNodes = images.filter(({ spec }) => spec.name !== "studio").map(({ tag }) => contentTag(tag)!);
    await pushRelease(registry.pushedTo, onNodes, released.file, registry.loggedIn());
    return released;
  }

  /** Another image does the same, under a digest that no node has. @param name "pushgateway" */
  async anew(name: string): Promise<void> {
    const { registry, file } = this;
    const release = readRelease(file);
    const tag = Object.keys(release.digests).find((each) => each.startsWith(`${name}:`))!;
    const other = `${name}:${"0".repeat(12)}`;
    const built = `printf 'FROM airpath/${tag}\\nLABEL again=yes\\n' | docker build --quiet --tag airpath/${other} -`;
    await run("bash", ["-c", built]);
    const aside = `${file}.aside`;
    await pushRelease(registry.pushedTo, [other], aside, registry.loggedIn());
    await run("docker", ["image", "rm", `airpath/${other}`]);
    const digests = { ...release.digests, [tag]: readRelease(aside).digests[other]! };
    writeFileSync(file, releaseText({ ...release, digests }));
  }

  private get file(): string {
    return join(this.tree.folder, "stacks", "release.json");
  }
}
