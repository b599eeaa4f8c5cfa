/** Icecast with the limits that it comes with, and ffmpeg as its source. */
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { docker } from "../../tests/pipeline/support/group";
import type { Rig } from "../../tests/pipeline/support/rig";
import { until } from "../../verbs/support/command";
import { cores } from "./load";

/** Debian's icecast.xml, what a stream needs of it: limits and passwords as they come. */
const config = (clients: number): string => `<icecast>
  <limits>
    <clients>${clients}</clients>
    <sources>2</sources>
    <queue-size>524288</queue-size>
    <client-timeout>30</client-timeout>
    <header-timeout>15</header-timeout>
    <source-timeout>10</source-timeout>
    <burst-on-connect>1</burst-on-connect>
    <burst-size>65535</burst-size>
  </limits>
  <authentication>
    <source-password>hackme</source-password>
    <relay-password>hackme</relay-password>
    <admin-user>admin</admin-user>
    <admin-password>hackme</admin-password>
  </authentication>
  <hostname>localhost</hostname>
  <listen-socket><port>8000</port></listen-socket>
  <fileserve>1</fileserve>
  <paths>
    <basedir>/usr/share/icecast2</basedir>
    <logdir>/tmp</logdir>
    <webroot>/usr/share/icecast2/web</webroot>
    <adminroot>/usr/share/icecast2/admin</adminroot>
  </paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
</icecast>
`;

/** @returns its stream, MP3 at 128 kbit/s, and its container */
export async function bareIcecast(
  rig: Rig,
  clients: number,
  image: string,
): Promise<{ url: string; container: string }> {
  const { place, sound } = rig;
  const folder = mkdtempSync(join(place.folder, "bare-"));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "icecast.xml"), config(clients));
  const container = `${place.prefix}-bare-${clients}`;
  const how = ["--detach", "--label", place.label, "--network", place.network, "--no-healthcheck", "--init"];
  const bare = ["--name", container, "--volume", `${folder}:/bare:ro`, "--tmpfs", "/tmp:mode=1777"];
  const core = ["--cpuset-cpus", cores.server];
  await docker("run", ...how, ...bare, ...core, "--entrypoint=icecast2", image, "-c", "/bare/icecast.xml");
  const address = await docker(
    "inspect",
    "--format",
    "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
    container,
  );
  const url = `http://${address.trim()}:8000/${clients}.mp3`;
  const tone = [
    "-re",
    "-f",
    "lavfi",
    "-i",
    "sine=frequency=1000:sample_rate=48000",
    "-c:a",
    "libmp3lame",
    "-b:a",
    "128k",
  ];
  const to = ["-content_type", "audio/mpeg", "-f", "mp3", url.replace("http://", "icecast://source:hackme@")];
  await docker(
    "run",
    ...how,
    "--name",
    `${container}-source`,
    "--entrypoint=ffmpeg",
    sound,
    "-nostdin",
    "-hide_banner",
    ...tone,
    ...to,
  );
  const complaint = await until(20_000, async () => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch((error: unknown) => String(error));
    if (typeof answer === "string") return answer;
    await answer.body?.cancel();
    return answer.ok ? undefined : `HTTP ${answer.status}`;
  });
  if (complaint !== undefined) throw new Error(`bare Icecast does not stream: ${complaint}`);
  return { url, container };
}
