import type { StationInput } from "../schema";
import { classicInputs } from "./inputs";

const network = (id: string, name: string, basePort: number): StationInput => ({
  id,
  name,
  kind: "national",
  basePort,
  inputs: classicInputs,
});

/** The national networks: every way in, every format. */
export const national: StationInput[] = [
  network("meridienne", "La Méridienne", 10100),
  network("hautlarge", "Haut Large", 10110),
  network("clairefontaine", "Clairefontaine Musique", 10120),
  network("lanterne", "La Lanterne Info", 10130),
  network("contrepoint", "Contrepoint", 10140),
  network("zephyrine", "Zéphyrine", 10150),
  network("palabre", "Palabre Culture", 10160),
];
