/**
 * The formats in which a station can be heard: codec × quality. One table; bitrates, types and file endings stand nowhere else.
 */

/** kbit/s of each quality, constant. "surround" is 5.1; every other quality is stereo. */
const bitrates = {
  aac: { lofi: 32, midfi: 96, hifi: 192, insane: 320, surround: 384 },
  mp3: { lofi: 32, midfi: 128, hifi: 192, insane: 320 },
  opus: { lofi: 32, midfi: 64, hifi: 128, insane: 256 },
} as const;

const codecs = {
  aac: { extension: "aac", contentType: "audio/aac", samplesPerFrame: 1024, headerBytes: 7 },
  mp3: { extension: "mp3", contentType: "audio/mpeg", samplesPerFrame: 1152, headerBytes: 0 },
  opus: { extension: "opus", contentType: "audio/ogg", samplesPerFrame: 960, headerBytes: 0 },
} as const;

export type Codec = keyof typeof codecs;
export type Quality = { [C in Codec]: keyof (typeof bitrates)[C] & string }[Codec];
export type FormatId = { [C in Codec]: `${C}-${keyof (typeof bitrates)[C] & string}` }[Codec];

export interface Format {
  id: FormatId;
  codec: Codec;
  quality: Quality;
  /** kbit/s, constant. */
  bitrate: number;
  samplesPerFrame: number;
  /** Of each frame, beside the bitrate: ADTS has a header of its own, in an MP3 frame it is part of it. */
  headerBytes: number;
  /** Hz. The whole path runs at this rate; nothing resamples. */
  sampleRate: 48000;
  /** 6 is 5.1: front left, right, centre, low frequencies, surround left, right. */
  channels: 2 | 6;
  /** File ending of the Icecast mount, without the dot. */
  extension: string;
  /** MIME type that Icecast announces; listeners can only fall back between equal ones. */
  contentType: string;
}

const table = new Map(
  (Object.keys(bitrates) as Codec[]).flatMap((codec) =>
    Object.entries<number>(bitrates[codec]).map(([quality, bitrate]): [FormatId, Format] => {
      const id = `${codec}-${quality}` as FormatId;
      const channels = quality === "surround" ? 6 : 2;
      const named = { id, codec, quality: quality as Quality, ...codecs[codec] };
      return [id, { ...named, bitrate, sampleRate: 48000, channels }];
    }),
  ),
);

/** The format behind an id. */
export function format(id: FormatId): Format {
  return table.get(id)!;
}

type SomeFormats = [FormatId, ...FormatId[]];
const idsWhere = (test: (each: Format) => boolean) =>
  [...table.values()].filter(test).map(({ id }) => id) as SomeFormats;

/** Every format id that Icecast can serve. */
export const formatIds = idsWhere(() => true);

/** HLS carries AAC only: MP3 in MPEG-TS is legal but few players take it, and Opus needs another container. */
export const hlsFormatIds = idsWhere(({ codec }) => codec === "aac");

/** What a station is heard in unless it says otherwise: what every player plays, in stereo. */
export const usualFormatIds = idsWhere(({ codec, channels }) => codec !== "opus" && channels === 2);
export const usualHlsFormatIds = idsWhere(({ codec, channels }) => codec === "aac" && channels === 2);
