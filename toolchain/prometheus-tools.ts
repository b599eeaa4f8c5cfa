import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command";
import { unpackPackages } from "./debian-programs";
import { inCache } from "./paths";
import { runStep, type Step } from "./step";
import { versions } from "./versions";

/** What checks rules and routes before anything runs: the very programs of the images' Debian, whatever this machine is. */
export type PrometheusTool = "promtool" | "amtool";

const { suite } = versions.debian;
// amtool comes with Alertmanager. Both need libc 2.34, older than any machine that runs our Node.
const packages = ["promtool", "prometheus-alertmanager"];
const folder = () => inCache("tools", `prometheus-tools-${suite}`);
const pathOf = (tool: PrometheusTool) => join(folder(), "usr", "bin", tool);

export const prometheusTools = (): Step => ({
  name: "promtool and amtool",
  ways: [
    { name: "in the cache", attempt: cached },
    { name: `Debian ${suite}'s packages`, attempt: unpack },
  ],
  fix: "give this machine a Debian archive (AIRPATH_DEBIAN_MIRROR=http://…/debian names one); then run make setup again",
});

let ready: Promise<unknown> | undefined;

/** @returns the path of the program; brings it when it is not there yet, once in a run. */
export async function prometheusTool(tool: PrometheusTool): Promise<string> {
  if (!existsSync(pathOf(tool))) await (ready ??= runStep(prometheusTools()));
  return pathOf(tool);
}

async function cached(): Promise<string> {
  if (!existsSync(pathOf("promtool")) || !existsSync(pathOf("amtool"))) throw new Error("not there yet");
  return versionsOf();
}

async function unpack(): Promise<string> {
  await unpackPackages(folder(), packages);
  return versionsOf();
}

async function versionsOf(): Promise<string> {
  const told = await Promise.all([run(pathOf("promtool"), ["--version"]), run(pathOf("amtool"), ["--version"])]);
  return told.map((text) => /(\w+), version ([\d.]+)/.exec(text)?.slice(1).join(" ") ?? "unknown").join(", ");
}
