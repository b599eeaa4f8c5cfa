import { checkNodePorts } from "./node-ports";

const fronts = { from: 8000, to: 8009, nodePort: 32700, healthCheckNodePort: 32720 };
const studios = { from: 10100, to: 10199, nodePort: 30000 };

describe("node port ranges", () => {
  it("are taken where each port is meant once", () => {
    expect(() => checkNodePorts("prod", [studios, fronts, { from: 10200, to: 10299, nodePort: 30100 }])).not.toThrow();
  });

  it.each([
    [
      "a node port in two ranges",
      [studios, { from: 11000, to: 11499, nodePort: 30099 }],
      "node port 30099 twice (nodePort of 10100-10199, nodePort of 11000-11499)",
    ],
    [
      "a health check's among another range's",
      [fronts, { from: 8443, to: 8452, nodePort: 32729 }],
      "node port 32729 twice (healthCheckNodePort of 8000-8009, nodePort of 8443-8452)",
    ],
    [
      "a host port in two ranges",
      [studios, { from: 10199, to: 10299, nodePort: 31000 }],
      "port 10199 twice (10100-10199, 10199-10299)",
    ],
  ])("are refused with %s", (_, ranges, words) => {
    expect(() => checkNodePorts("prod", ranges)).toThrow(
      `stacks/Pulumi.prod.yaml: airpath:nodePorts means ${words}; allowed: each once; fix: move or shorten one of the ranges`,
    );
  });

  it("are refused the wrong way round", () => {
    expect(() => checkNodePorts("prod", [{ from: 9, to: 8, nodePort: 30000 }])).toThrow(
      "airpath:nodePorts has a range 9-8; allowed: from the lower to the higher; fix: swap them",
    );
  });
});
