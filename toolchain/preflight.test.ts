import { checkMachine, type Machine } from "./preflight";
import { compareVersions } from "./versions";

const good: Machine = {
  platform: "linux",
  architecture: "x64",
  node: "20.20.2",
  free: [{ what: "the cache", folder: "/home/radio/.cache/airpath", bytes: 6e9 }],
};

describe("checkMachine", () => {
  it("accepts a machine with just enough", () => {
    expect(() => checkMachine(good)).not.toThrow();
  });

  it.each([
    [{ platform: "darwin", architecture: "arm64" }, "this machine is darwin/arm64; allowed: linux/x64"],
    [{ node: "18.19.0" }, "Node is 18.19.0; allowed: 20.9.0 or newer"],
    [
      { free: [{ what: "Docker", folder: "/var/lib/docker", bytes: 1.24e9 }] },
      "the disk of Docker (/var/lib/docker) has 1.2 GB free; needed: 6 GB",
    ],
  ])("refuses %j", (change, message) => {
    expect(() => checkMachine({ ...good, ...change })).toThrow(message);
  });
});

it("compares versions by number, not by letter", () => {
  expect(compareVersions("20.9.0", "20.20.2")).toBeLessThan(0);
  expect(compareVersions("go1.26.8", "1.26.8")).toBe(0);
  expect(compareVersions("v3.256.1", "3.256")).toBeGreaterThan(0);
});
