import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../toolchain/paths";
import { versions } from "../toolchain/versions";
import { verbs } from "./main";

const folder = ".github/workflows";
const files = [...readdirSync(join(repository, folder)).map((name) => join(folder, name)), ".gitlab-ci.yml"];

/** Every text of the document, however deep. */
const texts = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(texts)
      : [];

it.each(files)("%s is YAML, and calls verbs that there are", (file) => {
  const said = texts(parse(readFileSync(join(repository, file), "utf8"))).join("\n");
  const called = [...said.matchAll(/(?:^|&& )make ([a-z-]+)/gm)].map(([, verb]) => verb!);
  expect(called.length).toBeGreaterThan(1);
  expect(called.filter((verb) => verb !== "setup" && !(verb in verbs))).toEqual([]);
});

it("GitLab's image has no kubectl: it brings the one of the tests", () => {
  const said = texts(parse(readFileSync(join(repository, ".gitlab-ci.yml"), "utf8"))).join("\n");
  expect(said).toContain(`/v${versions.kubernetes.pinned}/bin/linux/amd64/kubectl`);
});
