import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { execute } from "./command";

const command = join(__dirname, "command.ts");

/** What it runs says how it was asked to end, and ends with a code of its own. */
const child = `
  process.on("SIGTERM", () => process.exit(7));
  setTimeout(() => process.exit(1), 20_000);
  console.log("runs");
`;
const parent = `
  const { show, interrupted } = require(${JSON.stringify(command)});
  show(process.execPath, ["-e", ${JSON.stringify(child)}]).then((code) => {
    console.log("ended", code, interrupted());
  });
`;

test("a SIGTERM to a verb reaches what it shows, which ends in its own way, and is waited for", async () => {
  const verb = spawn(process.execPath, ["--require", "tsx/cjs", "-e", parent], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  verb.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
    if (chunk.includes("runs")) verb.kill("SIGTERM");
  });
  await once(verb, "close");
  expect(said).toBe("runs\nended 7 true\n");
}, 30_000);

it("what cannot be started is waited for no longer, however long it may have taken", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
  const before = timers();
  await expect(execute("no-such-program", [], { timeout: 60_000 })).rejects.toThrow(
    "there is no no-such-program on PATH",
  );
  expect(timers()).toBe(before);
});
