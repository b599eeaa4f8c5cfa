/** Every public stream of the stack, heard: what plays, how loud, and whether it is what it should be. */
import { type Candidate, recognise } from "../../components/studio/signature";
import type { StackOutputs, StationOutput } from "../../stacks/outputs";
import { listen, renditionUrls, sampleRate } from "./listen";

export interface Stream {
  station: string;
  /** "aac-hifi" for Icecast, "hls midfi" for an HLS rendition, "aac-hifi by front-2". */
  name: string;
  url: string;
}

export interface Verdict extends Stream {
  /** Seconds of audio decoded. */
  seconds: number;
  /** dBFS of the whole, -Infinity for digital silence. */
  decibels: number;
  /** "rivage voieA", "silence", "a programme without signature", "nothing". */
  heard: string;
  /** The station and voie, where the audio carries a signature. */
  programme?: { station: string; voie: string };
  /** What is wrong with it; undefined when all is well. */
  complaint?: string;
}

/**
 * Every Icecast format, and every HLS rendition through the master playlist, by the first front; by every other front the first of each.
 * Fronts are alike: whether one reaches relays and caches, one stream tells as well as all.
 */
export async function publicStreams(outputs: StackOutputs): Promise<(Stream | Verdict)[]> {
  const perStation = outputs.stations.map(async ({ station, icecast, hls }) => {
    const byFront = hls.map(async ({ front, url }, index) => {
      const other = index === 0 ? "" : ` by ${front}`;
      const mounts: Stream[] = icecast
        .filter((each) => each.front === front)
        .map(({ format, url: mount }) => ({ station, name: `${format}${other}`, url: mount }));
      const renditions = await hlsStreams(station, url, other);
      return index === 0 ? [...mounts, ...renditions] : [...mounts.slice(0, 1), ...renditions.slice(0, 1)];
    });
    return (await Promise.all(byFront)).flat();
  });
  return (await Promise.all(perStation)).flat();
}

async function hlsStreams(station: string, master: string, other: string): Promise<(Stream | Verdict)[]> {
  try {
    const answer = await fetch(master, { signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const urls = renditionUrls(master, await answer.text());
    if (urls.length === 0) throw new Error("the master playlist names no rendition");
    return urls.map((url) => ({ station, name: `hls ${renditionName(url)}${other}`, url }));
  } catch (error) {
    const complaint = error instanceof Error ? reason(error) : String(error);
    return [
      { station, name: `hls${other}`, url: master, seconds: 0, decibels: -Infinity, heard: "nothing", complaint },
    ];
  }
}

/** Node hides why a fetch failed in its cause. */
export const reason = (error: Error): string =>
  error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;

/** "hifi" of "http://…/rivage/hifi.m3u8". */
const renditionName = (url: string): string =>
  new URL(url).pathname
    .replace(/\.m3u8$/, "")
    .split("/")
    .slice(2)
    .join("/");

/**
 * Decodes and judges them.
 * @param audible whether silence is a complaint
 */
export async function hear(
  outputs: Pick<StackOutputs, "stations">,
  streams: (Stream | Verdict)[],
  seconds: number,
  audible: boolean,
): Promise<Verdict[]> {
  const open = streams.filter((stream): stream is Stream => !("complaint" in stream));
  const decoded = await listen(
    open.map(({ url }) => url),
    seconds,
  );
  const byUrl = new Map(decoded.map((each) => [each.url, each]));
  return streams.map((stream) => {
    if ("complaint" in stream) return stream;
    const { pcm, complaint } = byUrl.get(stream.url) ?? { pcm: new Float32Array(), complaint: "not decoded" };
    return judge(stream, pcm, complaint, outputs.stations, seconds, audible);
  });
}

/** Pure: what these samples are, and what is wrong with them. */
export function judge(
  stream: Stream,
  pcm: Float32Array,
  decodeComplaint: string,
  stations: Pick<StationOutput, "station" | "basePort" | "studios">[],
  seconds: number,
  audible: boolean,
): Verdict {
  const length = pcm.length / sampleRate;
  // A live stream may end a little short of what was asked; half of it is no stream.
  if (length < seconds * 0.8) {
    const complaint = decodeComplaint || `only ${length.toFixed(1)} s of ${seconds} s could be decoded`;
    return { ...stream, seconds: length, decibels: -Infinity, heard: "nothing", complaint };
  }
  const heard = recognise(pcm, sampleRate, candidates(stations));
  const base = { ...stream, seconds: length, decibels: heard.decibels };
  if (heard.kind === "silence") return { ...base, heard: "silence", ...(audible && { complaint: "it is silent" }) };
  if (heard.kind === "unknown") return { ...base, heard: "a programme without signature" };
  const programme = { station: heard.station, voie: heard.voie };
  const found = { ...base, programme, heard: `${heard.station} ${voieName(heard.voie)}` };
  return heard.station === stream.station ? found : { ...found, complaint: `it plays ${heard.station}'s programme` };
}

const candidates = (stations: Pick<StationOutput, "station" | "basePort" | "studios">[]): Candidate[] =>
  stations.flatMap(({ station, basePort, studios }) =>
    Object.keys(studios).map((voie) => ({ station, basePort, voie: voie as Candidate["voie"] })),
  );

export const voieName = (voie: string): string => (voie === "A" || voie === "B" ? `voie${voie}` : voie);
