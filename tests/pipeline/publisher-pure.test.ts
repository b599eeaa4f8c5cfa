import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPlaylist } from "../../components/hls/rfc8216";
import { baseImage } from "../../toolchain/base-image";
import { repository } from "../../toolchain/paths";
import { runStep } from "../../toolchain/step";
import { run } from "../../verbs/support/command";

// A compiler stands in no image of ours: this one is built once, and then comes from Docker's cache.
const compiler = (base: string) => `FROM ${base}
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends gcc libc6-dev
`;
const image = `airpath-publisher-pure-${process.pid}`;
const parts = [
  "framing",
  "ogg",
  "opus-head",
  "media-clock",
  "segmenter",
  "silence",
  "ts",
  "id3",
  "now-playing",
  "window",
  "playlist",
  "log",
];
const flags = "-std=c11 -D_GNU_SOURCE -g -O1 -Wall -Wextra -Werror -fsanitize=address,undefined";

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "airpath-publisher-pure-"));
  const { detail: base } = await runStep(baseImage(), () => undefined);
  writeFileSync(join(folder, "Dockerfile"), compiler(base));
  await run("docker", ["build", "--quiet", "--tag", image, folder]);
  for (const part of ["common", "publisher"])
    cpSync(join(repository, "components/engine", part), join(folder, "source"), { recursive: true });
  cpSync(join(__dirname, "publisher-support/pure.c"), join(folder, "source/pure.c"));
});

afterAll(async () => {
  await run("docker", ["image", "rm", image]);
  rmSync(folder, { recursive: true });
});

it("framing, media clock, segments and playlists do what they say, under the sanitizers", async () => {
  const sources = [...parts, "pure"].map((part) => `${part}.c`).join(" ");
  const script = `cd /source && gcc ${flags} -o /tmp/pure ${sources} -lpthread -lm && ASAN_OPTIONS=detect_leaks=0 /tmp/pure`;
  const how = ["run", "--rm", "--network=none", "--volume", `${join(folder, "source")}:/source:ro`, "--entrypoint=sh"];
  const said = await run("docker", [...how, image, "-c", script]);
  expect(said).toMatch(/^967 checks hold$/m);
  // The playlist that it printed, by RFC 8216.
  const playlist = said.slice(said.indexOf("#EXTM3U"), said.indexOf("\n\n", said.indexOf("#EXTM3U")) + 1);
  expect(checkPlaylist(playlist).violations).toEqual([]);
  expect(checkPlaylist(playlist).playlist.segments.map(({ duration }) => duration)).toEqual([3.84, 2.133333]);
});
