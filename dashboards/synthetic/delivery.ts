/** What Icecast, the HLS origins, the caches and the prober would say. */
import { counting, noise, wave } from "./noise";
import { type Emit, since, type SyntheticSeries, type Value, type World } from "./world";

export function* icecastSeries(
  emit: Emit,
  world: World,
  address: string,
  component: string,
): Generator<SyntheticSeries> {
  const { plan, end } = world;
  const isRelay = component === "icecast-relay";
  yield emit("icecast_start_time_seconds", {}, () => end - 86400 * 3);
  let mounts = 0;
  for (const [place, { streams }] of plan.stations.entries())
    for (const { mount, engineMounts } of streams) {
      const chain = isRelay ? [mount, ...engineMounts.slice(1), `/silence${mount}`] : engineMounts;
      mounts += chain.length;
      for (const [index, each] of chain.entries()) {
        const public_ = isRelay && index === 0;
        const listeners = public_
          ? 20 + 600 * noise(mount) ** 3
          : isRelay
            ? 0
            : plan.icecast.shards.flatMap(({ relays }) => relays).length;
        const fed = (time: number) => !(since(world, place, "engineDied", time) && each.includes("/b/"));
        yield emit("icecast_mount_connected", { mount: each }, (time) => (fed(time) ? 1 : 0));
        yield emit(
          "icecast_mount_listeners",
          { mount: each },
          public_ ? wave(address + each, listeners, listeners / 8, 0) : () => listeners,
        );
        yield emit("icecast_mount_sent_bytes_total", { mount: each }, counting(address + each, listeners * 14e3));
        yield emit("icecast_mount_slow_listeners_total", { mount: each }, counting(`${address}${each}slow`, 0.0001));
      }
    }
  const limit = isRelay
    ? plan.settings.listenersPerRelay
    : mounts * plan.icecast.shards.flatMap(({ relays }) => relays).length;
  yield emit(
    "icecast_listeners",
    {},
    wave(`${address}listeners`, isRelay ? limit * 0.6 : mounts, isRelay ? limit / 20 : 0, 0),
  );
  yield emit("icecast_clients", {}, wave(`${address}clients`, limit * 0.6 + mounts, 20, 0));
  yield emit("icecast_limit_clients", {}, () => limit + mounts + 64);
  yield emit("icecast_sources", {}, () => mounts);
  yield emit("icecast_limit_sources", {}, () => mounts);
  yield emit("icecast_listener_connections_total", {}, counting(`${address}come`, isRelay ? 4 : 0));
}

export function* originSeries(emit: Emit, world: World, address: string): Generator<SyntheticSeries> {
  const { plan } = world;
  for (const { id: station, engines, hls } of plan.stations) {
    const saw =
      (seed: string): Value =>
      (time) =>
        0.3 + ((time + noise(seed) * 60) % hls.segmentSeconds);
    yield emit("hls_merge_age_seconds", { station }, saw(station));
    yield emit("hls_merge_switches_total", { station }, counting(`${address}${station}`, 0.0002));
    for (const { letter: engine, renditions } of engines) {
      yield emit("hls_merge_on_air", { station, engine }, () => (engine === "a" ? 1 : 0));
      for (const { format: rendition } of renditions) {
        yield emit("hls_playlist_up", { station, engine, rendition }, () => 1);
        yield emit("hls_playlist_age_seconds", { station, engine, rendition }, saw(station + engine + rendition));
      }
    }
  }
  const first = address.startsWith(plan.hls.origins[0]?.name ?? "-");
  const segments = plan.stations.length / 3.84;
  for (const [how, share] of Object.entries({ decided: first ? 1 : 0, accepted: first ? 0 : 1, learned: 0.01 }))
    yield emit("hls_merge_segments_total", { how }, counting(address + how, share * segments));
  yield emit("hls_merge_late_total", {}, counting(`${address}late`, segments / 50));
  yield emit("hls_merge_decides", {}, () => (first ? 1 : 0));
  for (const { name } of plan.hls.origins)
    if (!address.startsWith(name)) yield emit("hls_merge_peer_up", { peer: name }, () => 1);
  yield emit("hls_storage_bytes", {}, wave(`${address}bytes`, 400e6, 5e6));
  yield emit("hls_storage_limit_bytes", {}, () => 1e9);
  yield emit("nginx_http_requests_total", {}, counting(`${address}requests`, plan.stations.length * 8));
}

export function* cacheSeries(emit: Emit, { plan }: World, address: string): Generator<SyntheticSeries> {
  const asked = plan.stations.length * 120;
  yield emit("cache_requests_total", {}, counting(`${address}asked`, asked));
  for (const [kind, share] of Object.entries({ playlists: 0.012, segments: 0.004 }))
    yield emit("cache_origin_requests_total", { kind }, counting(address + kind, asked * share));
  yield emit("cache_connections_active", {}, wave(`${address}connections`, asked * 4, asked / 4, 0));
}

export function* proberSeries(emit: Emit, { plan }: World): Generator<SyntheticSeries> {
  for (const { id: station, streams, hls } of plan.stations) {
    const heard = [
      ...streams.map(({ format }) => ({ station, protocol: "icecast", format, front: "front-1" })),
      ...hls.renditions.map(({ format }) => ({ station, protocol: "hls", format, front: "front-2" })),
    ];
    for (const stream of heard) {
      const seed = stream.station + stream.protocol + stream.format;
      yield emit("prober_stream_audible", stream, () => 1);
      yield emit("prober_stream_heard_timestamp_seconds", stream, (time) => time - 300 * noise(`${seed}${time}`));
      yield emit("prober_stream_loudness_lufs", stream, wave(`${seed}lufs`, -23, 3));
      yield emit("prober_stream_first_audio_seconds", stream, wave(`${seed}first`, 0.8, 0.4));
    }
  }
  for (const { name: front } of plan.fronts)
    yield emit("prober_certificate_expiry_timestamp_seconds", { front }, (time) => time + 200 * 86_400);
}
