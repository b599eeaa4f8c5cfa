import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { declaredChanges } from "../../../stacks/declared-changes";
import { repository } from "../../../toolchain/paths";
import { Failure } from "../../verb";
import { declaredAt, intended } from "./base";

describe("what another commit declares", () => {
  let clone: string;
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@airpath.example", ...args], {
      cwd: clone,
      stdio: "pipe",
    });

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), "airpath-clone-"));
    for (const folder of ["stacks", "station-inventory", "components", "toolchain", "package.json", "tsconfig.json"])
      cpSync(join(repository, folder), join(clone, folder), { recursive: true });
    // It knows nothing of how it is told.
    for (const file of ["declared.ts", "declared-by-file.ts", "stack-name.ts"]) rmSync(join(clone, "stacks", file));
    const formats = join(clone, "station-inventory", "formats.ts");
    writeFileSync(formats, readFileSync(formats, "utf8").replace("midfi: 128, hifi: 192", "midfi: 112, hifi: 192"));
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message=before");
  }, 240_000);
  afterAll(() => rmSync(clone, { recursive: true }));

  it("is told with its own numbers, in today's words", async () => {
    const before = await declaredAt("HEAD", "local", clone);
    expect(declaredChanges(before!, intended("local")!)).toEqual({
      stations: [
        { station: "rivage", fate: "stays", said: ["bitrate 112k → 128k on 1 mount"] },
        { station: "boreal", fate: "stays", said: ["bitrate 112k → 128k on 1 mount"] },
      ],
      platform: [],
    });
  }, 240_000);

  it("is refused of what is no commit, and of one that cannot tell", async () => {
    await expect(declaredAt("--help", "local", clone)).rejects.toThrow(
      'BASE is "--help", which is no commit of this clone',
    );
    git("rm", "--quiet", "-r", "station-inventory/stations");
    git("commit", "--quiet", "--message=broken");
    await expect(declaredAt("HEAD", "local", clone)).rejects.toThrow(
      /^what HEAD declares for stack "local" could not be told: .*stations/,
    );
  }, 240_000);
});

describe("what a stack is about to declare", () => {
  it("is asked of its file: a stack of stations has a part, the edge none", () => {
    const whole = intended("prod")!;
    const part = intended("prod-12000")!;
    expect(Object.keys(whole.stations).length).toBeGreaterThan(70);
    expect(Object.keys(part.stations)).toEqual(
      Object.entries(whole.stations)
        .filter(([, { settings }]) => Number(settings["first port"]) >= 12000 && Number(settings["first port"]) < 12200)
        .map(([id]) => id),
    );
    expect(intended("prod-edge")).toBeUndefined();
  });

  it("is no stack of another name", () => {
    expect(() => intended("staging")).toThrow(Failure);
  });
});
