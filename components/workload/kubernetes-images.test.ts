import * as pulumi from "@pulumi/pulumi";
import { inputsOf } from "../mocks";
import { type KubernetesRuntime, type KubernetesRuntimeArgs } from "./kubernetes";
import { listed, plain, run } from "./kubernetes-test-support";

describe("an image", () => {
  const spec = { name: "web", context: "components/workload/base", sources: ["Dockerfile"] };
  const take = async (images: KubernetesRuntimeArgs["images"]): Promise<string> => {
    let said: pulumi.Output<string> | undefined;
    await run(
      (runtime) => {
        try {
          said = runtime.image(spec).reference;
        } catch (error) {
          said = pulumi.output((error as Error).message);
        }
      },
      { images },
    );
    return new Promise((resolve) => said!.apply(resolve));
  };
  const debian = "airpath/debian:1";
  /** @returns the image's own content and its base's, which is asked for too */
  const everyDigest = async (digest: string): Promise<Record<string, string>> => {
    const tag = (await take({ debian })).slice("airpath/".length);
    const refused = String(await take({ registry: "r", release: { debian, digests: {} } }));
    const [, base] = /content (base:[0-9a-f]{12})/.exec(refused)!;
    return { [base!]: digest, [tag]: digest };
  };

  it("is called by its content where nodes hold it, by its digest where a registry does", async () => {
    expect(await take({ debian })).toMatch(/^airpath\/web:[0-9a-f]{12}$/);
    const digest = `sha256:${"ab".repeat(32)}`;
    const digests = await everyDigest(digest);
    expect(await take({ registry: "registry.example", release: { debian, digests } })).toBe(
      `registry.example/airpath/web@${digest}`,
    );
  });

  it("is pulled by a job, as its digest says, before anybody runs it; none where nodes hold it", async () => {
    const digest = `sha256:${"ab".repeat(32)}`;
    const release = { debian, digests: await everyDigest(digest) };
    const use = (runtime: KubernetesRuntime) => {
      const image = runtime.image(spec);
      runtime.run({ ...plain, image }, { parent: runtime });
    };
    const registered = await run(use, { images: { registry: "registry.example", release } });
    const { metadata, spec: job } = inputsOf(registered, "Job", "pull-web") as { metadata: object; spec: object };
    expect(metadata).toMatchObject({ name: expect.stringMatching(/^pull-web-[0-9a-f]{12}$/) as string });
    expect(job).toMatchObject({
      activeDeadlineSeconds: 600,
      template: {
        spec: {
          imagePullSecrets: [{ name: "registry" }],
          containers: [
            { image: `registry.example/airpath/web@${digest}`, imagePullPolicy: "IfNotPresent", args: ["true"] },
          ],
        },
      },
    });
    const order = listed(registered);
    expect(order.indexOf("Deployment web-1")).toBeGreaterThan(order.indexOf("Job pull-web"));
    expect(listed(await run(use)).filter((each) => each.startsWith("Job"))).toEqual([]);
  });

  it("that was never pushed is one error that names the command", async () => {
    const digests = { "base:0123456789ab": `sha256:${"ab".repeat(32)}` };
    expect(await take({ registry: "registry.example", release: { debian, digests } })).toMatch(
      /^image "base": its content base:[0-9a-f]{12} was never pushed; allowed: what the release has \(base:0123456789ab\), as sha256:…; fix: make artifact PUSH=1$/,
    );
  });
});
