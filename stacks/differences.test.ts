import { differences } from "./differences";

it("tells what differs, by name, inside of objects too, and lists as a whole", () => {
  const a = { zones: 2, relays: 2, edge: { region: "eu-west-3", logDays: 30 }, nodePorts: [1, 2], revisions: {} };
  const b = {
    zones: 2,
    relays: 4,
    edge: { region: "eu-west-1", logDays: 30 },
    nodePorts: [1],
    revisions: { cache: "2" },
  };
  expect(differences(a, b)).toEqual([
    { setting: "edge.region", a: '"eu-west-3"', b: '"eu-west-1"' },
    { setting: "nodePorts", a: "[1,2]", b: "[1]" },
    { setting: "relays", a: "2", b: "4" },
    { setting: "revisions.cache", a: undefined, b: '"2"' },
  ]);
});

it("tells nothing of two that are alike, and of one that only one has", () => {
  expect(differences({ zones: 2 }, { zones: 2 })).toEqual([]);
  expect(differences({}, { edge: { zone: "x" } })).toEqual([{ setting: "edge", a: undefined, b: '{"zone":"x"}' }]);
});
