import { at } from "./diff";
import { fatesIn, readPreview } from "./digest";
import { kindOf, nameOf, typeOf } from "../urn";
import { containerUrn, created, replaced, state } from "./test-fleet";

describe("errors are told from changes", () => {
  const error = (message: string) => ({ severity: "error", message: `<{%reset%}>${message}<{%reset%}>` });

  it("by what is diagnosed, whatever the exit code", () => {
    const stdout = JSON.stringify({
      diagnostics: [error("stations/demo.ts: wrong\n"), error("preview failed")],
      steps: [],
    });
    expect(readPreview(0, stdout, "")).toEqual({ errors: ["stations/demo.ts: wrong"] });
    expect(readPreview(255, stdout, "")).toEqual({ errors: ["stations/demo.ts: wrong"] });
  });

  it("by the exit code, where nothing is diagnosed", () => {
    expect(readPreview(255, "{}", "error: no stack named 'local' found\n")).toEqual({
      errors: ["error: no stack named 'local' found"],
    });
    expect(readPreview(137, "", "")).toEqual({ errors: ["pulumi preview ended with exit code 137"] });
  });

  it("warnings are none, nor is what stands before the document", () => {
    const digest = { steps: [], diagnostics: [{ severity: "warning", message: "old" }], changeSummary: { same: 3 } };
    expect(readPreview(0, `warning: a newer version\n${JSON.stringify(digest)}`, "")).toEqual({ digest });
  });
});

describe("resources", () => {
  const at = state("airpath:engine:Engine$docker:index/container:Container", "engine-rivage-a");

  it("have a name, a type and a kind", () => {
    expect([nameOf(at.urn), typeOf(at.urn), kindOf(at.urn)]).toEqual([
      "engine-rivage-a",
      "docker:index/container:Container",
      "Container",
    ]);
  });

  it("are told once, however many steps a replacement takes, with both states", () => {
    const fates = fatesIn({ steps: [...replaced(at, "image"), created(state("docker:index/volume:Volume", "data"))] });
    expect(fates.map(({ change, before, after }) => [change, before?.urn, after?.urn])).toEqual([
      ["replace", at.urn, at.urn],
      ["create", undefined, fates[1]!.urn],
    ]);
    expect(fates[0]!.step.detailedDiff).toEqual({ image: { kind: "update-replace", inputDiff: true } });
  });

  it("that only are looked at stay as they are", () => {
    expect(fatesIn({ steps: [{ op: "read", urn: containerUrn("x") }] })[0]!.change).toBe("same");
  });
});

it("finds what a path leads to", () => {
  const value = { labels: [{ label: "a", value: "b" }], data: { "x.y": "z" } };
  expect([at(value, "labels[0].value"), at(value, 'data["x.y"]'), at(value, "none.of[2].it")]).toEqual([
    "b",
    "z",
    undefined,
  ]);
});
