/** What is heard, and what comes in. */
import type { FleetPlan } from "../station-inventory/plan-types";
import { type Alert, at, noDrill } from "./alert";
import { fact } from "./facts";
import { and, by, increase, op, or, over, series } from "./promql";
import { recordedNames } from "./recorded";
import { against, automatic, engine, enginePlays, onAnyEngine, onEveryEngine, perEngine, stationPlays } from "./terms";

// As long as an operator may take to say "I have unplugged it".
const rememberedSeconds = 6 * 3600;
const needsStudio = noDrill(
  "drills break the platform and not the studio; tests/pipeline/faults-inputs.test.ts does it to one engine",
);
const needsLine = noDrill(
  "it takes a bad line: tests/pipeline/gate-network.test.ts makes one and reads the same counters",
);
const anInput = ["station", "input"] as const;

/** The longest any station waits before it takes a better input back. */
const longestReturn = ({ stations }: Pick<FleetPlan, "stations">): number =>
  Math.ceil(Math.max(0, ...stations.map(({ switching }) => switching.returnAfterSeconds)));

export const audio = (plan: FleetPlan): Alert[] => [...onAir(plan), ...inputs(), ...lines()];

const onAir = (plan: FleetPlan): Alert[] => [
  {
    name: "StationOnSafeBlank",
    severity: "critical",
    about: "station",
    expr: op(stationPlays(), "==", 0),
    for: at(15, "an encoder that calls again is back in 5 s, and nobody can do anything sooner"),
    summary: "A station plays silence on all its engines: none of its inputs can be used.",
    description: "{{ $labels.station }}: no engine has a good input, listeners hear silence.",
    drill: needsStudio,
  },
  {
    name: "OutputBlank",
    severity: "critical",
    about: "station",
    expr: and(
      op(by("min", ["station"], series("liquidsoap_source_is_blank", { source: "output" })), "==", 1),
      op(stationPlays(), "==", 1),
      ["station"],
    ),
    for: at(5, "the engine has already waited for as long as the station's `blank.duration` says"),
    summary: "A station is on air and silent: an input is chosen, and nothing is to be heard from it.",
    description:
      "{{ $labels.station }}: an input is on air on every engine and has been silent for longer than the station allows.",
    drill: needsStudio,
  },
  {
    name: "EngineOnSafeBlank",
    severity: "warning",
    about: "station",
    expr: and(op(enginePlays(), "==", 0), op(stationPlays(), "==", 1), ["station"]),
    for: at(60, "an engine that has just started waits for its callers"),
    summary: "One engine plays silence while another of the station has a programme.",
    description:
      "{{ $labels.station }}, engine {{ $labels.engine }}: on safe_blank; another engine of the station has an input on air.",
    drill: needsStudio,
  },
  {
    name: "LoudnessOutOfRange",
    severity: "warning",
    about: "station",
    expr: or(
      against(series(recordedNames.loudness), "<", fact("loudnessLeast")),
      against(series(recordedNames.loudness), ">", fact("loudnessMost")),
    ),
    for: at(
      60,
      "the ten minutes are in the measurement; a minute more keeps a value on the edge from coming and going",
    ),
    summary: "A station has been too quiet or too loud for ten minutes.",
    description:
      '{{ $labels.station }}: {{ $value | printf "%.1f" }} LUFS over ten minutes (gated as in EBU R 128), outside the range that the inventory declares.',
    drill: needsStudio,
  },
  {
    name: "EnginesDisagree",
    severity: "warning",
    about: "station",
    expr: op(
      by("count", ["station"], by("count", ["station", "source"], op(series("liquidsoap_source_is_playing"), "==", 1))),
      ">",
      1,
    ),
    for: at(
      longestReturn(plan) + 30,
      "engines may go back to a better input at different times, each after the station's returnAfter",
    ),
    summary: "The engines of a station have different inputs on air.",
    description:
      "{{ $labels.station }}: {{ $value }} different inputs are on air at once; a switch of engines changes the programme.",
    drill: needsStudio,
  },
  {
    name: "OperatorChoiceDiffers",
    severity: "warning",
    about: "station",
    shownBy: "inputs",
    expr: and(
      op(onAnyEngine("liquidsoap_source_is_preferred_livesource"), "==", 1),
      op(onEveryEngine("liquidsoap_source_is_preferred_livesource"), "==", 0),
      ["station", "source"],
    ),
    for: at(60, "make livesource asks one engine after the other"),
    summary: "An operator's choice of input holds on some engines of a station and not on others.",
    description: "{{ $labels.station }}: {{ $labels.source }} is chosen on some engines only.",
    drill: noDrill("make livesource with ENGINE= does it at any time, and the rule needs a minute of it"),
  },
  {
    name: "SwitchingTooOften",
    severity: "warning",
    about: "station",
    expr: op(by("max", ["station"], increase(series("liquidsoap_output_switches_total"), 900)), ">", 6),
    for: at(0, "the quarter of an hour is in the expression"),
    summary: "A station changes its input again and again.",
    description: '{{ $labels.station }}: {{ $value | printf "%.0f" }} changes of input in a quarter of an hour.',
    drill: needsStudio,
  },
];

