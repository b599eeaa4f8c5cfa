/** Removes what rigs made: every container, volume and network that carries their label, and the folder that an interrupted one left. */
import { spawn } from "node:child_process";
import { isAlive } from "../../../toolchain/process";
import { execute } from "../../../verbs/support/command";
import { sweepFolders } from "../../support/folders";

const objects = [
  { list: ["ps", "--all"], remove: ["rm", "--force", "--volumes"], id: "{{.ID}}" },
  { list: ["volume", "ls"], remove: ["volume", "rm"], id: "{{.Name}}" },
  { list: ["network", "ls"], remove: ["network", "rm"], id: "{{.ID}}" },
];

/** @param owner process id of the rig; absent: every rig whose process is gone */
export async function sweep(owner?: string): Promise<void> {
  const gone = owner === undefined ? (pid: string) => !isAlive(Number(pid)) : (pid: string) => pid === owner;
  for (const { list, remove, id } of objects) {
    const format = `${id} {{.Label "airpath.rig"}}`;
    const { stdout } = await execute("docker", [...list, "--filter", "label=airpath.rig", "--format", format]);
    const lines = stdout.split("\n").filter((line) => line !== "");
    const found = lines.map((line) => line.split(" ")).filter(([, pid]) => gone(pid ?? ""));
    if (found.length > 0) await execute("docker", [...remove, ...found.map(([name = ""]) => name)]);
  }
  if (owner === undefined) sweepFolders("airpath-rig-");
}

/** Waits outside of this process for its end, however it comes, and removes its containers: nothing goes on playing. */
export function sweepAfter(pid: number): void {
  const mine = `docker ps --all --quiet --filter label=airpath.rig=${pid}`;
  const script = `while kill -0 ${pid} 2>/dev/null; do sleep 1; done; docker rm --force --volumes $(${mine})`;
  spawn("sh", ["-c", script], { detached: true, stdio: "ignore" }).unref();
}
