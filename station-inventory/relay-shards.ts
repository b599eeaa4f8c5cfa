/**
 * Which relays carry which stations. Every mount on a relay is a thread and a connection to a master, so a fleet's mounts are too many for
 * one; a station goes whole to one shard, since a stream's fallbacks must be on one relay. Pure.
 */
import type { FleetSettings } from "./fleet-settings";
import type { StationPlan } from "./plan-types";

/** What one station needs on a relay: for each stream every engine on every master, and silence where it has one. */
export const mountsOf = (
  { streams }: Pick<StationPlan, "streams">,
  { masters }: Pick<FleetSettings, "masters">,
): number =>
  streams.reduce((sum, { engineMounts, silence }) => sum + masters * engineMounts.length + (silence ? 1 : 0), 0);

/**
 * Fills one shard after the other, in the order of base ports: whatever order the inventory has, and a station at the end of the ports
 * leaves every shard but the last as it was.
 * @returns stations' ids, shard by shard; each shard's mounts are at most `mountsPerRelay`, unless it is one station that has more
 */
export function shardStations(
  stations: readonly Pick<StationPlan, "id" | "basePort" | "streams">[],
  settings: Pick<FleetSettings, "masters" | "mountsPerRelay">,
): string[][] {
  const shards: string[][] = [];
  let room = 0;
  for (const station of [...stations].sort((one, other) => one.basePort - other.basePort)) {
    const mounts = mountsOf(station, settings);
    if (shards.length === 0 || mounts > room) {
      shards.push([]);
      room = settings.mountsPerRelay;
    }
    shards.at(-1)!.push(station.id);
    room -= mounts;
  }
  return shards;
}
