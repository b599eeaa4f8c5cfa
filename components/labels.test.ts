import { planFleet } from "../station-inventory/plan";
import { labelsOf } from "./labels";

const plan = planFleet([], { revisions: { cache: "2" } });

it("another revision is another label of that component, and of no other", () => {
  expect(labelsOf(plan, "cache")).toEqual({ component: "cache", revision: "2" });
  expect(labelsOf(plan, "engine", { station: "rivage", engine: "a" })).toEqual({
    component: "engine",
    station: "rivage",
    engine: "a",
  });
});
