/** Icecast with the limits that it comes with, and ffmpeg as its source. */
import { docker } from "../../tests/pipeline/support/group";
import type { Rig } from "../../tests/pipeline/support/rig";
import { until } from "../../verbs/support/command";
import { bare } from "./bare";

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
  const files = { "icecast.xml": config(clients) };
  const args = ["-c", "/srv/icecast.xml"];
  const { address, container } = await bare(rig, `bare-${clients}`, { image, files, program: "icecast2", args });
  const url = `http://${address}:8000/${clients}.mp3`;
  await docker(
    ...["run", "--detach", "--label", rig.place.label, "--network", rig.place.network, "--no-healthcheck", "--init"],
    ...["--name", `${container}-source`, "--entrypoint=ffmpeg", rig.sound, "-nostdin", "-hide_banner"],
    ...["-re", "-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000", "-c:a", "libmp3lame", "-b:a", "128k"],
    ...["-content_type", "audio/mpeg", "-f", "mp3", url.replace("http://", "icecast://source:hackme@")],
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
