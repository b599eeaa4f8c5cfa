import { inputsOf } from "../mocks";
import { plain, run } from "./kubernetes-test-support";
import type { Connection } from "./workload";

/** What is declared where nothing but these workloads runs, with these connections. */
const connected = (workloads: readonly string[], connections: readonly Connection[]) =>
  run((runtime) => {
    for (const name of workloads) runtime.run({ ...plain, name, ports: [] }, { parent: runtime });
    runtime.connect(connections, { parent: runtime });
  });

describe("connections", () => {
  it("become one policy for each that takes part, both ways, with one rule for all that share their ports", async () => {
    const registered = await connected(
      ["prometheus", "db", "web-1"],
      [
        { from: "prometheus", to: { workload: "web-1" }, port: 80, protocol: "tcp" },
        { from: "prometheus", to: { workload: "web-2" }, port: 80, protocol: "tcp" },
        { from: "prometheus", to: { workload: "db" }, port: 9, protocol: "tcp" },
        { from: "web-1", to: { workload: "db" }, port: 5, protocol: "udp" },
        { from: "web-1", to: { outside: "192.0.2.9" }, port: 443, protocol: "tcp" },
        { from: "web-1", to: { outside: "mail.example" }, port: 587, protocol: "tcp" },
      ],
    );
    const spec = (name: string) => inputsOf(registered, "NetworkPolicy", `${name}-connections`).spec;
    const one = (name: string) => ({ podSelector: { matchLabels: { "airpath.workload": name } } });
    const tcp = (port: number) => [{ port, protocol: "TCP" }];
    expect(spec("prometheus")).toEqual({
      ...one("prometheus"),
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              podSelector: {
                matchExpressions: [{ key: "airpath.workload", operator: "In", values: ["web-1", "web-2"] }],
              },
            },
          ],
          ports: tcp(80),
        },
        { to: [one("db")], ports: tcp(9) },
      ],
    });
    expect(spec("db")).toEqual({
      ...one("db"),
      policyTypes: ["Ingress"],
      ingress: [
        { from: [one("prometheus")], ports: tcp(9) },
        { from: [one("web-1")], ports: [{ port: 5, protocol: "UDP" }] },
      ],
    });
    expect(spec("web-1")).toEqual({
      ...one("web-1"),
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [one("prometheus")], ports: tcp(80) }],
      egress: [
        { to: [one("db")], ports: [{ port: 5, protocol: "UDP" }] },
        { to: [{ ipBlock: { cidr: "192.0.2.9/32" } }], ports: tcp(443) },
        { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: "::/0" } }], ports: tcp(587) },
      ],
    });
  });

  it("are one policy for all that have the same ones, each other among them", async () => {
    const peers = (from: string, to: string) => ({ from, to: { workload: to }, port: 7, protocol: "tcp" as const });
    const asks = (from: string) => ({ from, to: { workload: "db" }, port: 9, protocol: "tcp" as const });
    const all = [peers("a", "b"), peers("b", "a"), asks("a"), asks("b"), asks("c"), peers("c", "a")];
    const registered = await connected(["a", "b", "c", "db"], all);
    const policies = registered.filter(({ name }) => name.endsWith("-connections")).map(({ name }) => name);
    // "c" calls "a" alone: what "a" and "b" have is no longer the same.
    expect(policies.sort()).toEqual(["a-connections", "b-connections", "c-connections", "db-connections"]);
    const together = await connected(["a", "b"], [peers("a", "b"), peers("b", "a"), asks("a"), asks("b")]);
    const both = {
      podSelector: { matchExpressions: [{ key: "airpath.workload", operator: "In", values: ["a", "b"] }] },
    };
    expect(inputsOf(together, "NetworkPolicy", "a-connections").spec).toEqual({
      ...both,
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [both], ports: [{ port: 7, protocol: "TCP" }] }],
      egress: [
        { to: [both], ports: [{ port: 7, protocol: "TCP" }] },
        { to: [{ podSelector: { matchLabels: { "airpath.workload": "db" } } }], ports: [{ port: 9, protocol: "TCP" }] },
      ],
    });
  });

  it("let anybody reach what is published, together with what else a workload has", async () => {
    const calls = { from: "prometheus", to: { workload: "web-1" }, port: 81, protocol: "tcp" as const };
    const registered = await run((runtime) => {
      runtime.run(plain, { parent: runtime });
      runtime.connect([calls], { parent: runtime });
    });
    expect(inputsOf(registered, "NetworkPolicy", "web-1-connections").spec).toEqual({
      podSelector: { matchLabels: { "airpath.workload": "web-1" } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          ports: [
            { port: 80, protocol: "TCP" },
            { port: 10000, protocol: "UDP" },
          ],
        },
        {
          from: [{ podSelector: { matchLabels: { "airpath.workload": "prometheus" } } }],
          ports: [{ port: 81, protocol: "TCP" }],
        },
      ],
    });
  });
});
