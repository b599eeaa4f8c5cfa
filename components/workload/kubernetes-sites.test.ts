import * as pulumi from "@pulumi/pulumi";
import { inputsOf } from "../mocks";
import { image, listed, plain, run } from "./kubernetes-test-support";
import { plainJob } from "./test-workloads";

const sites = {
  own: "north",
  of: { "web-1": "north", "web-2": "south" },
  networks: { north: ["10.10.0.0/16"], south: ["10.20.0.0/16", "fd00:20::/48"] },
  domain: "clusterset.local",
};
const two = () =>
  run(
    (runtime) => {
      for (const name of ["web-1", "web-2", "prober"]) runtime.run({ ...plain, name }, { parent: runtime });
      for (const about of ["web-1", "web-2"])
        void runtime.job({ ...plainJob(image), name: `handover-${about}`, about }, { parent: runtime });
      const call = (from: string, workload: string) => ({ from, to: { workload }, port: 80, protocol: "tcp" }) as const;
      runtime.connect([call("web-1", "web-2"), call("web-2", "web-1"), call("web-2", "prober")], { parent: runtime });
    },
    { sites },
  );

it("runs what stands here and in each site, and proves for what is here alone that it may go", async () => {
  const all = listed(await two());
  expect(all.filter((name) => /^(Deployment|Job)/.test(name))).toEqual([
    "Deployment web-1",
    "Deployment prober",
    "Job handover-web-1",
  ]);
  expect(all.filter((name) => name.includes("web-2"))).toEqual(["Service web-2"]);
});

it("leads to what stands elsewhere by its own name, and exports what others call", async () => {
  const registered = await two();
  const labels = { component: "web", "airpath.workload": "web-2", "airpath.stack": "airpath-prod" };
  expect(inputsOf(registered, "Service", "web-2")).toMatchObject({
    metadata: { name: "web-2", namespace: "airpath-prod", labels },
    spec: { type: "ExternalName", externalName: "web-2.airpath-prod.svc.clusterset.local" },
  });
  expect(listed(registered).filter((name) => name.includes("ServiceExport"))).toEqual([
    "ServiceExport web-1-serviceexport",
  ]);
  expect(inputsOf(registered, "ServiceExport", "web-1-serviceexport")).toMatchObject({
    apiVersion: "multicluster.x-k8s.io/v1alpha1",
    metadata: { name: "web-1", namespace: "airpath-prod" },
  });
});

it("lets through what crosses from one site to another by that one's addresses, and nothing to what is not called", async () => {
  const registered = await two();
  const ports = [{ port: 80, protocol: "TCP" }];
  const south = [{ ipBlock: { cidr: "10.20.0.0/16" } }, { ipBlock: { cidr: "fd00:20::/48" } }];
  const policy = (name: string) =>
    inputsOf(registered, "NetworkPolicy", name).spec as { ingress: object[]; egress: object[] };
  // That it may talk to itself allows nothing, and engines of a station share a policy by it.
  const both = [...south, { podSelector: { matchLabels: { "airpath.workload": "web-1" } } }];
  expect(policy("web-1-connections").egress).toEqual([{ to: both, ports }]);
  expect(policy("web-1-connections").ingress).toContainEqual({ from: both, ports });
  expect(policy("prober-connections").ingress).toContainEqual({ from: south, ports });
});

it("gives a job elsewhere something to wait for that is there", async () => {
  let waited: unknown;
  await run(
    (runtime) => {
      const done = runtime.job({ ...plainJob(image), about: "web-2" }, { parent: runtime });
      pulumi.output(done).apply((resource) => (waited = resource === (runtime as unknown)));
    },
    { sites },
  );
  expect(waited).toBe(true);
});
