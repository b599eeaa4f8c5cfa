import { type Manifest, manifestName, manifestOf, readBackup } from "./manifest";

const files = { "state.json": '{"deployment":{}}', "root-secret": "aa" };
const about = {
  stack: "local",
  made: "2026-11-26T01:00:00.000Z",
  commit: "abc",
  plugin: "built" as const,
  resources: 3,
};

const archive = (own: Record<string, string> = files, manifest: Manifest | string = manifestOf(about, files)) => {
  const all: Record<string, string> = {
    ...own,
    [manifestName]: typeof manifest === "string" ? manifest : JSON.stringify(manifest),
  };
  return (name: string): string | undefined => all[name];
};

it("is read back as it was written", () => {
  expect(readBackup("b.tar.gz", "local", archive())).toEqual({ manifest: manifestOf(about, files), files });
});

it.each([
  ["nothing of ours", () => undefined, "b.tar.gz is no backup of a stack: it holds no manifest.json that can be read"],
  ["a manifest cut off", archive(files, '{"format": 1, "st'), "b.tar.gz is no backup of a stack"],
  ["a manifest of a later format", archive(files, '{"format": 2}'), "b.tar.gz is no backup of a stack"],
  ["a file less", archive({ "state.json": files["state.json"] }), "b.tar.gz is not whole: root-secret is missing"],
  [
    "another file",
    archive({ ...files, "root-secret": "ab" }),
    "b.tar.gz is not whole: root-secret is not what was written",
  ],
])("is refused when it holds %s", (_, read, message) => {
  expect(() => readBackup("b.tar.gz", "local", read)).toThrow(message);
});

it("is refused for another stack", () => {
  expect(() => readBackup("b.tar.gz", "preprod", archive())).toThrow(
    'b.tar.gz is a backup of stack "local", and not of "preprod"',
  );
});
