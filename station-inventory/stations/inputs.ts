import type { StationInput } from "../schema";

type Inputs = StationInput["inputs"];

/** The classic plan: two main callers that each carry both voices, two portable callers, and the satellite. */
export const classicInputs: Inputs = [
  { name: "voieA-1", voie: "A", port: 0, selection: "autofallback" },
  { name: "voieA-2", voie: "A", port: 1, selection: "autofallback" },
  { name: "voieB-1", voie: "B", port: 2, selection: "autofallback" },
  { name: "voieB-2", voie: "B", port: 3, selection: "autofallback" },
  { name: "override-1", voie: "override", port: 4, selection: "manual", srtLatency: "500 milliseconds" },
  { name: "override-2", voie: "override", port: 5, selection: "manual", srtLatency: "500 milliseconds" },
  { name: "sat", voie: "sat", port: 6, selection: "autofallback", srtLatency: "800 milliseconds" },
];

/** The classic plan at its ports, for a house with one main caller and one portable caller. */
export const localInputs: Inputs = classicInputs.filter(({ name }) =>
  ["voieA-1", "voieB-1", "override-1", "sat"].includes(name),
);

/** What an automated programme needs: its player, the spare player, and a way in for a person. */
export const webradioInputs: Inputs = [
  { name: "voieA", voie: "A", port: 0, selection: "autofallback" },
  { name: "voieB", voie: "B", port: 2, selection: "autofallback" },
  { name: "override", voie: "override", port: 4, selection: "manual", srtLatency: "500 milliseconds" },
];
