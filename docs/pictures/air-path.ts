/** One station from its studios to its listeners: which components, by which ports, and what watches them. Pure. */
import { grouped } from "../../components/workload/group-by";
import { format } from "../../station-inventory/formats";
import type { InputPlan, StationPlan } from "../../station-inventory/plan-types";
import { boxOf, callLine, callsOf, namesOf, type Outsider, outsideBox, type Part, soundLine } from "./calls";
import type { Picture } from "./picture";
import type { Platform } from "./platform";

/** What a station's sound passes, in that order, and what watches it. */
export function partsOf({ plan, workloads }: Platform, station: StationPlan): { path: Part[]; watch: Part[] } {
  const { relays } = plan.icecast.shards.find(({ stations }) => stations.includes(station.id))!;
  const part = (id: string, servers: readonly { name: string }[], text: string[] = []): Part => {
    const members = namesOf(servers);
    return { id, title: id, members, text: [...members, ...text] };
  };
  const engines = station.engines.map(({ name }): Part => {
    const { sidecars = [] } = workloads.find((workload) => workload.name === name)!;
    return { id: name, title: name, members: [name], text: [`with ${namesOf(sidecars).join(", ")}`] };
  });
  return {
    path: [
      ...engines,
      part("icecast-master", plan.icecast.masters),
      part("hls-origin", plan.hls.origins),
      part("icecast-relay", relays, fallbacks(station)),
      part("cache", plan.hls.caches),
      part("front", plan.fronts),
      { id: "prober", title: "prober", members: [plan.prober.name] },
    ],
    watch: [
      part("prometheus", plan.prometheus.servers),
      part("alertmanager", plan.alertmanager.servers),
      { id: "alert-sink", title: "alert-sink", members: [plan.alertSink.name] },
    ],
  };
}

/** @returns what listeners of a relay hear, and what when that is gone: "a, else b, else silence" */
function fallbacks({ engines, streams }: StationPlan): string[] {
  const orders = streams.map(({ engineMounts, silence }) => {
    const feeds = (mount: string) => engines.find(({ mounts }) => mounts.some((own) => own.mount === mount))!.letter;
    return [...engineMounts.map(feeds), ...(silence === undefined ? [] : ["silence"])].join(", else ");
  });
  return [...new Set(orders)];
}

function studiosOf({ engines }: StationPlan): Outsider {
  const { inputs } = engines[0]!;
  const list = (heading: string, selection: InputPlan["selection"]) => {
    const chosen = inputs.filter((input) => input.selection === selection);
    const lines = chosen.map(({ name, port, call }) => `${call ?? port} ${name}`);
    return lines.length > 0 ? [heading, ...lines] : [];
  };
  const text = [...list("automatic, in order:", "autofallback"), ...list("by hand:", "manual")];
  return { id: "studios", title: "studios", audience: "studios", text };
}

function listenersOf({ streams, hls }: StationPlan): Outsider {
  const codecs = grouped(streams, ({ format: id }) => format(id).codec).map(
    (same) => `${format(same[0]!.format).codec.toUpperCase()} ×${same.length}`,
  );
  return {
    id: "listeners",
    title: "listeners",
    audience: "listeners",
    text: [...codecs, `HLS ×${hls.renditions.length}`],
  };
}

/** @param station one of the platform's */
export function airPath(platform: Platform, station: StationPlan): Picture {
  const { path, watch } = partsOf(platform, station);
  const [studios, listeners] = [studiosOf(station), listenersOf(station)];
  const order = [studios, ...path, listeners].map(({ id }) => id);
  return {
    title: `${station.displayName}, from its studios to its listeners`,
    subtitle: [
      "Lines follow the sound and meet the port that is called: at their arrow it is pushed there, at their start it is fetched.",
      "Each one in a box is connected with each one in the next.",
    ],
    panels: [
      {
        direction: "RIGHT",
        nodes: [outsideBox(studios), ...path.map((part) => boxOf(part, platform)), outsideBox(listeners)],
        lines: callsOf(path, [studios, listeners], platform).map(soundLine(order)),
      },
      {
        direction: "RIGHT",
        nodes: watch.map((part) => boxOf(part, platform)),
        lines: callsOf(watch, [], platform).map(callLine),
      },
    ],
  };
}
