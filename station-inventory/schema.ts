/**
 * The station, as people write it: every field with its meaning, unit, default and an example. The reference of the inventory
 * is generated from this file, and so are the error messages: `allowed` and `example` stand nowhere else.
 */
import { z } from "zod";
import { field } from "./field";
import { type FormatId, formatIds, hlsFormatIds, usualFormatIds, usualHlsFormatIds } from "./formats";
import { blank, loudness } from "./sound";
import { mebibytes, milliseconds, minutes, seconds } from "./units";

export const basePorts = { least: 10000, most: 19990, step: 10 };
export const inputOffsets = { least: 0, most: 7 };
export const redundancies = { least: 1, most: 4 };

const dnsLabel = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const inputName = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;
// No control, format, unassigned or separator characters: the name goes into Icecast's headers and players' displays.
const shownName = /^[^\p{C}\p{Z}]+( [^\p{C}\p{Z}]+)*$/u;
const labelPart = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
const labelKey = new RegExp(`^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?${labelPart}$`);
const labelValue = new RegExp(`^(${labelPart})?$`);
const hostAndPort = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?):[1-9][0-9]{0,4}$/;
const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;

const id = field(z.string().max(40).regex(dnsLabel), {
  description:
    "The station's permanent identifier. It names its engines, mounts, HLS paths, secrets and metrics, so changing it changes every listen URL: " +
    "choose it once. Unique in the inventory.",
  allowed: "1-40 lower-case letters, digits and inner hyphens, a letter first",
  example: '"rivage"',
});

const name = field(z.string().max(60).regex(shownName), {
  description: "The name that listeners see: Icecast announces it as the stream's name. Unique in the inventory.",
  allowed: "1-60 printable characters, single spaces only between words",
  example: '"Radio Rivage"',
});

const kind = field(z.enum(["national", "local", "webradio"]), {
  description:
    "What the station is: a national network, a local station or a webradio. It is a label on metrics and dashboards and changes nothing in the air path.",
  allowed: '"national", "local" or "webradio"',
  example: '"local"',
});

const basePort = field(z.int().min(basePorts.least).max(basePorts.most).multipleOf(basePorts.step), {
  description:
    "First port of the station's block of ten, as a UDP port number. Inputs listen for SRT on it plus their own offset; on a host that " +
    "engines share, engine a is reached on the block itself, b on the block plus 10000, c plus 20000, d plus 30000, and the block's last port, " +
    "over TCP, is the operator API's. Unique in the inventory.",
  allowed: `a multiple of ${basePorts.step} from ${basePorts.least} to ${basePorts.most}`,
  example: "10000",
});

const input = field(
  z.strictObject({
    name: field(z.string().max(11).regex(inputName), {
      description:
        "The input's name for operators, as shown in the API, in metrics and in logs. Unique in the station, whatever the case. At most 11 characters, " +
        "since the port that bears it is named in at most 15 by Kubernetes.",
      allowed: "1-11 letters, digits and inner hyphens, a letter first",
      example: '"voieA-1"',
    }),
    voie: field(z.enum(["A", "B", "override", "sat"]), {
      description:
        "The path by which the programme arrives: studio voice A or B, a portable override caller, or the satellite provider. Several inputs may carry one voie.",
      allowed: '"A", "B", "override" or "sat"',
      example: '"A"',
    }),
    port: field(z.int().min(inputOffsets.least).max(inputOffsets.most), {
      description:
        "Offset from the station's basePort, giving the UDP port on which every engine of the station listens for this input's SRT caller. Unique in the station.",
      allowed: `a whole number from ${inputOffsets.least} to ${inputOffsets.most}`,
      example: "0",
    }),
    selection: field(z.enum(["autofallback", "manual"]), {
      description:
        '"autofallback": the engine takes this input by itself when those before it in the list fail. "manual": it plays only while an operator has ' +
        "chosen it, as one wants for override callers. A station needs at least one autofallback input. No default: it decides what goes on air.",
      allowed: '"autofallback" or "manual"',
      example: '"autofallback"',
    }),
    srtLatency: field(milliseconds({ least: 20, most: 8000 }).prefault("200 milliseconds"), {
      description:
        "SRT receiver latency in milliseconds: how long a lost packet may take to be sent again. About four round trips; more for the open internet or " +
        'satellite, less on a private link. It adds to the time from studio to listener. Default: "200 milliseconds".',
      allowed: '"20 milliseconds" to "8000 milliseconds"',
      example: '"200 milliseconds"',
    }),
    call: field(z.string().regex(hostAndPort).optional(), {
      description:
        "Host and UDP port of an SRT listener that every engine of the station calls, for encoders and gateways that wait to be called and take " +
        "several callers. Default: none, the engines listen and the studio calls.",
      allowed: 'a host name or address and a port: "HOST:PORT", "[IPV6]:PORT"',
      example: '"gateway.example:5000"',
    }),
    detectBlank: field(z.boolean().prefault(true), {
      description:
        "Whether silence on this input, as `blank` defines it, takes it off the air. Turn it off where silence is programme. Default: true.",
      allowed: "true or false",
      example: "true",
    }),
    passphrase: field(z.string().max(40).regex(dnsLabel).optional(), {
      description:
        "Reference to the SRT passphrase (AES) that the caller must have, never the passphrase itself: inputs with equal references share one. " +
        "Give it where a caller should not know the station's other passphrase, such as a satellite provider. Default: the station's id.",
      allowed: "1-40 lower-case letters, digits and inner hyphens, a letter first",
      example: '"rivage-satellite"',
    }),
  }),
  {
    description: "One way in: SRT, on each of the station's engines.",
    allowed: "an object of the input's fields",
    example: '{ name: "voieA-1", voie: "A", port: 0, selection: "autofallback" }',
  },
);

