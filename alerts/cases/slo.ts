import { gauge, liquidsoap, origin, relay, type CaseSeries } from "./case";

/**
 * All that a station needs to be available: four renditions and eight mounts, of which each relay has each.
 * @param blank what the engine says of its output before and after the onset
 */
export function sloSeries(
  blank: readonly [good: number, bad: number],
  age: readonly [number, number] = [3, 3],
): CaseSeries[] {
  const formats = ["aac", "mp3"].flatMap((codec) =>
    ["lofi", "midfi", "hifi", "insane"].map((quality) => ({ codec, quality })),
  );
  return [
    gauge("liquidsoap_source_is_blank", liquidsoap("a", { source: "output" }), ...blank),
    gauge("hls_merge_age_seconds", origin(1, { station: "rivage" }), ...age),
    ...formats
      .filter(({ codec }) => codec === "aac")
      .map(({ quality }) =>
        gauge("hls_playlist_up", origin(1, { station: "rivage", engine: "a", rendition: `aac-${quality}` }), 1, 1),
      ),
    ...formats.map(({ codec, quality }) =>
      gauge("icecast_mount_connected", relay(1, { mount: `/rivage-${quality}.${codec}` }), 1, 1),
    ),
  ];
}
