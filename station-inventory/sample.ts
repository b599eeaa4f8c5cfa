import type { StationInput } from "./schema";

/** For tests: the least that a station must say. */
export const sample = (fields: Partial<StationInput> = {}): StationInput => ({
  id: "rivage",
  name: "Radio Rivage",
  kind: "local",
  basePort: 10000,
  inputs: [{ name: "voieA-1", voie: "A", port: 0, selection: "autofallback" }],
  ...fields,
});

/** @returns the field `inputs`: the sample's own with `fields` in the place of its own */
export const sampleInput = (fields: object) => ({
  inputs: [{ ...sample().inputs[0], ...fields }] as StationInput["inputs"],
});
