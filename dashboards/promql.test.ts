import { planFleet } from "../station-inventory/plan";
import { parseInventory } from "../station-inventory/inventory";
import { stationFiles } from "../station-inventory/stations";
import { recording } from "../alerts/recording";
import { catalogue } from "./catalogue";
import { countOrZero, max, metric, mountPatterns, rate, stationOfMount, sum } from "./promql";
import { filledIn, metricsIn } from "./queries";

describe("metric", () => {
  it("matches names as they are, and everything else as patterns", () => {
    expect(metric("up")).toBe("up");
    expect(metric("up", { job: "liquidsoap", station: "$station" })).toBe('up{job="liquidsoap", station=~"$station"}');
    expect(metric("ALERTS", { "!alertname": "Watchdog" })).toBe('ALERTS{alertname=~"Watchdog"}'.replace("=~", "!~"));
    expect(metric("icecast_mount_listeners", { "!mount": "/silence/.*" })).toBe(
      'icecast_mount_listeners{mount!~"/silence/.*"}',
    );
  });

  it("refuses what nothing emits", () => {
    expect(() => metric("liquidsoap_output_lufs")).toThrow(
      'dashboards: metric "liquidsoap_output_lufs" is in no catalogue; allowed: what something emits; fix: catalogue.ts',
    );
  });
});

it("puts expressions together", () => {
  expect(sum("station engine", rate(metric("process_cpu_seconds_total")))).toBe(
    "sum by (station, engine) (rate(process_cpu_seconds_total[$__rate_interval]))",
  );
  expect(max("", "up")).toBe("max (up)");
  expect(countOrZero("up == 0")).toBe("count(up == 0) or vector(0)");
});

it("knows the station of every mount of every relay and master", () => {
  const inventory = parseInventory(stationFiles);
  const stationOf = (mount: string) =>
    Object.values(mountPatterns).flatMap((pattern) => new RegExp(`^(?:${pattern})$`).exec(mount)?.[1] ?? []);
  for (const { id, streams } of planFleet(inventory.stations.filter((each) => each.basePort !== 10100)).stations)
    for (const { mount, engineMounts } of streams)
      for (const each of [mount, `/silence${mount}`, ...engineMounts, ...engineMounts.map((one) => `/masters/2${one}`)])
        expect([each, stationOf(each)]).toEqual([each, [id]]);
  expect(stationOfMount("x")).toBe(
    `label_replace(label_replace(x, "station", "$1", "mount", "${mountPatterns.shown}"), "station", "$1", "mount", "${mountPatterns.engine}")`,
  );
});

it("fills in what Grafana fills in", () => {
  const window = { seconds: 3600, step: 15, scrapeInterval: 5 };
  expect(
    filledIn('rate(x{s=~"$station"}[$__rate_interval]) $__range ${__range_s} $1', { station: "a|b" }, window),
  ).toBe('rate(x{s=~"a|b"}[20s]) 3600s 3600 $1');
});

describe("catalogue", () => {
  it("has what is scraped, and what Prometheus records of it", () => {
    expect(catalogue.get("hls_merge_age_seconds")).toEqual({
      name: "hls_merge_age_seconds",
      type: "gauge",
      help: "Since the playlists that players get last grew.",
      labels: ["station"],
      jobs: ["hls-origin"],
    });
    expect(catalogue.get("station_protocol:availability:ratio1h")).toMatchObject({ type: "gauge", jobs: [] });
    expect(catalogue.get("station:loudness_lufs:least")).toMatchObject({ type: "gauge", jobs: [] });
    expect(catalogue.has("station_protocol:availability")).toBe(false);
    expect(catalogue.get("icecast_mount_sent_bytes_total")).toMatchObject({
      type: "counter",
      labels: ["mount"],
      jobs: ["icecast"],
    });
    const of = (job: string) => [...catalogue.values()].filter(({ jobs }) => jobs.includes(job)).length;
    expect([of("hls-origin"), of("icecast"), of("srt-gate")]).toEqual([17, 17, 31]);
  });

  it("knows every rule that records, and nothing that no rule records", () => {
    const recorded = recording(planFleet(parseInventory(stationFiles).demo)).flatMap(({ recordings }) =>
      recordings.map(({ name }) => name),
    );
    const known = [...catalogue.keys()].filter((name) => name.includes(":"));
    expect(known.sort()).toEqual([...new Set(recorded)].sort());
  });

  it("knows every job that emits a name", () => {
    expect(catalogue.get("process_open_fds")?.jobs).toEqual(["liquidsoap", "srt-gate", "publisher", "prometheus"]);
  });

  it("finds metrics in expressions, and not in texts", () => {
    expect(metricsIn('sum by (station) (up{station="liquidsoap_peer_up"}) / scrape_duration_seconds')).toEqual([
      "up",
      "scrape_duration_seconds",
    ]);
  });
});
