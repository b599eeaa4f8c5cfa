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
