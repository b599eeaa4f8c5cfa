/** Where people and players reach the stations. Pure. */
import type { FleetSettings, PublicNames } from "./fleet-settings";
import type { FleetPlan, FrontPlan, StationPlan, StationUrls } from "./plan-types";

/** @returns every address of one station: listeners' through every front, studios' and operators' on every engine */
export function planUrls(plan: StationPlan, { settings, fronts }: Pick<FleetPlan, "settings" | "fronts">): StationUrls {
  const address = reachable(settings.listenAddress);
  const publicNames = publicNamesOf(plan, settings);
  const listen = (publicName: string | undefined, front: FrontPlan, path: string) => {
    if (publicName) return { url: `https://${publicName}${path}`, https: `https://${publicName}${path}` };
    const { url, https } = frontUrls(settings, front);
    return { url: `${url}${path}`, https: `${https}${path}` };
  };
  return {
    station: plan.id,
    icecast: fronts.flatMap((front) =>
      plan.streams.map(({ format, mount }) => ({
        format,
        front: front.name,
        ...listen(publicNames.icecast, front, mount),
      })),
    ),
    hls: fronts.map((front) => ({ front: front.name, ...listen(publicNames.hls, front, plan.hls.master) })),
    srt: plan.engines.flatMap(({ letter, inputs }) =>
      inputs.map(({ name, hostPort, call }) => ({
        engine: letter,
        input: name,
        address: `srt://${call ?? authority(address, hostPort)}`,
      })),
    ),
    api: plan.engines.map(({ letter, api }) => ({ engine: letter, url: httpUrl("127.0.0.1", api.hostPort, "") })),
  };
}

/** @returns the host names under which the public listens to a station, its own before the stack's; none where the stack serves on its own address */
export const publicNamesOf = (
  { publicNames: own }: Pick<StationPlan, "publicNames">,
  { publicNames: all }: Pick<FleetSettings, "publicNames">,
): PublicNames => (all === undefined ? {} : { icecast: own.icecast ?? all.icecast, hls: own.hls ?? all.hls });

/** @returns every name under which the public listens by a way, each once, in order */
export const publicNames = (
  { stations, settings }: Pick<FleetPlan, "stations" | "settings">,
  way: keyof PublicNames,
) => [...new Set(stations.flatMap((station) => publicNamesOf(station, settings)[way] ?? []))];

/** @returns where a front is reached, without a slash at the end */
export function frontUrls(
  { listenAddress }: Pick<FleetSettings, "listenAddress">,
  { hostPort, tlsHostPort }: FrontPlan,
): { url: string; https: string } {
  const address = reachable(listenAddress);
  return { url: httpUrl(address, hostPort, ""), https: `https://${authority(address, tlsHostPort)}` };
}

/** "Everywhere" is no address to call; on the machine itself, loopback is. */
const reachable = (address: string): string =>
  address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
const authority = (address: string, port: number): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
export const httpUrl = (address: string, port: number, path: string): string =>
  `http://${authority(address, port)}${path}`;
