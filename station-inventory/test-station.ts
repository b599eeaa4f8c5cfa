import type { FormatId } from "./formats";
import { parseStation } from "./inventory";
import type { Station } from "./schema";

/** For tests of components: the least that a station can be, heard in these formats. */
export const testStation = (id: string, basePort: number, formats: { icecast: FormatId[]; hls: FormatId[] }): Station =>
  parseStation({
    id,
    name: id,
    kind: "local",
    basePort,
    inputs: [{ name: "voieA", voie: "A", port: 0, selection: "autofallback" }],
    formats,
  });
