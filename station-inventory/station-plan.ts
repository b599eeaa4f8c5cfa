/**
 * Station → names, ports, mounts and paths. Pure: one station's plan depends on that station alone, so that adding a station
 * never changes another's. Everything that has an address gets it here or in plan.ts; other parts only read.
 */
import { type FormatId, format } from "./formats";
import { peakBandwidth } from "./hls-bandwidth";
import * as names from "./names";
import type {
  EncodingPlan,
  EngineLetter,
  EngineMountPlan,
  EnginePlan,
  EngineRenditionPlan,
  HlsPlan,
  InputPlan,
  StationPlan,
  StreamPlan,
  StudioPlan,
} from "./plan-types";
import type { Station, Voie } from "./schema";

// 180 AAC frames of 1024 samples and 96 engine frames of 40 ms at 48 kHz: the shortest near 4 s that both divide without
// rest, so boundaries never drift.
const segmentSeconds = 3.84;
// Players start three segments from the end (RFC 8216 6.3.3); three more, 11.5 s, is what a late or reconnecting player may
// miss before it stalls.
const liveSegments = 6;
// AAC-LC, as RFC 6381 writes it.
const aacCodecs = "mp4a.40.2";

/** @returns everything that is computed from one station, and from nothing else. */
export function planStation(station: Station): StationPlan {
  const letters = names.engineLetters.slice(0, station.redundancy);
  const engines = letters.map((letter, index) => planEngine(station, letter, index));
  return {
    id: station.id,
    displayName: station.name,
    kind: station.kind,
    basePort: station.basePort,
    engines,
    studios: simulatedVoies.flatMap((voie) => planStudio(station.id, engines, voie)),
    streams: station.formats.icecast.map((id) => planStream(station.id, letters, id)),
    hls: planHls(station),
    secrets: { api: `api/${station.id}` },
    resources: { cpu: station.resources.cpu, memoryMebibytes: station.resources.memory },
    blank: { thresholdDecibels: station.blank.threshold, maxSeconds: station.blank.duration },
    loudness: { leastLufs: station.loudness.least, mostLufs: station.loudness.most },
    switching: {
      lostAfterSeconds: station.switching.lostAfter,
      returnAfterSeconds: station.switching.returnAfter,
    },
    publicNames: station.publicNames,
  };
}

function planEngine(station: Station, letter: EngineLetter, index: number): EnginePlan {
  const { engine } = names.containerPorts;
  const hostOffset = names.portStride * index;
  return {
    station: station.id,
    letter,
    name: names.engineName(station.id, letter),
    inputs: station.inputs.map((input) => planInput(station, input, letter, hostOffset)),
    api: { port: engine.api, hostPort: station.basePort + names.apiOffset + hostOffset },
    metrics: { port: engine.metrics, gatePort: engine.gateMetrics, publisherPort: engine.publisherMetrics },
    encodings: planEncodings(station),
    channels: usedFormats(station).some((id) => format(id).channels === 6) ? 6 : 2,
    mounts: station.formats.icecast.map((id) => planMount(station.id, letter, id)),
    renditions: station.formats.hls.map((id) => planRendition(station.id, letter, id)),
    secrets: { source: `source/${station.id}/${letter}`, upload: `upload/${station.id}/${letter}` },
    spreadGroup: station.id,
    placement: station.placement,
  };
}

const usedFormats = ({ formats }: Station): FormatId[] => [...new Set([...formats.icecast, ...formats.hls])];

function planEncodings(station: Station): EncodingPlan[] {
  const encoders = { aac: station.encoders.aac, mp3: "libmp3lame", opus: "libopus" };
  return usedFormats(station).map((id, index) => ({
    format: id,
    encoder: encoders[format(id).codec],
    loopbackPort: names.containerPorts.engine.firstEncoding + index,
  }));
}

function planInput(
  station: Station,
  input: Station["inputs"][number],
  letter: EngineLetter,
  hostOffset: number,
): InputPlan {
  const port = station.basePort + input.port;
  return {
    name: input.name,
    voie: input.voie,
    selection: input.selection,
    port,
    hostPort: port + hostOffset,
    loopbackPort: port + names.portStride,
    ...(input.call !== undefined && { call: input.call }),
    detectBlank: input.detectBlank,
    latencyMilliseconds: input.srtLatency,
    passphraseSecret: `srt/${input.passphrase ?? station.id}/${letter}`,
  };
}

// A satellite provider is nobody's studio.
const simulatedVoies: readonly Voie[] = ["A", "B", "override"];

function planStudio(station: string, engines: EnginePlan[], voie: Voie): StudioPlan[] {
  // The first input of the voie: the others stay free, for a reader's own encoder.
  const callable = engines.flatMap(({ name, inputs }) => {
    const first = inputs.find((input) => input.voie === voie && input.call === undefined);
    return first ? [{ engine: name, ...first }] : [];
  });
  if (callable.length === 0) return [];
  return [
    {
      voie,
      name: names.studioName(station, voie),
      destinations: callable.map(({ engine, port, passphraseSecret }) => ({
        address: `${engine}:${port}`,
        passphraseSecret,
      })),
    },
  ];
}

const planMount = (station: string, letter: EngineLetter, id: FormatId): EngineMountPlan => ({
  format: id,
  mount: names.engineMount(station, letter, format(id)),
});

function planRendition(station: string, letter: EngineLetter, id: FormatId): EngineRenditionPlan {
  const folder = names.engineFolder(station, letter);
  const { quality } = format(id);
  return { format: id, playlist: `${folder}${quality}.m3u8`, folder, segmentPrefix: `${quality}-` };
}

function planStream(station: string, letters: readonly EngineLetter[], id: FormatId): StreamPlan {
  const encoding = format(id);
  const silence = names.silenceMount(encoding);
  return {
    format: id,
    codec: encoding.codec,
    quality: encoding.quality,
    mount: names.publicMount(station, encoding),
    engineMounts: letters.map((letter) => names.engineMount(station, letter, encoding)),
    ...(silence !== undefined && { silence }),
  };
}

function planHls(station: Station): HlsPlan {
  return {
    master: names.masterPlaylist(station.id),
    renditions: station.formats.hls.map((id) => ({
      format: id,
      quality: format(id).quality,
      bandwidth: peakBandwidth(format(id)),
      codecs: aacCodecs,
      playlist: names.mediaPlaylist(station.id, format(id)),
    })),
    segmentSeconds,
    liveSegments,
    windowSegments: Math.max(liveSegments, Math.ceil((station.hls.timeShift * 60) / segmentSeconds)),
  };
}