const formatOf = <T extends [FormatId, ...FormatId[]]>(ids: T) =>
  field(z.enum(ids), {
    description: "A codec and a quality.",
    allowed: ids.map((each) => `"${each}"`).join(", "),
    example: `"${ids[1] ?? ids[0]}"`,
  });

const formats = <T extends [FormatId, ...FormatId[]]>(ids: T, usual: T, fallback: string, path: string) =>
  field(z.array(formatOf(ids)).min(1).max(ids.length).prefault(usual), {
    description: `The formats ${path}, each a codec and a quality. One encode a format, shared by Icecast and HLS. Default: ${fallback}.`,
    allowed: `one or more of ${ids.map((each) => `"${each}"`).join(", ")}`,
    example: `["${ids[1] ?? ids[0]}"]`,
  });

const hlsField = field(
  z
    .strictObject({
      timeShift: field(minutes({ least: 0.5, most: 720 }).prefault("1 minutes"), {
        description:
          'How far back HLS players may wind, in minutes: kept in origins\' memory, 5 MB a minute in the usual formats. Default: "1 minutes".',
        allowed: '"0.5 minutes" to "720 minutes"',
        example: '"60 minutes"',
      }),
    })
    .prefault({}),
  { description: "How HLS is served. Default: one minute to wind back.", allowed: "{ timeShift }", example: "{}" },
);

