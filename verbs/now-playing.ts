import type { RunningEngine } from "./support/platform";
import { secretIn } from "./support/secret-file";
import { enginesNamed, stationNamed } from "./support/station";
import { reason } from "./support/streams";
import { columns, green, print, red } from "./support/terminal";
import { Failure, positionals, UsageError, type Verb } from "./verb";

export const nowPlaying: Verb = {
  summary: "tell a station's listeners what plays, by all its engines: STATION= TITLE= [ARTIST=] [ENGINE=]",
  help: `Players show it: Icecast as StreamTitle, HLS as timed ID3. It holds until the next one; TITLE= with nothing takes it back.
  STATION=id     the station
  TITLE=text     the title ($$ for a dollar); with the artist at most 320 bytes of UTF-8
  ARTIST=text    the artist
  ENGINE=a       that engine only
  STACK=local    the stack; one in a cluster by kubectl
Exit code 0: every engine took it.`,
  run: async (args) => {
    positionals(args, 0);
    const { STATION, TITLE, ARTIST = "", ENGINE } = process.env;
    const fix = "make now-playing STATION=… TITLE=… ARTIST=…";
    if (!STATION) throw new UsageError(`STATION is missing; allowed: a station's id; fix: ${fix}`);
    if (TITLE === undefined) throw new UsageError(`TITLE is missing; allowed: a title, or nothing; fix: ${fix}`);
    const station = await stationNamed(STATION);
    const engines = enginesNamed(STATION, station.engines, ENGINE);
    const token = await secretIn(station.engines[0]!.name, await station.apiSecret());
    const request = metadataRequest(token, TITLE, ARTIST);
    const answers = await Promise.all(engines.map((engine) => tell(engine, request)));
    for (const line of columns(
      answers.map(({ engine, words, well }) => [`  ${engine}`, well ? green(words) : red(words)]),
    ))
      print(line);
    if (answers.every(({ well }) => well)) return 0;
    throw new Failure("not every engine took it", `${fix}, again; title and artist have at most 320 bytes together`);
  },
};

/** @returns what an engine's /metadata is asked (components/engine/openapi.yaml) */
export function metadataRequest(token: string, title: string, artist: string): RequestInit {
  const headers = { Authorization: `Bearer ${token}` };
  if (title === "" && artist === "") return { method: "DELETE", headers };
  return { method: "POST", headers, body: JSON.stringify(artist === "" ? { title } : { title, artist }) };
}

async function tell({ engine, api }: RunningEngine, request: RequestInit) {
  try {
    const said = await api((url) => call(url, request));
    const song = [said.artist, said.title].filter(Boolean).join(" - ");
    return { engine, words: song === "" ? "nothing is told" : `tells: ${song}`, well: true };
  } catch (error) {
    return { engine, words: error instanceof Error ? reason(error) : String(error), well: false };
  }
}

/** @throws with the engine's own words when it refuses */
async function call(url: string, request: RequestInit): Promise<{ title?: string; artist?: string }> {
  const answer = await fetch(`${url}/metadata`, { ...request, signal: AbortSignal.timeout(4000) });
  const said = (await answer.json()) as { error_message?: string; title?: string; artist?: string };
  if (!answer.ok) throw new Error(said.error_message ?? `HTTP ${answer.status}`);
  return said;
}
