import { readStackName } from "./stack-name";

describe("names of stacks", () => {
  it.each([
    ["local", { whole: "local" }],
    ["preprod", { whole: "preprod" }],
    ["prod-11000", { whole: "prod", part: 11000 }],
    ["prod-south", { whole: "prod", site: "south" }],
    ["prod-south-11000", { whole: "prod", site: "south", part: 11000 }],
    ["preprod-edge", { whole: "preprod", part: "edge" }],
  ])("%s", (stack, named) => {
    expect(readStackName(stack)).toEqual(named);
  });

  it.each([
    "",
    "nowhere",
    "local-edge",
    "prod-",
    "prod-1100",
    "prod-110000",
    "prod-edge-2",
    "prod-edge-11000",
    "prod-s",
    "prod-south-",
    "Prod",
  ])('has none of "%s"', (stack) => {
    expect(readStackName(stack)).toBeUndefined();
  });
});
