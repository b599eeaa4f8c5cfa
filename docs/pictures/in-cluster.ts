/** A platform in a cluster: which stacks it is divided into, what stands in each, and how much of that in each zone. Pure. */
import { grouped } from "../../components/workload/group-by";
import { namespaceOf } from "../../stacks/cluster-plan";
import { publicNames } from "../../station-inventory/urls";
import { callsOf, outsideBox, type Part, soundLine } from "./calls";
import { delivery, dialled, engineStacks, entriesOf, type InCluster, watchers, zoned } from "./cluster-parts";
import type { Box, Group, Line, Picture } from "./picture";

export function inCluster(shown: InCluster): Picture {
  const { platform, whole, config } = shown;
  const { zones, stationsPerStack } = config;
  const stacks = engineStacks(platform, whole, stationsPerStack);
  const engines: Part = { id: "engines", title: "engines", members: stacks.flatMap(({ members }) => members) };
  const shared = delivery(platform.plan, entriesOf(platform, config));
  const inStacks = stationsPerStack === undefined ? "" : `, in stacks of ${stationsPerStack} stations at the most`;
  const groups: Group[] = [
    { id: engines.id, title: `engines${inStacks}`, boxes: stacks.map((part) => zoned(part, shown)) },
    { id: "shared", title: `stack ${whole}`, boxes: shared.map((part) => zoned(part, shown)) },
  ];
  const { studios, toHls, icecast } = outside(shown);
  const way = (ids: readonly string[]): Line[] => ids.slice(1).map((to, index) => ({ from: ids[index]!, to }));
  return {
    title: `${whole}: what stands in which stack and zone`,
    subtitle: [
      `All of it is in one cluster of ${zones} zones, in the namespace ${namespaceOf(whole)}. Lines follow the sound.`,
    ],
    panels: [
      {
        direction: "DOWN",
        nodes: [studios, ...groups, ...toHls, icecast],
        lines: [
          ...way([studios.id, engines.id]),
          ...soundBetween([engines, ...shared], shown),
          ...way(["front", ...toHls.map(({ id }) => id)]),
          ...way(["front", icecast.id]),
        ],
      },
      {
        direction: "DOWN",
        nodes: [{ id: "watchers", title: `stack ${whole}: what watches`, boxes: watchers(shown) }],
        lines: [],
      },
    ],
  };
}

/** @param parts in the order in which sound passes them */
function soundBetween(parts: readonly Part[], { platform }: InCluster): Line[] {
  const lines = callsOf(parts, [], platform).map(soundLine(parts.map(({ id }) => id)));
  return grouped(lines, ({ from, to }) => JSON.stringify([from, to])).map(([line]) => {
    const { from, to } = line!;
    return { from, to };
  });
}

/** Who sends, who listens, and what of the edge stands between. */
function outside({ platform, whole, config }: InCluster): { studios: Box; toHls: Box[]; icecast: Box } {
  const { plan } = platform;
  const { edge, address } = config;
  const names = [address, ...(edge?.names.srt === undefined ? [] : [`*.${edge.names.srt}`])];
  const listeners = (id: string, title: string, way: "hls" | "icecast") =>
    outsideBox({ id, title, text: publicNames(plan, way) });
  const cdn = ({ region }: { region: string }): Box => ({
    ...outsideBox({ id: "cdn", title: "CloudFront", text: [`stack ${whole}-edge, ${region}`] }),
    tone: "front",
  });
  return {
    studios: outsideBox({ id: "studios", title: "studios", text: [...names, ...dialled(platform, config)] }),
    toHls: [...(edge ? [cdn(edge)] : []), listeners("hls", "HLS listeners", "hls")],
    icecast: listeners("icecast", "Icecast listeners", "icecast"),
  };
}
