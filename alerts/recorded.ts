/** Names of what recording.ts records, for alerts that read it. */
export const recordedNames = {
  /** Per station: LUFS over ten minutes. */
  loudness: "station:loudness_lufs:10m",
  /** Per relay, station and format: how many engines' mounts it has. */
  feeds: "instance_station_format:icecast_feeds:count",
  /** Per station: listeners on all relays. */
  listeners: "station:icecast_listeners:sum",
  /** Per station: 1 while some engine has sound on air. */
  audible: "station:audible:bool",
  /** Per station, protocol and format: 1 while it can be heard. */
  available: "stream:available:bool",
  /** The same over a minute: 0 to 1. */
  availableMinute: "stream:availability:ratio1m",
  /** Per station and protocol, all formats alike; over a minute, and longer. */
  availability: "station_protocol:availability",
  /** Share of the error budget of the period that is left. */
  budget: "station_protocol:error_budget:remaining",
} as const;
