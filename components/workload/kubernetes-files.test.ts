import { gunzipSync } from "node:zlib";
import { inputsOf } from "../mocks";
import { pack } from "./kubernetes-entries";
import { full, image, listed, metadata, plain, podOf, runWorkload } from "./kubernetes-test-support";
import { probe } from "./test-workloads";

describe("files of a workload as Kubernetes objects", () => {
  it("is another pod when its files change", async () => {
    const template = async (content: string) =>
      podOf(await runWorkload({ ...plain, files: [{ path: "/etc/airpath/x", content }] }));
    expect(await template("one")).toEqual(await template("one"));
    expect(await template("one")).not.toEqual(await template("two"));
  });

  it("stays as it is when files change that it takes up while it runs", async () => {
    const holding = (content: string, secretFiles = full.secretFiles) =>
      runWorkload({
        ...full,
        reload: { signal: "HUP", check: ["web", "--check"] },
        files: [{ path: "/etc/airpath/x", content }],
        secretFiles,
      });
    const [one, other] = [await holding("one"), await holding("two")];
    expect(podOf(one)).toEqual(podOf(other));
    const different = one.filter((each, index) => JSON.stringify(each) !== JSON.stringify(other[index]));
    expect(listed(different)).toEqual(["ConfigMap web-1-files", "Secret web-1-secrets"]);
    expect(podOf(one).spec.containers[0]!.env).toEqual([
      { name: "AIRPATH_PACKED", value: "/etc/airpath-packed" },
      { name: "AIRPATH_RELOAD", value: "HUP" },
      { name: "AIRPATH_RELOAD_CHECK", value: "web --check" },
      { name: "MODE", value: "on air" },
    ]);
    const { metadata: own, data, immutable } = inputsOf(one, "Secret", "web-1-secrets");
    expect([own, immutable]).toEqual([metadata("web-1-secrets"), undefined]);
    const { SHA256SUMS, "secrets__token.gz": token } = (data as { value: Record<string, string> }).value;
    expect(gunzipSync(Buffer.from(token!, "base64")).toString()).toBe("t0ken");
    expect(Buffer.from(SHA256SUMS!, "base64").toString()).toMatch(
      /^[0-9a-f]{64} {2}\/etc\/airpath\/secrets\/token\n[0-9a-f]{64} {2}\/etc\/airpath\/x\n$/,
    );
    const { data: plainOnly, binaryData } = inputsOf(await holding("one", []), "ConfigMap", "web-1-files");
    expect(Object.keys(plainOnly as object)).toEqual(["SHA256SUMS"]);
    expect(binaryData).toEqual({ "x.gz": pack("one") });
  });

  it("has what is large packed beside where it is read, and what is small as it is", async () => {
    const holding = async (content: string) => {
      const registered = await runWorkload({ ...plain, files: [{ path: "/etc/airpath/x", content }] });
      const { containers, volumes } = podOf(registered).spec;
      return { mounts: containers[0]!.volumeMounts, env: containers[0]!.env, names: volumes.map(({ name }) => name) };
    };
    const readOnly = { name: "main-packed", mountPath: "/etc/airpath-packed", readOnly: true };
    expect(await holding("x".repeat(64 * 1024 + 1))).toMatchObject({
      mounts: [readOnly, { name: "main-config", mountPath: "/etc/airpath" }],
      env: expect.arrayContaining([{ name: "AIRPATH_PACKED", value: "/etc/airpath-packed" }]) as unknown,
      names: expect.arrayContaining(["main-packed", "main-config"]) as unknown,
    });
    const small = await holding("x".repeat(64 * 1024));
    expect(small.mounts).toEqual([{ name: "main-config", mountPath: "/etc/airpath", readOnly: true }]);
    expect(small.names).not.toContain("main-packed");
  });

  it("shares its pod with its sidecars, each with files and volumes of its own", async () => {
    const sidecar = {
      name: "gate",
      image,
      files: [{ path: "/etc/airpath/gate.conf", content: "gate" }],
      volumes: [{ name: "tmp", path: "/tmp", kind: "memory" as const, mebibytes: 1 }],
      readiness: probe,
      liveness: probe,
      resources: { cpu: 1, memoryMebibytes: 1024 },
    };
    const registered = await runWorkload({ ...full, sidecars: [sidecar] });
    const { spec } = podOf(registered);
    expect(spec.containers.map(({ name }) => name)).toEqual(["main", "gate"]);
    expect(spec.containers[1]).toMatchObject({
      resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } },
      volumeMounts: [
        { name: "gate-config", mountPath: "/etc/airpath", readOnly: true },
        { name: "gate-tmp", mountPath: "/tmp" },
      ],
    });
    expect(spec.containers[1]!.ports).toBeUndefined();
    // One ConfigMap for both, of which each is shown its own.
    const held = inputsOf(registered, "ConfigMap", "web-1-files");
    expect(held.data).toEqual({ "web.conf": "port 80", "gate__gate.conf": "gate" });
    const { name } = held.metadata as { name: string };
    const shown = (container: string) =>
      spec.volumes.find((volume) => volume.name === `${container}-config`)!.projected;
    expect(shown("gate")).toMatchObject({
      sources: [{ configMap: { name, items: [{ key: "gate__gate.conf", path: "gate.conf" }] } }],
    });
    expect(shown("main")).toMatchObject({
      sources: [{ configMap: { name, items: [{ key: "web.conf", path: "web.conf" }] } }, { secret: {} }],
    });
  });

  it("keeps apart what is replaced with its files and what takes them up", async () => {
    const sidecar = {
      ...{ name: "gate", image, readiness: probe, liveness: probe, resources: { cpu: 1, memoryMebibytes: 64 } },
      files: [{ path: "/etc/airpath/gate.conf", content: "gate" }],
      reload: { signal: "HUP" as const, check: ["gate", "--check"] },
    };
    const registered = await runWorkload({ ...full, sidecars: [sidecar] });
    expect(inputsOf(registered, "ConfigMap", "web-1-files")).toMatchObject({ immutable: true });
    const followed = inputsOf(registered, "ConfigMap", "web-1-gate-files");
    expect(followed.immutable).toBeUndefined();
    expect(followed.data).toEqual({
      gate__SHA256SUMS: expect.stringMatching(/^[0-9a-f]{64} {2}\/etc\/airpath\/gate\.conf\n$/) as string,
    });
    expect(followed.binaryData).toEqual({ "gate__gate.conf.gz": pack("gate") });
  });
});
