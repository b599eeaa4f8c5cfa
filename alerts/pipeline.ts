/** How an engine does: its clock, its encoders, its memory and processor. */
import { type Alert, at, noDrill } from "./alert";
import { fact } from "./facts";
import { and, apply, by, increase, now, op, over, past, predicted, rate, series } from "./promql";
import { against, engine, perEngine } from "./terms";

const day = 86_400;
const slopeWindow = 6 * 3600;
const programs = ["liquidsoap", "srt-gate", "publisher"];
const slow = noDrill("it takes hours or days of a defect");
const starved = noDrill("it takes a starved machine: every other test of the machine would fail with it");

const memory = () => series("process_resident_memory_bytes", { job: "liquidsoap" });
const processor = () => series("process_cpu_seconds_total", { job: "liquidsoap" });

export const pipeline = (): Alert[] => [...clock(), ...encoders(), ...resources()];

const clock = (): Alert[] => [
  {
    name: "EngineClockStopped",
    severity: "warning",
    about: "station",
    expr: op(op(now, "-", perEngine(series("liquidsoap_time_of_last_data_timestamp", { source: "output" }))), ">", 10),
    for: at(20, "liveness ends such an engine after 5 s and three questions, 20 s in all"),
    summary: "An engine answers and its streaming clock stands still.",
    description: "{{ $labels.station }}, engine {{ $labels.engine }}: no sound for {{ $value | humanizeDuration }}.",
    drill: noDrill("a stopped process does not answer either (EngineDown); a clock that stops alone takes a defect"),
  },
  {
    name: "EngineCatchesUp",
    severity: "warning",
    about: "station",
    expr: op(perEngine(increase(series("liquidsoap_clock_catchup_seconds_total"), 600)), ">", 2),
    for: at(0, "the ten minutes are in the expression"),
    summary: "An engine falls behind the clock and has to catch up.",
    description:
      '{{ $labels.station }}, engine {{ $labels.engine }}: {{ $value | printf "%.1f" }} s behind within ten minutes.',
    drill: starved,
  },
  {
    name: "MediaClockOff",
    severity: "warning",
    about: "station",
    expr: op(
      apply("abs", perEngine(series("publisher_media_clock_offset_seconds"))),
      ">",
      op(fact("segment"), "/", 2),
      { on: ["station"], take: [] },
    ),
    for: at(60, "a step of the clock is caught up with within a segment or two"),
    summary: "An engine numbers its segments by another time than the clock says.",
    description:
      '{{ $labels.station }}, engine {{ $labels.engine }}: {{ $value | printf "%.1f" }} s off the media clock.',
    drill: noDrill("it takes a wrong clock on one machine of several"),
  },
  {
    name: "EngineRestarts",
    severity: "warning",
    about: "station",
    expr: op(
      by("sum", [...engine, "job"], over("resets", series("process_cpu_seconds_total", { job: programs }), 3600)),
      ">",
      2,
    ),
    for: at(0, "the hour is in the expression"),
    summary: "A program of an engine restarts again and again.",
    description:
      "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $labels.job }} restarted {{ $value }} times within an hour.",
    drill: noDrill("it takes three deaths of one engine in an hour: make drill DRILL=engine three times over does it"),
  },
  {
    name: "SidecarDown",
    severity: "warning",
    about: "station",
    expr: op(by("min", [...engine, "peer"], series("liquidsoap_peer_up")), "==", 0),
    for: at(30, "a sidecar is restarted within seconds"),
    summary: "An engine does not hear its own SRT gate or publisher.",
    description: "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $labels.peer }} does not answer Liquidsoap.",
    drill: noDrill("a sidecar that is killed is back in seconds; one that stays away takes a defect"),
  },
  {
    name: "InventoryDiffers",
    severity: "warning",
    about: "station",
    expr: op(
      by("count", ["station"], by("count", ["station", "inventory_digest"], series("airpath_engine_build_info"))),
      ">",
      1,
    ),
    for: at(1800, "a roll-out replaces one engine after the other, and waits for each to be ready"),
    summary: "The engines of a station run different configurations: a roll-out has stopped half-way.",
    description: "{{ $labels.station }}: {{ $value }} different configurations run.",
    drill: noDrill("it takes half an hour of an interrupted make reload"),
  },
];

const encoders = (): Alert[] => [
  {
    name: "EncoderSlow",
    severity: "warning",
    about: "station",
    // All encoders of an engine share the thread that makes the stream: a second of it in a second is all there is.
    expr: op(perEngine(rate(series("liquidsoap_encode_seconds_total"), 300)), ">", 0.6),
    for: at(300, "other work on the machine passes"),
    summary: "An engine's encoders take most of the time that there is.",
    description:
      "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $value | humanizePercentage }} of each second goes into encoders.",
    drill: starved,
  },
  {
    name: "EncoderStalled",
    severity: "warning",
    about: "station",
    expr: op(op(now, "-", perEngine(series("publisher_format_last_frame_timestamp_seconds"), ["format"])), ">", 5),
    for: at(30, "an engine that starts sends its first frames within seconds"),
    summary: "An encoder of an engine delivers nothing.",
    description:
      "{{ $labels.station }}, engine {{ $labels.engine }}: no frame of {{ $labels.format }} for {{ $value | humanizeDuration }}.",
    drill: noDrill(
      "a stopped engine's publisher is not scraped either (EngineDown); tests/pipeline/faults-engine.test.ts stalls one encoder",
    ),
  },
  {
    name: "EncoderGaps",
    severity: "warning",
    about: "station",
    shownBy: "delivery",
    expr: op(perEngine(increase(series("publisher_encoder_gaps_total"), 900), ["format"]), ">", 3),
    for: at(0, "the quarter of an hour is in the expression"),
    summary: "An encoder's stream breaks again and again.",
    description:
      '{{ $labels.station }}, engine {{ $labels.engine }}: {{ $value | printf "%.0f" }} breaks of {{ $labels.format }} in a quarter of an hour.',
    drill: starved,
  },
];

const resources = (): Alert[] => [
  {
    name: "MemoryGrowing",
    severity: "warning",
    about: "station",
    expr: and(
      against(perEngine(predicted(memory(), slopeWindow, day)), ">", fact("memory")),
      // A slope through an engine's first hours says nothing but that it has just started.
      perEngine(past(memory(), slopeWindow / 2)),
      engine,
    ),
    for: at(1800, "memory that grows for half an hour because of one listener is given back"),
    summary: "An engine's memory grows so that it reaches its limit within a day.",
    description:
      "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $value | humanize1024 }}B in a day, as it grows now.",
    drill: slow,
  },
  {
    name: "MemoryNearLimit",
    severity: "warning",
    about: "station",
    expr: op(against(perEngine(memory()), "/", fact("memory")), ">", 0.9),
    for: at(300, "the collector gives back what it can within minutes"),
    summary: "An engine is about to be killed for its memory.",
    description:
      "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $value | humanizePercentage }} of its memory is used.",
    drill: slow,
  },
  {
    name: "CpuGrowing",
    severity: "warning",
    about: "station",
    expr: and(
      op(op(perEngine(rate(processor(), 3600)), "/", perEngine(over("rate", processor(), 3600, day))), ">", 1.5),
      op(perEngine(rate(processor(), 3600)), ">", 0.1),
    ),
    for: at(1800, "an hour of other work on the machine is not the engine's"),
    summary: "An engine needs half as much processor again as yesterday at this hour.",
    description: '{{ $labels.station }}, engine {{ $labels.engine }}: {{ $value | printf "%.1f" }} times of yesterday.',
    drill: slow,
  },
];
