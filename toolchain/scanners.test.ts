import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkov, checkovVersion, kubeScore } from "./scanners";
import { versions } from "./versions";

const read = (...path: string[]) => readFileSync(join(__dirname, "build", ...path), "utf8");

it("builds the version that it would download", () => {
  expect(read("kube-score", "go.mod")).toContain(`\tgithub.com/zegl/kube-score v${versions.kubeScore.pinned} `);
});

it("installs nothing of PyPI without a version and a hash", () => {
  const packages = read("checkov", "requirements.txt").replaceAll("\\\n", "").trim().split("\n");
  expect(packages.length).toBeGreaterThan(80);
  expect(packages.filter((line) => !/^[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}/.test(line))).toEqual([]);
});

it("keeps each version in a place of its own", () => {
  expect(checkov()[1]).toMatch(new RegExp(`/tools/checkov-${checkovVersion}/bin/checkov$`));
  expect(kubeScore()).toMatch(new RegExp(`/tools/kube-score-${versions.kubeScore.pinned}/kube-score$`));
});
