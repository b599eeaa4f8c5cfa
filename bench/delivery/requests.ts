/** Playlists and segments a second, through a cache and at an origin, beside bare nginx with the same two files, in turn on the same core. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Rig } from "../../tests/pipeline/support/rig";
import { type Measurement, median } from "../measure";
import { bare } from "./bare";
import { Load, pin } from "./load";

const rounds = 5;
const seconds = 3;

export async function requestBench(): Promise<Measurement[]> {
  const rig = await Rig.start({
    engines: 1,
    caches: 1,
    station: { formats: { icecast: ["mp3-midfi"], hls: ["aac-hifi"] } },
  });
  try {
    await rig.send("voieA-1");
    await rig.onAir("voieA-1", 30);
    const player = rig.listenPublicHls();
    await player.has(4, 60);
    await player.stop();
    const cache = rig.group("cache-1");
    const origin = rig.group("hls-origin-1");
    await pin(...cache.containers, ...origin.containers);
    const load = await Load.prepare(rig);
    const playlist = `/${rig.station.id}/hifi.m3u8`;
    const port = (name: "cache-1" | "hls-origin-1") =>
      rig.group(name).workload.ports.find((each) => each.name === "http")!.number;
    const at = { cache: cache.url(port("cache-1"), ""), origin: origin.url(port("hls-origin-1"), "") };
    const nginx = await bareNginx(rig, cache.workload.image.reference);
    const found: Record<string, number[]> = {};
    const take = async (name: string, url: string) => (found[name] ??= []).push(await load.requests(url, seconds));
    for (let round = 0; round < rounds; round++) {
      const { segment, url } = await newest(`${at.cache}${playlist}`);
      await nginx.copy({ "playlist.m3u8": url, "segment.ts": segment });
      await take("bare playlist", `${nginx.url}/playlist.m3u8`);
      await take("cached playlist", url);
      await take("origin playlist", `${at.origin}${playlist}`);
      await take("bare segment", `${nginx.url}/segment.ts`);
      await take("cached segment", segment);
      await take("origin segment", segment.replace(at.cache, at.origin));
    }
    const line = (what: string, from: string): Measurement => ({
      name: `${what}s from the ${from} over bare nginx`,
      values: found[`${from === "cache" ? "cached" : from} ${what}`]!,
      unit: "requests/s",
      reference: median(found[`bare ${what}`]!),
      limit: 0.9,
      atLeast: true,
    });
    return (["cache", "origin"] as const).flatMap((from) => ["playlist", "segment"].map((what) => line(what, from)));
  } finally {
    await rig.end();
  }
}

/** @returns addresses of a playlist and of its newest segment */
async function newest(url: string): Promise<{ url: string; segment: string }> {
  const listed = (await (await fetch(url)).text()).split("\n").filter((line) => line.endsWith(".ts"));
  return { url, segment: new URL(listed.at(-1)!, url).href };
}

const bareConfig = `daemon off;
pid /tmp/nginx.pid;
worker_processes 1;
error_log stderr;
events {}
http {
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  sendfile on;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  server {
    listen 8080;
    root /srv;
  }
}
`;

/**
 * Debian's nginx with a copy of both files and nothing more to do than to send them, and to log as it does by default.
 * @returns its address, and what gives it the files anew: a playlist grows, and a copy of the beginning's would be a quarter of it
 */
async function bareNginx(rig: Rig, image: string) {
  const args = ["-e", "stderr", "-c", "/srv/nginx.conf"];
  const files = { "nginx.conf": bareConfig };
  const { address, folder } = await bare(rig, "bare", { image, files, program: "nginx", args });
  return {
    url: `http://${address}:8080`,
    copy: async (sources: Readonly<Record<string, string>>) => {
      for (const [name, source] of Object.entries(sources))
        writeFileSync(join(folder, name), Buffer.from(await (await fetch(source)).arrayBuffer()));
    },
  };
}
