import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { stationFiles } from "../station-inventory/stations";
import { measure, type Measurement } from "./measure";

/** A thousand stations, each in its own block of ten ports: all there is room for. */
export const thousand = Array.from({ length: 1000 }, (_, index) => ({
  id: `station-${index}`,
  name: `Station ${index}`,
  kind: "local",
  basePort: 10000 + 10 * index,
  inputs: [
    { name: "voieA", voie: "A", port: 0, selection: "autofallback" },
    { name: "voieB", voie: "B", port: 2, selection: "autofallback" },
    { name: "override", voie: "override", port: 4, selection: "manual" },
  ],
}));

/** Parsing included: from what the files say to names, ports, mounts and URLs. */
export const planThousand = (): Promise<Measurement> =>
  measure("inventory to plan, 1000 stations", "ms", 1000, 5, () =>
    planFleet(parseInventory([{ file: "bench", set: "fleet", stations: thousand }]).fleet),
  );

export const planWholeFleet = (): Promise<Measurement> =>
  measure("inventory to plan, the fleet", "ms", 1000, 5, () => planFleet(parseInventory(stationFiles).fleet));
