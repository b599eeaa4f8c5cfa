import { inputsOf } from "../mocks";
import { run } from "./kubernetes-test-support";

describe("connections", () => {
  it("become one policy for each that takes part, both ways, with one rule for all that share their ports", async () => {
    const registered = await run((runtime) =>
      runtime.connect(
        [
          { from: "prometheus", to: { workload: "web-1" }, port: 80, protocol: "tcp" },
          { from: "prometheus", to: { workload: "web-2" }, port: 80, protocol: "tcp" },
          { from: "prometheus", to: { workload: "db" }, port: 9, protocol: "tcp" },
          { from: "web-1", to: { workload: "db" }, port: 5, protocol: "udp" },
          { from: "web-1", to: { outside: "192.0.2.9" }, port: 443, protocol: "tcp" },
          { from: "web-1", to: { outside: "mail.example" }, port: 587, protocol: "tcp" },
        ],
        { parent: runtime },
      ),
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
});
