/** Gives back what was changed, one after the other. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../../verb";
import type { Kubectl } from "../../kubectl";
import { dim, live, print, red } from "../../terminal";
import type { Awaited, Mending } from "./repair";

/** Milliseconds that an object may take to go. */
const lastGoodbye = 60_000;
/** Milliseconds beyond what kubectl itself waits. */
const answer = 5_000;

/** What cannot be mended is said, and the rest goes on: the look that follows tells what is left. */
export async function mended(kubectl: Kubectl, all: readonly Mending[]): Promise<void> {
  const [aside, turns] = [all.filter(({ peers }) => !peers), all.filter(({ peers }) => peers)];
  for (const each of aside) await tried(each.what, () => run(kubectl, each));
  for (const each of aside) if (each.awaited) await tried(each.what, () => well(kubectl, each, each.awaited!));
  for (const each of turns)
    await tried(each.what, async () => {
      for (const peer of each.peers!) {
        live(`  ${each.what}, once ${peer.deployment} is well`);
        await well(kubectl, each, peer);
      }
      await run(kubectl, each);
      if (each.awaited) await well(kubectl, each, each.awaited);
    });
}

async function tried(what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    live("");
    print(`${red("✘")} ${what}: ${error.message}`);
  }
}

async function run(kubectl: Kubectl, { what, namespace, commands }: Mending): Promise<void> {
  live("");
  print(dim(`  ${what}`));
  for (const { args, file } of commands)
    await withFile(file?.content, (path) =>
      kubectl.run([...args, ...(file ? [file.flag, path] : [])], {
        ...(namespace && { namespace }),
        timeout: lastGoodbye,
      }),
    );
}

/** The file is this user's alone, since it may hold secrets, and goes again. */
async function withFile(content: unknown, use: (path: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "airpath-mend-"));
  try {
    const path = join(folder, "object.json");
    writeFileSync(path, JSON.stringify(content ?? null), { mode: 0o600 });
    await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @throws Failure where a Deployment is not well in time */
async function well(kubectl: Kubectl, { namespace }: Mending, { deployment, seconds }: Awaited): Promise<void> {
  const args = ["rollout", "status", `deployment/${deployment}`, `--timeout=${seconds}s`];
  try {
    await kubectl.run(args, { ...(namespace && { namespace }), timeout: seconds * 1000 + answer });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`${deployment} is not well (${error.message})`, error.fix);
  }
}
