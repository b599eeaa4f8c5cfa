/**
 * The formats in which a station can be heard: codec × quality. One table; bitrates, types and file endings stand nowhere else.
 * A new codec (Opus) is one more entry of `codecs`, a new layout (5.1) one more quality with its channels.
 */
export const codecs = {
  aac: { extension: "aac", contentType: "audio/aac", bitrates: { lofi: 32, midfi: 96, hifi: 192, insane: 320 } },
  mp3: { extension: "mp3", contentType: "audio/mpeg", bitrates: { lofi: 32, midfi: 128, hifi: 192, insane: 320 } },
} as const;

export const qualities = ["lofi", "midfi", "hifi", "insane"] as const;

export type Codec = keyof typeof codecs;
export type Quality = (typeof qualities)[number];
export type FormatId = `${Codec}-${Quality}`;

export interface Format {
  id: FormatId;
  codec: Codec;
  quality: Quality;
  /** kbit/s, constant. */
  bitrate: number;
  /** Hz. The whole path runs at this rate; nothing resamples. */
  sampleRate: 48000;
  channels: 2;
  /** File ending of the Icecast mount, without the dot. */
  extension: string;
  /** MIME type that Icecast announces; listeners can only fall back between equal ones. */
  contentType: string;
}

const ids = (Object.keys(codecs) as Codec[]).flatMap((codec) =>
  qualities.map((quality): FormatId => `${codec}-${quality}`),
);

/** All format ids: "aac-lofi" … "mp3-insane". */
export const formatIds = ids as [FormatId, ...FormatId[]];

/** HLS carries AAC only; MP3 in MPEG-TS is legal but few players take it. */
export const hlsFormatIds = ids.filter((id) => id.startsWith("aac-")) as [FormatId, ...FormatId[]];

/** The format behind an id. */
export function format(id: FormatId): Format {
  const [codec, quality] = id.split("-") as [Codec, Quality];
  const { extension, contentType, bitrates } = codecs[codec];
  return { id, codec, quality, bitrate: bitrates[quality], sampleRate: 48000, channels: 2, extension, contentType };
}
