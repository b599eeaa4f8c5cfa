/**
 * What a plan means to people, small enough to be kept with the stack: previews compare what it last ran with what it is about to run. Pure.
 * A number that people know under a name of its own stands beside others of its kind, so that a change of it on several mounts is one change.
 */
import { format } from "../station-inventory/formats";
import { ownersSecret } from "../station-inventory/names";
import type { FleetPlan, InputPlan, StationPlan } from "../station-inventory/plan-types";

export interface Declared {
  /** By id. */
  stations: Record<string, DeclaredStation>;
  /** What stations share: "relays" → "2". */
  platform: Record<string, string>;
}

export interface DeclaredStation {
  /** Letters, in order: "ab". */
  engines: string;
  /** "/rivage-hifi.aac" → "192k". */
  mounts: Record<string, string>;
  /** HLS renditions by playlist: "/rivage/hifi.m3u8" → "192k". */
  renditions: Record<string, string>;
  /** "voieA-1" → "A, autofallback, port 10000, SRT latency 200 ms". */
  inputs: Record<string, string>;
  /** The rest: "name" → "Radio Rivage". */
  settings: Record<string, string>;
}

/** @param minimumRedundancy how many engines the stack demands of a station */
export const declaredOf = (plan: FleetPlan, minimumRedundancy: number): Declared => ({
  stations: Object.fromEntries(plan.stations.map((station) => [station.id, declaredStation(station)])),
  platform: { "engines a station at least": String(minimumRedundancy), ...settingsOf(plan) },
});

/** @returns the same of some stations: what a stack of stations holds */
export const declaredPart = (all: Declared, ids: ReadonlySet<string>): Declared => ({
  stations: Object.fromEntries(Object.entries(all.stations).filter(([id]) => ids.has(id))),
  platform: {},
});

const kilobits = (id: StationPlan["streams"][number]["format"]): string => `${format(id).bitrate}k`;

function declaredStation(station: StationPlan): DeclaredStation {
  const { engines, streams, hls, blank, loudness, switching, resources, publicNames } = station;
  const [first] = engines;
  const placement = engines
    .filter(({ placement: labels }) => Object.keys(labels).length > 0)
    .map(({ letter, placement: labels }) => [`engine ${letter}'s place`, list(labels)] as const);
  return {
    engines: engines.map(({ letter }) => letter).join(""),
    mounts: Object.fromEntries(streams.map(({ mount, format: id }) => [mount, kilobits(id)])),
    renditions: Object.fromEntries(hls.renditions.map(({ playlist, format: id }) => [playlist, kilobits(id)])),
    inputs: Object.fromEntries((first?.inputs ?? []).map((input) => [input.name, inputText(input)])),
    settings: {
      name: station.displayName,
      kind: station.kind,
      "first port": String(station.basePort),
      "input order": (first?.inputs ?? []).map(({ name }) => name).join(" "),
      silence: `${blank.thresholdDecibels} dB for ${blank.maxSeconds} s`,
      loudness: `${loudness.leastLufs} to ${loudness.mostLufs} LUFS`,
      "an input is lost after": `${switching.lostAfterSeconds} s`,
      "a better input returns after": `${switching.returnAfterSeconds} s`,
      "HLS segments": `${hls.segmentSeconds} s`,
      "HLS window": `${hls.windowSegments} segments`,
      cores: String(resources.cpu),
      memory: `${resources.memoryMebibytes} MiB`,
      "public names": list(publicNames),
      ...Object.fromEntries(placement),
    },
  };
}

function inputText({ voie, selection, port, latencyMilliseconds, call, detectBlank, passphraseSecret }: InputPlan) {
  const reached = call === undefined ? `port ${port}` : `calls ${call}`;
  const silence = detectBlank ? "" : ", silence is programme";
  return `${voie}, ${selection}, ${reached}, SRT latency ${latencyMilliseconds} ms, passphrase "${ownersSecret(passphraseSecret)}"${silence}`;
}

function settingsOf({ settings, icecast }: FleetPlan): Record<string, string> {
  const { revisions, publicNames = {}, logs, ...others } = settings;
  const plain = Object.entries(others).map(([key, value]) => [key, String(value)] as const);
  return {
    ...Object.fromEntries(plain),
    revisions: list(revisions),
    ...(logs && { logs: list(logs) }),
    publicNames: list(publicNames),
    "relay shards": icecast.shards.map(({ stations }) => stations.length).join("+"),
  };
}

const list = (record: object): string =>
  Object.entries(record)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(" ") || "none";
