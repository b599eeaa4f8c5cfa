/** Every picture, by its file in docs/. */
import { airPath } from "./air-path";
import { inCluster } from "./in-cluster";
import { layOut } from "./layout";
import type { Picture } from "./picture";
import { localPlatform, prodPlatform } from "./platform";
import { svg } from "./svg";
import { whoCalls } from "./who-calls";

export const pictures: Readonly<Record<string, () => Promise<Picture>>> = {
  "air-path.svg": async () => {
    const platform = await localPlatform();
    return airPath(platform, platform.plan.stations[0]!);
  },
  "connections.svg": async () => whoCalls(await localPlatform(), "the stack local, with one station"),
  "prod.svg": async () => inCluster({ whole: "prod", ...(await prodPlatform()) }),
};

/** @returns the SVG file */
export const drawn = async (picture: Picture): Promise<string> =>
  svg(picture, await Promise.all(picture.panels.map(layOut)));
