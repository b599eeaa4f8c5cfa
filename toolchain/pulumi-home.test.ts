import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepNoLogs } from "./pulumi-home";

it("leaves Pulumi no folder to write logs in, whatever was there", () => {
  const home = mkdtempSync(join(tmpdir(), "pulumi-home-"));
  try {
    for (const before of ["nothing", "logs", "a file"]) {
      if (before === "logs") {
        rmSync(join(home, "made", "logs"));
        mkdirSync(join(home, "made", "logs"));
        writeFileSync(join(home, "made", "logs", "one.log"), "");
      }
      keepNoLogs(join(home, "made"));
      expect(readdirSync(join(home, "made"))).toEqual(["logs"]);
      expect(statSync(join(home, "made", "logs")).isFile()).toBe(true);
    }
  } finally {
    rmSync(home, { recursive: true });
  }
});
