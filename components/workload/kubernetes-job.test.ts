import * as pulumi from "@pulumi/pulumi";
import { inputsOf } from "../mocks";
import { type Pod, image, run } from "./kubernetes-test-support";
import { plainJob } from "./test-workloads";
import type { Job } from "./workload";

describe("a job", () => {
  const job = plainJob(image);
  const runJob = (more: Partial<Job> = {}) =>
    run((runtime) => void runtime.job({ ...job, ...more }, { parent: runtime }));
  const made = async (more: Partial<Job> = {}) => inputsOf(await runJob(more), "Job", "check");

  it("runs to its end once for its content, awaited, without a network", async () => {
    const { metadata: own, spec } = (await made()) as {
      metadata: Record<string, unknown>;
      spec: Record<string, unknown>;
    };
    expect(own).toEqual({
      name: expect.stringMatching(/^check-[0-9a-f]{12}$/),
      namespace: "airpath-prod",
      labels: { component: "check", "airpath.workload": "check", "airpath.stack": "airpath-prod" },
      annotations: { "pulumi.com/replaceUnready": "true" },
    });
    expect(spec).toMatchObject({
      backoffLimit: 0,
      activeDeadlineSeconds: 600,
      template: {
        metadata: { labels: { component: "check", "airpath.workload": "check", "airpath.stack": "airpath-prod" } },
        spec: {
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          containers: [
            {
              name: "main",
              image: "airpath/web:1",
              args: ["check", "--all"],
              resources: { requests: { cpu: "1", memory: "64Mi" }, limits: { memory: "64Mi" } },
              terminationMessagePolicy: "FallbackToLogsOnError",
              volumeMounts: [
                { name: "main-config", mountPath: "/etc/airpath", readOnly: true },
                { name: "tmp", mountPath: "/tmp" },
              ],
            },
          ],
        },
      },
    });
    expect((spec as { template: Pod }).template.metadata.labels).not.toHaveProperty("airpath.network");
  });

  it("is another job when anything that is declared of it changes", async () => {
    const nameOf = async (more: Partial<Job>) => ((await made(more)).metadata as { name: string }).name;
    const changes: Partial<Job>[] = [
      {},
      { command: ["check"] },
      { environment: { DECLARED: pulumi.output("1") } },
      { environment: { DECLARED: pulumi.output("2") } },
      { files: [{ path: "/etc/airpath/a", content: "b" }] },
      { network: "private" },
      { resources: { cpu: 2, memoryMebibytes: 64 } },
    ];
    const names: string[] = [];
    for (const change of changes) names.push(await nameOf(change));
    expect(new Set(names).size).toBe(changes.length);
    expect(await nameOf({})).toBe(names[0]);
  });

  it("has a name that its pods can be labelled with, however long its own is", async () => {
    const name = `handover-engine-${"long-".repeat(8)}-a`;
    const registered = await runJob({ name });
    const { metadata: own } = inputsOf(registered, "Job", name) as { metadata: { name: string } };
    expect(own.name).toMatch(/^handover-engine-(long-){6}long-[0-9a-f]{12}$/);
    expect(own.name.length).toBeLessThanOrEqual(63);
  });

  it("looks up names where it has a network", async () => {
    const { spec } = (await made({ network: "private" })) as unknown as { spec: { template: Pod } };
    expect(spec.template.metadata.labels).toMatchObject({ "airpath.network": "private" });
  });
});
