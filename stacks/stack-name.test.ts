import { readStackName, siteStack } from "./stack-name";

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

  it("tells to whom the namespace belongs", () => {
    const owners = ["prod", "prod-11000", "prod-south", "prod-south-11000"].map((stack) =>
      siteStack(readStackName(stack)!),
    );
    expect(owners).toEqual(["prod", "prod", "prod-south", "prod-south"]);
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
