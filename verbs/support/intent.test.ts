import { type Failure } from "../verb";
import { wordsFor } from "./intent";

describe("a stack's file that cannot be read", () => {
  it("is named", () => {
    const said =
      "pulumi config ended with exit code 1:\nerror: invalid YAML file: yaml: line 7: mapping values are not allowed";
    const words = wordsFor(new Error(said), "local") as Failure;
    expect(words.message).toBe("stacks/Pulumi.local.yaml is no YAML: line 7: mapping values are not allowed");
    expect(words.fix).toBe("correct it there; nothing was changed");
  });

  it("is no explanation of anything else", () => {
    const other = new Error("pulumi config ended with exit code 1:\nerror: no stack named local");
    expect(wordsFor(other, "local")).toBe(other);
  });
});
