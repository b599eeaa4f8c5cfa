/** Files that a kubelet lays packed, unpacked where the program reads them. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifest } from "../content-hash";
import { pack } from "../kubernetes-entries";
import { layAsKubelet } from "./test-kubelet";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "airpath-packed-"));
  for (const name of ["packed", "files"]) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, "files", name);

function lay(version: string, files: Record<string, string>): void {
  const packed = Object.entries(files).map(([name, text]) => [`${name}.gz`, Buffer.from(pack(text), "base64")]);
  const listed = Object.entries(files).map(([name, text]) => ({ path: at(name), text }));
  layAsKubelet(join(folder, "packed"), version, { ...Object.fromEntries(packed), SHA256SUMS: manifest(listed) });
}

/** Runs a bash script under supervise. @returns what it said, and how it ended */
function run(script: string, environment: Record<string, string> = {}): Promise<{ code: number | null; said: string }> {
  const { PATH } = process.env;
  const own = { AIRPATH_PACKED: join(folder, "packed"), AIRPATH_FILES: join(folder, "files") };
  const child = spawn("bash", [join(__dirname, "supervise"), "bash", "-c", script], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH, ...own, ...environment },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, said })));
}

it("are there before the program starts, in folders too", async () => {
  lay("first", { "web.conf": "first\n", "secrets/token": "a b\n" });
  expect(await run(`cat ${at("web.conf")} ${at("secrets/token")}`)).toEqual({ code: 0, said: "first\na b\n" });
});

it("are taken up when they change; what is no longer among them goes", async () => {
  lay("first", { "web.conf": "first", "old.conf": "old" });
  const reload = { AIRPATH_RELOAD: "HUP" };
  setTimeout(() => lay("second", { "web.conf": "second" }), 1500);
  const script = `trap 'echo "took $(cat ${at("web.conf")})"' HUP; for i in $(seq 45); do sleep 0.1; done; exit 3`;
  const { code, said } = await run(script, reload);
  expect(said.match(/^took .*$/gm)).toEqual(["took second"]);
  expect(code).toBe(3);
  expect(existsSync(at("old.conf"))).toBe(false);
  expect(readFileSync(at("web.conf"), "utf8")).toBe("second");
}, 20_000);

it("keep the program from starting where they are spoilt", async () => {
  lay("first", { "web.conf": "first" });
  writeFileSync(join(folder, "packed", "..data", "web.conf.gz"), "no gzip");
  const { code, said } = await run("echo started");
  expect(code).toBe(65);
  expect(said).toContain(`${join(folder, "packed")} could not be unpacked into ${join(folder, "files")}`);
  expect(said).not.toContain("started");
});
