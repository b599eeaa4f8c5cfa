/** What of a station's sound is right: when silence means that a programme is gone, and how loud it is meant to be (for alerts alone). */
import { z } from "zod";
import { field } from "./field";
import { decibels, lufs, seconds } from "./units";

export const blank = field(
  z
    .strictObject({
      threshold: field(decibels({ least: -90, most: -20 }).prefault("-50 dB"), {
        description:
          'Level in dB relative to full scale under which audio counts as blank. Raise it where an idle studio still hums. Default: "-50 dB".',
        allowed: '"-90 dB" to "-20 dB"',
        example: '"-50 dB"',
      }),
      duration: field(seconds({ least: 1, most: 600 }).prefault("10 seconds"), {
        description:
          "How long, in seconds, an input may stay under the threshold before it counts as blank and the next one takes over. Longer than the " +
          'longest silence that the programme intends: concerts need more than talk. Default: "10 seconds".',
        allowed: '"1 seconds" to "600 seconds"',
        example: '"10 seconds"',
      }),
    })
    .prefault({}),
  {
    description: "When silence on an input means that its programme is gone. Default: 10 seconds under -50 dB.",
    allowed: "{ threshold, duration }",
    example: '{ threshold: "-50 dB", duration: "10 seconds" }',
  },
);

export const loudness = field(
  z
    .strictObject({
      least: field(lufs({ least: -60, most: -5 }).prefault("-30 LUFS"), {
        description:
          "Loudness in LUFS (EBU R 128, gated, over ten minutes) under which somebody is told that the station is too quiet. It changes nothing in " +
          'the air path. Default: "-30 LUFS".',
        allowed: '"-60 LUFS" to "-5 LUFS"',
        example: '"-26 LUFS"',
      }),
      most: field(lufs({ least: -60, most: 0 }).prefault("-14 LUFS"), {
        description:
          'Loudness in LUFS over which somebody is told that the station is too loud. Above `least`. Default: "-14 LUFS".',
        allowed: '"-60 LUFS" to "0 LUFS"',
        example: '"-16 LUFS"',
      }),
    })
    .prefault({}),
  {
    description:
      "Between which loudness the programme is meant to be. Default: -30 to -14 LUFS, from quiet speech to loud music.",
    allowed: "{ least, most }",
    example: '{ least: "-26 LUFS", most: "-20 LUFS" }',
  },
);
