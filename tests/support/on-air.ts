import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execute } from "../../verbs/support/command";

const repository = join(__dirname, "../..");
/** What the machine was like before the tests, for after them. */
export const beforeFile = join(repository, ".airpath", "reports", "before-e2e.json");

/** Puts the local stack on air, as a person would. */
export default async function onAir(): Promise<void> {
  const { stdout } = await execute("docker", ["ps", "--quiet", "--filter", "label=airpath.stack=airpath-local"]).catch(
    () => ({ stdout: "" }),
  );
  mkdirSync(dirname(beforeFile), { recursive: true });
  writeFileSync(beforeFile, JSON.stringify({ onAir: stdout.trim() !== "" }));
  const env = { ...process.env, NODE_ENV: undefined, NO_COLOR: "1" };
  const started = await execute("make", ["start"], {
    cwd: repository,
    env,
    onLine: (line) => process.stderr.write(`${line}\n`),
  });
  if (started.code !== 0) throw new Error(`make start ended with ${started.code}:\n${started.stderr}`);
}
