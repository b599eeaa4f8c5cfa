import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOfInputs, digestOfState } from "./last-up";

describe("what the program reads", () => {
  let folder: string;
  const digest = (env: NodeJS.ProcessEnv = {}, stack = "local") =>
    digestOfInputs(stack, { folder, sources: ["stacks"], secrets: [join(folder, "root-secret")] }, env);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "airpath-inputs-"));
    mkdirSync(join(folder, "stacks", "policy"), { recursive: true });
    writeFileSync(join(folder, "stacks", "local.ts"), "a");
    writeFileSync(join(folder, "stacks", "policy", "rules.ts"), "b");
    writeFileSync(join(folder, "root-secret"), "c");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is the same while nothing changes but tests, whatever else a shell carries", () => {
    const before = digest();
    writeFileSync(join(folder, "stacks", "local.test.ts"), "d");
    expect(digest({ TERM: "xterm" })).toBe(before);
  });

  it.each([
    ["a file far below is another", () => writeFileSync(join(folder, "stacks", "policy", "rules.ts"), "c")],
    ["there is one file more", () => writeFileSync(join(folder, "stacks", "new.ts"), "")],
    ["a file is gone", () => rmSync(join(folder, "stacks", "local.ts"))],
    ["a secret is another", () => writeFileSync(join(folder, "root-secret"), "d")],
    ["a secret is gone", () => rmSync(join(folder, "root-secret"))],
    [
      "a byte went from one file to the next",
      () => {
        writeFileSync(join(folder, "stacks", "local.ts"), "ab");
        writeFileSync(join(folder, "stacks", "policy", "rules.ts"), "");
      },
    ],
  ])("is another when %s", (_, change) => {
    const before = digest();
    change();
    expect(digest()).not.toBe(before);
  });

  it("is another for another stack, and with another setting in the shell", () => {
    expect(digest({}, "preprod")).not.toBe(digest());
    expect(digest({ PULUMI_CONFIG: "{}" })).not.toBe(digest());
    expect(digest({ AIRPATH_X: "1" })).not.toBe(digest({ AIRPATH_X: "2" }));
  });
});

it("a state is another when anything in it is", () => {
  const state = (id: string) => ({ deployment: { resources: [{ urn: "u", type: "t", id }] } });
  expect(digestOfState(state("a"))).toBe(digestOfState(state("a")));
  expect(digestOfState(state("a"))).not.toBe(digestOfState(state("b")));
});
