import { inputsOf } from "../mocks";
import { image, plain, run } from "./docker-test-support";
import { probe } from "./test-workloads";
import type { Workload } from "./workload";

describe("a workload that observes the machine", () => {
  const observing = (observes: Workload["observes"], before: Workload[] = []) =>
    run((runtime) => {
      for (const workload of before) runtime.run(workload, { parent: runtime });
      const tmp = { name: "tmp", path: "/tmp", kind: "memory", mebibytes: 16 } as const;
      runtime.run({ ...plain, name: "eye", observes, volumes: [tmp] }, { parent: runtime });
    });

  it("sees all processes, as a user who owns none of them, and is hardened as everybody is", async () => {
    const container = inputsOf(await observing("processes"), "Container", "eye");
    expect(container).toMatchObject({
      pidMode: "host",
      user: "59999:59999",
      tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=16m,uid=59999,gid=59999,mode=0700" },
      readOnly: true,
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true", "label=disable"],
      volumes: [],
    });
    expect(container.envs).toContain("TINI_SUBREAPER=1");
    const plainly = inputsOf(await observing(undefined), "Container", "eye");
    expect(plainly).toMatchObject({ user: "1000:1000", volumes: [] });
    expect(plainly.pidMode).toBeUndefined();
    expect(plainly.envs).not.toContain("TINI_SUBREAPER=1");
  });

  it("of containers, has their counters, and a list of those before it", async () => {
    const gate = { name: "gate", image, readiness: probe, liveness: probe, resources: plain.resources };
    const registered = await observing("containers", [{ ...plain, sidecars: [gate] }]);
    expect(inputsOf(registered, "Container", "eye").volumes).toEqual([
      { containerPath: "/etc/airpath", readOnly: true, volumeName: expect.stringContaining("airpath-local-eye-files") },
      { hostPath: "/sys/fs/cgroup", containerPath: "/machine/cgroup", readOnly: true },
    ]);
    const [list] = inputsOf(registered, "Container", "eye-files").uploads as { file: string; content: string }[];
    expect(list!.file).toBe("/etc/airpath/containers.json");
    expect(JSON.parse(list!.content)).toEqual([
      { id: "web-1-gate-id", name: "web-1-gate", workload: "web-1", labels: { component: "web" } },
      { id: "web-1-id", name: "web-1", workload: "web-1", labels: { component: "web" } },
    ]);
  });

  it("is as any other where it observes what its machine says to all, and refused where it would see a cluster", async () => {
    const container = async (observes: Workload["observes"]) => inputsOf(await observing(observes), "Container", "eye");
    expect(await container("machine")).toEqual(await container(undefined));
    await expect(observing("cluster")).rejects.toThrow(
      'workload "eye": observes "cluster" is for a cluster; allowed on one machine: "machine", "processes", "containers", "logs"; fix: leave it out on Docker',
    );
  });

  it("has a sidecar see nothing but itself", async () => {
    const gate = { name: "gate", image, readiness: probe, liveness: probe, resources: plain.resources };
    const registered = await run((runtime) =>
      runtime.run({ ...plain, observes: "processes", sidecars: [gate] }, { parent: runtime }),
    );
    expect(inputsOf(registered, "Container", "web-1-gate")).toMatchObject({ user: "1000:1000" });
    expect(inputsOf(registered, "Container", "web-1-gate").pidMode).toBeUndefined();
  });
});