const inputs = (): Alert[] => [
  {
    name: "AllInputsDown",
    severity: "critical",
    about: "station",
    expr: op(by("max", ["station"], series("liquidsoap_source_is_ready")), "==", 0),
    for: at(15, "an encoder that calls again is back in 5 s"),
    summary: "Nothing arrives at any engine of a station.",
    description: "{{ $labels.station }}: no input delivers sound to any engine.",
    drill: needsStudio,
  },
  {
    name: "OneInputLeft",
    severity: "warning",
    about: "station",
    expr: and(
      op(
        by(
          "count",
          ["station"],
          and(op(onAnyEngine("liquidsoap_source_is_good"), "==", 1), automatic(), ["station", "source"]),
        ),
        "==",
        1,
      ),
      op(by("count", ["station"], automatic()), ">", 1),
      ["station"],
    ),
    for: at(120, "a studio that restarts an encoder is back by then"),
    summary: "A station hangs on a single automatic input.",
    description: "{{ $labels.station }}: one automatic input is good; the next loss is silence.",
    drill: needsStudio,
  },
  {
    name: "InputDown",
    severity: "warning",
    about: "station",
    expr: and(
      and(
        op(onAnyEngine("liquidsoap_source_is_ready"), "==", 0),
        op(
          by(
            "max",
            ["station", "source"],
            over("max_over_time", series("liquidsoap_source_is_ready"), rememberedSeconds),
          ),
          "==",
          1,
        ),
        ["station", "source"],
      ),
      automatic(),
      ["station", "source"],
    ),
    for: at(30, "an encoder that reconnects is back in seconds; longer is a fault that somebody should know of"),
    summary: "An automatic input that was there today has gone.",
    description: "{{ $labels.station }}: {{ $labels.source }} delivers to no engine; it did within the last six hours.",
    drill: needsStudio,
  },
  {
    name: "InputNotOnEveryEngine",
    severity: "warning",
    about: "station",
    expr: and(
      op(onAnyEngine("liquidsoap_source_is_ready"), "==", 1),
      op(onEveryEngine("liquidsoap_source_is_ready"), "==", 0),
      ["station", "source"],
    ),
    for: at(120, "an engine that restarts is called again within seconds, and ready within a minute"),
    summary: "An input reaches some engines of a station and not the others.",
    description: "{{ $labels.station }}: {{ $labels.source }} is missing on at least one engine.",
    drill: needsStudio,
  },
];

const lines = (): Alert[] => [
  {
    name: "InputNotDecodable",
    severity: "warning",
    about: "station",
    shownBy: "inputs",
    expr: and(
      op(perEngine(series("srt_input_delivering"), ["input"]), "==", 1),
      op(perEngine(series("srt_input_decodable"), ["input"]), "==", 0),
      [...engine, "input"],
    ),
    for: at(30, "the decoder needs some seconds of stream to know what it is"),
    summary: "An input delivers data that is no sound we can decode.",
    description:
      "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $labels.input }} sends, and nothing of it can be decoded.",
    drill: noDrill("it takes an encoder that sends something strange: tests/pipeline/gate-codecs.test.ts has them all"),
  },
  {
    name: "InputWrongPassphrase",
    severity: "warning",
    about: "station",
    shownBy: "inputs",
    expr: op(by("max", anInput, increase(series("srt_input_packets_undecryptable_total"), 120)), ">", 0),
    for: at(0, "one such packet is proof"),
    summary: "A caller's packets cannot be decrypted: it has another passphrase than we have.",
    description: "{{ $labels.station }}: packets on {{ $labels.input }} cannot be decrypted.",
    drill: needsLine,
  },
  {
    name: "InputPacketsDropped",
    severity: "warning",
    about: "station",
    expr: op(perEngine(increase(series("srt_input_packets_dropped_total"), 300), ["input"]), ">", 10),
    for: at(0, "each one is a click that was heard; the five minutes are in the expression"),
    summary: "Packets of an input came too late to be played: listeners hear clicks.",
    description:
      '{{ $labels.station }}, engine {{ $labels.engine }}: {{ $value | printf "%.0f" }} packets of {{ $labels.input }} missing in five minutes.',
    drill: needsLine,
  },
  {
    name: "InputConcealed",
    severity: "warning",
    about: "station",
    shownBy: "inputs",
    expr: op(perEngine(increase(series("srt_input_concealed_seconds_total"), 300), ["input"]), ">", 1),
    for: at(0, "the five minutes are in the expression"),
    summary: "Silence stands in the place of missing sound of an input.",
    description:
      '{{ $labels.station }}, engine {{ $labels.engine }}: {{ $value | printf "%.1f" }} s of {{ $labels.input }} missing in five minutes.',
    drill: needsLine,
  },
  {
    name: "InputRoundTripTooLong",
    severity: "warning",
    about: "station",
    // Four round trips, as SRT's makers and the inventory's own field advise: fewer leave no time to send a lost packet again.
    expr: op(op(by("max", anInput, series("srt_input_rtt_seconds")), "*", 4), ">", fact("inputLatency"), {
      on: anInput,
    }),
    for: at(300, "a route may flap for a minute; the latency is to be raised only for one that stays"),
    summary: "An input's SRT latency is too short for its line: lost packets cannot be repaired in time.",
    description:
      "{{ $labels.station }}: four round trips of {{ $labels.input }} take {{ $value | humanizeDuration }}, longer than its srtLatency.",
    drill: needsLine,
  },
  {
    name: "InputFlapping",
    severity: "warning",
    about: "station",
    shownBy: "inputs",
    expr: op(by("max", anInput, increase(series("srt_input_connections_total"), 900)), ">", 5),
    for: at(0, "the quarter of an hour is in the expression"),
    summary: "A caller connects again and again.",
    description:
      '{{ $labels.station }}: {{ $value | printf "%.0f" }} connections on {{ $labels.input }} in a quarter of an hour.',
    drill: needsLine,
  },
];
