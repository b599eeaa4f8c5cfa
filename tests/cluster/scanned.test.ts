/** Every object that preprod declares, looked at by checkov and kube-score: what they find has a reason, or is mended. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asYaml, type KubernetesObject, manifestsOf } from "../../stacks/manifests";
import { fileSettings } from "../../stacks/stack-file";
import { reasons } from "./reasons";
import { type Finding, scan } from "./support/scan";

const pem = "-----BEGIN CERTIFICATE-----\nA\n-----BEGIN PRIVATE KEY-----\nA\n";
const known = new Set(reasons.flatMap(({ checks }) => checks));
const prod: [string, number] = ["prod", 1200];
const folder = mkdtempSync(join(tmpdir(), "airpath-scan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function findingsOf(objects: readonly KubernetesObject[], name: string): Promise<Finding[]> {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, asYaml(objects), { mode: 0o600 });
  return scan(file);
}

const declared = async (stack: string): Promise<KubernetesObject[]> => {
  // Nodes hold the images: nothing was released.
  const { "airpath:imageRegistry": _, ...settings } = fileSettings(stack);
  return manifestsOf(stack, { ...settings, "airpath:rootSecret": "5a".repeat(32), "airpath:tlsCertificate": pem });
};

/** SCALE=1: prod too, which is the same kinds of object ten times over. */
const stacks: [name: string, least: number][] = [["preprod", 100], ...(process.env.SCALE ? [prod] : [])];

it.each(stacks)(
  "%s: each finding has a reason, and each reason a finding",
  async (stack, least) => {
    const objects = await declared(stack);
    expect(objects.length).toBeGreaterThan(least);
    const findings = await findingsOf(objects, stack);
    const without = findings.filter(({ check }) => !known.has(check));
    expect(without.map(({ check, object, says }) => `${check}: ${object}: ${says}`).slice(0, 20)).toEqual([]);
    const found = new Set(findings.map(({ check }) => check));
    expect([...known].filter((check) => !found.has(check))).toEqual([]);
  },
  1_200_000,
);

it("would find what is wrong: a container as root that may do everything", async () => {
  const security = { privileged: true, runAsUser: 0 };
  const pod = { containers: [{ name: "a", image: "a:latest", securityContext: security }] };
  const wrong = { apiVersion: "v1", kind: "Pod", metadata: { name: "root", namespace: "a" }, spec: pod };
  const found = new Set((await findingsOf([wrong as unknown as KubernetesObject], "wrong")).map(({ check }) => check));
  expect([...found].filter((check) => !known.has(check))).toEqual(
    expect.arrayContaining(["checkov CKV_K8S_16", "kube-score container-security-context-privileged"]),
  );
});
