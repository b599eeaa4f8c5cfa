/** The prober: hears every public stream as a listener does, through the fronts, in turn. */
import { join } from "node:path/posix";
import type { FleetPlan } from "../../station-inventory/plan-types";
import { families } from "../metric-family";
import { answers } from "../workload/answers";
import { configFolder, type Image, type Workload } from "../workload/workload";

export const proberConfigPath = join(configFolder, "prober.json");

/** Seconds of each stream. Of 48 kHz AAC a decoder has its first sound after 20 ms; R 128 measures blocks of 0.4 s. */
const soundSeconds = 4;
/** Everybody once in so many seconds: alerts count in rounds. */
export const roundSeconds = 300;

const proberLabels = ["station", "protocol", "format", "front"];

/** What prober/metrics.js writes, in its order; a test holds the script against this. */
export const proberMetrics = families(
  ["prober"],
  [
    [
      "prober_stream_audible",
      "gauge",
      proberLabels,
      "1 if the stream was heard, louder than -60 LUFS, when last listened to.",
    ],
    ["prober_stream_loudness_lufs", "gauge", proberLabels, "Loudness of those seconds."],
    ["prober_stream_first_audio_seconds", "gauge", proberLabels, "From the call to the first decoded sound."],
    ["prober_stream_heard_timestamp_seconds", "gauge", proberLabels, "When it was last listened to."],
    ["prober_playlist_age_seconds", "gauge", proberLabels, "Since the end of the last segment in the playlist."],
    [
      "prober_certificate_expiry_timestamp_seconds",
      "gauge",
      ["front"],
      "When the certificate that a front shows ends.",
    ],
  ],
);

type ProbedPlan = Pick<FleetPlan, "stations" | "fronts" | "prober">;

/** What it reads, as JSON: every stream through one of the fronts, in turn, so that each front is heard. */
export function proberConfig({ stations, fronts, prober }: ProbedPlan): string {
  const paths = stations.flatMap(({ id: station, streams, hls }) => [
    ...streams.map(({ format, mount: path }) => ({ station, protocol: "icecast", format, path })),
    ...hls.renditions.map(({ format, playlist: path }) => ({ station, protocol: "hls", format, path })),
  ]);
  const streams = paths.map(({ path, ...stream }, index) => {
    const { name, port } = fronts[index % fronts.length]!;
    return { ...stream, front: name, url: `http://${name}:${port}${path}` };
  });
  const certificates = fronts.map(({ name, tlsPort }) => ({ front: name, host: name, port: tlsPort }));
  return JSON.stringify({ port: prober.port, soundSeconds, roundSeconds, streams, certificates }, undefined, 1);
}

export function proberWorkload(plan: ProbedPlan, image: Image): Workload {
  const { name, port } = plan.prober;
  const healthy = answers(port, "/health");
  return {
    name,
    image,
    files: [{ path: proberConfigPath, content: proberConfig(plan) }],
    volumes: [{ name: "tmp", path: "/tmp", kind: "memory", mebibytes: 16 }],
    ports: [{ name: "metrics", number: port, protocol: "tcp" }],
    readiness: healthy,
    liveness: healthy,
    // Little, so that hearing never takes the time of what is heard.
    resources: { cpu: 0.05, memoryMebibytes: 256 },
    gracePeriodSeconds: 5,
    labels: { component: name },
  };
}
