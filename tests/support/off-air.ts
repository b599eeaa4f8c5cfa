import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../../verbs/support/command";
import { beforeFile } from "./on-air";

/** The machine is left as it was found: off the air, or on it. */
export default async function offAir(): Promise<void> {
  const { onAir } = JSON.parse(readFileSync(beforeFile, "utf8")) as { onAir: boolean };
  const env = { ...process.env, NODE_ENV: undefined, NO_COLOR: "1" };
  const { code, stdout, stderr } = await execute("make", [onAir ? "start" : "clean"], {
    cwd: join(__dirname, "../.."),
    env,
  });
  if (code !== 0) throw new Error(`make ${onAir ? "start" : "clean"} ended with ${code}:\n${stdout}${stderr}`);
}
