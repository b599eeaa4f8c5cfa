/** Runs Liquidsoap scripts in the engine's image, without network or files: the script goes in on standard input. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStation } from "../../../station-inventory/inventory";
import { planFleet } from "../../../station-inventory/plan";
import { baseImage } from "../../../toolchain/base-image";
import { repository } from "../../../toolchain/paths";
import { runStep } from "../../../toolchain/step";
import { list } from "../../../verbs/support/docker";
import { build } from "./images";
import { rigStation } from "./station";
import { wanted } from "./workloads";

/** Text of one of the pipeline's files, of this tree. */
export const pipelineFile = (name: string): string =>
  readFileSync(join(repository, "components/engine/pipeline", name), "utf8");

/** Any engine image that is there, since only its Liquidsoap is used; else this tree's. */
export async function liquidsoapImage(): Promise<string> {
  const [there] = await list(["image", "ls", "--quiet", "--filter", "label=airpath.image=engine"]);
  if (there !== undefined) return there;
  const { detail: debian } = await runStep(baseImage(), () => undefined);
  const { images } = await wanted(planFleet([parseStation(rigStation)], { masters: 1, origins: 1 }), debian);
  await build(images, debian);
  return images.find(({ spec }) => spec.name === "engine")!.tag;
}

/** @returns what the script printed, line by line. @throws with its output when it fails */
export function runScript(image: string, script: string): Promise<string[]> {
  const options = ["--rm", "--interactive", "--network", "none", "--entrypoint", "liquidsoap"];
  return new Promise((resolve, reject) => {
    const child = spawn("docker", ["run", ...options, image, "-"], { stdio: ["pipe", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(stdout.trimEnd().split("\n"));
      else reject(new Error(`liquidsoap ended with exit code ${code}:\n${stdout.slice(-3000)}${stderr.slice(-3000)}`));
    });
    child.stdin.end(script);
  });
}
