import { inputsOf } from "../mocks";
import { args, listed, metadata, plain, runWorkload, unawaited } from "./kubernetes-test-support";

describe("how a workload is reached in a cluster", () => {
  it("is reached by its name, ready or not, and from outside as the stack says", async () => {
    const registered = await runWorkload(plain);
    const port = (name: string, number: number, protocol: string, more = {}) => ({
      name,
      port: number,
      targetPort: number,
      protocol,
      ...more,
    });
    const selector = { "airpath.workload": "web-1" };
    const service = (name: string) => {
      const { metadata: own, spec } = inputsOf(registered, "Service", name);
      expect(own).toEqual(metadata(name, unawaited));
      return spec;
    };
    expect(service("web-1")).toEqual({
      type: "ClusterIP",
      selector,
      publishNotReadyAddresses: true,
      ports: [port("http", 80, "TCP"), port("srt", 10000, "UDP"), port("api", 7000, "TCP"), port("private", 81, "TCP")],
    });
    expect(service("web-1-listeners")).toEqual({
      type: "LoadBalancer",
      selector,
      externalTrafficPolicy: "Local",
      publishNotReadyAddresses: false,
      ports: [port("http", 80, "TCP", { port: 8080 })],
    });
    expect(service("web-1-studios")).toEqual({
      type: "NodePort",
      selector,
      externalTrafficPolicy: "Cluster",
      publishNotReadyAddresses: true,
      ports: [port("srt", 10000, "UDP", { nodePort: 31000 })],
    });
    expect(listed(registered).filter((name) => name.startsWith("Service"))).toHaveLength(3);
  });

  it("has no address and no hole in the wall where it has no ports", async () => {
    const registered = await runWorkload({ ...plain, ports: [] });
    expect(listed(registered).slice(5)).toEqual(["Deployment web-1"]);
  });

  it("has a load balancer's node ports from the stack's ranges, where one covers them", async () => {
    const ranges = [{ from: 8080, to: 8089, nodePort: 32700, healthCheckNodePort: 32720 }];
    const listeners = { kind: "LoadBalancer" as const, ranges };
    const registered = await runWorkload(plain, { exposures: { ...args.exposures, listeners } });
    const { ports, healthCheckNodePort } = inputsOf(registered, "Service", "web-1-listeners").spec as {
      ports: { nodePort?: number }[];
      healthCheckNodePort?: number;
    };
    expect([ports.map(({ nodePort }) => nodePort), healthCheckNodePort]).toEqual([[32700], 32720]);
  });
});