const fields = z.strictObject({
  id,
  name,
  kind,
  basePort,
  inputs: field(z.array(input).min(1).max(8), {
    description:
      "The ways in, best first: while no operator chooses, the first autofallback input that is good is on air, then the next. When none is good, " +
      "silence is, and the stream never stops.",
    allowed: "a list of 1 to 8 inputs",
    example: '[{ name: "voieA-1", voie: "A", port: 0, selection: "autofallback" }]',
  }),
  formats: field(
    z
      .strictObject({
        icecast: formats(
          formatIds,
          usualFormatIds,
          "AAC and MP3 in every stereo quality",
          "that Icecast serves as continuous streams",
        ),
        hls: formats(
          hlsFormatIds,
          usualHlsFormatIds,
          "AAC in every stereo quality",
          "that HLS serves as renditions of one master playlist (AAC only)",
        ),
      })
      .prefault({}),
    {
      description: "In which formats listeners can hear the station. Default: AAC and MP3 in every stereo quality.",
      allowed: "{ icecast, hls }, each a list of formats",
      example: '{ icecast: ["aac-hifi", "mp3-midfi"], hls: ["aac-midfi", "aac-hifi"] }',
    },
  ),
  blank,
  loudness,
  switching: field(
    z
      .strictObject({
        lostAfter: field(seconds({ least: 0.1, most: 10 }).prefault("0.5 seconds"), {
          description:
            "How long, in seconds, an input may deliver nothing before it counts as lost and the next one takes over; meanwhile its gap is silence. Shorter " +
            'leaves sooner, longer rides out a bad line. Default: "0.5 seconds".',
          allowed: '"0.1 seconds" to "10 seconds"',
          example: '"0.5 seconds"',
        }),
        returnAfter: field(seconds({ least: 0, most: 600 }).prefault("5 seconds"), {
          description:
            "How long, in seconds, a better input must have been good without a break before it is taken back, so that a failing line does not make the " +
            'programme jump to and fro. Default: "5 seconds".',
          allowed: '"0 seconds" to "600 seconds"',
          example: '"5 seconds"',
        }),
      })
      .prefault({}),
    {
      description: "When engines leave an input and when they come back to it. Default: after 0.5 and 5 seconds.",
      allowed: "{ lostAfter, returnAfter }",
      example: '{ lostAfter: "0.5 seconds", returnAfter: "5 seconds" }',
    },
  ),
  hls: hlsField,
  encoders: field(
    z
      .strictObject({
        aac: field(z.enum(["aac", "libfdk_aac"]).prefault("aac"), {
          description:
            'FFmpeg\'s name of the AAC encoder. Debian\'s FFmpeg has its own, "aac"; "libfdk_aac" needs an engine image whose FFmpeg was built with it, and ' +
            'an engine without says so when it starts. Default: "aac".',
          allowed: '"aac" or "libfdk_aac"',
          example: '"aac"',
        }),
      })
      .prefault({}),
    {
      description: "Which encoder makes which codec. Default: FFmpeg's own AAC; MP3 is always LAME's, Opus libopus's.",
      allowed: "{ aac }",
      example: '{ aac: "aac" }',
    },
  ),
  redundancy: field(z.int().min(redundancies.least).max(redundancies.most).prefault(2), {
    description:
      "How many engines run at once for the station, each hearing every input and publishing every format. Two survive the death of one. Default: 2.",
    allowed: `a whole number from ${redundancies.least} to ${redundancies.most}`,
    example: "2",
  }),
  resources: field(
    z
      .strictObject({
        cpu: field(z.number().min(0.05).max(16).prefault(0.25), {
          description:
            "Processor that is kept for each engine, in cores. A request and not a limit: an engine held back is heard. Default: 0.25.",
          allowed: "a number of cores from 0.05 to 16",
          example: "0.25",
        }),
        memory: field(mebibytes({ least: 128, most: 16384 }).prefault("512 MiB"), {
          description:
            'Memory of each engine in MiB, a limit: an engine that grows beyond it is killed and starts again. Default: "512 MiB".',
          allowed: '"128 MiB" to "16384 MiB"',
          example: '"512 MiB"',
        }),
      })
      .prefault({}),
    {
      description: "What each of the station's engines may use. Default: 0.25 cores and 512 MiB.",
      allowed: "{ cpu, memory }",
      example: '{ cpu: 0.25, memory: "512 MiB" }',
    },
  ),
  placement: field(z.record(z.string().regex(labelKey), z.string().regex(labelValue)).prefault({}), {
    description:
      "Labels that a machine must carry to run the station's engines, such as a site or a kind of network. Default: none, any machine will do.",
    allowed: "label names and values: at most 63 letters, digits, and inner '-', '_' and '.'",
    example: '{ site: "paris" }',
  }),
  publicNames: field(
    z
      .strictObject({
        icecast: field(z.string().regex(hostName).optional(), {
          description:
            "Host name under which listeners reach the Icecast relays over HTTPS. Stations may share one. Default: none, the stack's own address.",
          allowed: "a full host name in lower case",
          example: '"icecast.rivage.example"',
        }),
        hls: field(z.string().regex(hostName).optional(), {
          description:
            "Host name under which players reach HLS over HTTPS, usually the CDN's. Stations may share one. Default: none, the stack's own address.",
          allowed: "a full host name in lower case",
          example: '"hls.rivage.example"',
        }),
      })
      .prefault({}),
    {
      description:
        "The names that listeners use where the stack serves the public. Ignored by stacks that serve on their own address, such as local. Default: none.",
      allowed: "{ icecast, hls }, each a host name",
      example: '{ icecast: "icecast.rivage.example", hls: "hls.rivage.example" }',
    },
  ),
});

/** The shape of one station; what stations must not have in common is in rules.ts. */
export const stationSchema = fields.brand<"Station">().meta({
  description: "One station: a live stream, heard all day long. On-demand programmes are another system.",
  allowed: "an object of the station's fields",
  example: '{ id: "rivage", name: "Radio Rivage", … }',
});

/** What a station file writes: defaults left out. */
export type StationInput = z.input<typeof stationSchema>;
/** A parsed station: every field there, quantities as numbers. Only the inventory's parser makes one. */
export type Station = z.output<typeof stationSchema>;
export type StationKind = Station["kind"];
export type Voie = Station["inputs"][number]["voie"];
