/** Reads names, types and helps of metrics out of the sources that emit them, where those are no TypeScript. Pure: text → rows. */

export interface SourceMetric {
  name: string;
  type: "gauge" | "counter";
  help: string;
  labels: readonly string[];
}

/** components/hls/metrics.js: family("name", "type", "help", samples); labels stand in the templates of its functions. */
export function readHlsMetrics(text: string): SourceMetric[] {
  const family = /family\(\s*"([a-z_]+)",\s*"(gauge|counter)",\s*"([^"]*)"/g;
  return [...text.matchAll(family)].map(([, name = "", type, help = ""]) => ({
    name,
    type: type as SourceMetric["type"],
    help,
    labels: hlsLabels(name),
  }));
}

function hlsLabels(name: string): string[] {
  if (name.startsWith("hls_playlist_")) return ["station", "engine", "rendition"];
  if (name === "hls_merge_on_air") return ["station", "engine"];
  if (name === "hls_merge_age_seconds" || name === "hls_merge_switches_total") return ["station"];
  if (name === "hls_merge_segments_total") return ["how"];
  return name.startsWith("hls_merge_peer_") ? ["peer"] : [];
}

/** components/icecast/admin/stats.xsl: each call of the templates `family`, `number` and `mounts`, and icecast_info, which is written out. */
export function readIcecastMetrics(text: string): SourceMetric[] {
  const call = /<xsl:call-template name="(?:family|number|mounts)">([\s\S]*?)<\/xsl:call-template>/g;
  const parameter = (body: string, name: string) =>
    new RegExp(`<xsl:with-param name="${name}">([^<]*)</xsl:with-param>`).exec(body)?.[1];
  const called = [...text.matchAll(call)].flatMap(([, body = ""]): SourceMetric[] => {
    const name = parameter(body, "name");
    if (name === undefined) return [];
    const type = parameter(body, "type") === "counter" ? "counter" : "gauge";
    return [
      { name, type, help: parameter(body, "help") ?? "", labels: name.startsWith("icecast_mount_") ? ["mount"] : [] },
    ];
  });
  const info = /# HELP (icecast_info) ([^&]*)&#10;/.exec(text);
  return info ? [{ name: "icecast_info", type: "gauge", help: info[2] ?? "", labels: ["version"] }, ...called] : called;
}
