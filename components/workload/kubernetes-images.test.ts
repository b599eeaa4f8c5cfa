import * as pulumi from "@pulumi/pulumi";
import { type KubernetesRuntimeArgs } from "./kubernetes";
import { run } from "./kubernetes-test-support";

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

  it("is called by its content where nodes hold it, by its digest where a registry does", async () => {
    const held = await take({ debian });
    expect(held).toMatch(/^airpath\/web:[0-9a-f]{12}$/);
    const digest = `sha256:${"ab".repeat(32)}`;
    const tag = held.slice("airpath/".length);
    // Its base is asked for too.
    const [, base] = /content (base:[0-9a-f]{12})/.exec(
      String(await take({ registry: "r", release: { debian, digests: {} } })),
    )!;
    const digests = { [base!]: digest, [tag]: digest };
    expect(await take({ registry: "registry.example", release: { debian, digests } })).toBe(
      `registry.example/airpath/web@${digest}`,
    );
  });

  it("that was never pushed is one error that names the command", async () => {
    const digests = { "base:0123456789ab": `sha256:${"ab".repeat(32)}` };
    expect(await take({ registry: "registry.example", release: { debian, digests } })).toMatch(
      /^image "base": its content base:[0-9a-f]{12} was never pushed; allowed: what the release has \(base:0123456789ab\), as sha256:…; fix: make artifact PUSH=1$/,
    );
  });
});
