/** The panels of what the prober hears, on the dashboard "Delivery". */
import { roundSeconds } from "../components/monitoring/prober";
import { toStation } from "./dashboard";
import { number, type Sized } from "./panels";
import { countOrZero, max, metric, min } from "./promql";
import { spread } from "./spread";
import { colours, neutral, noneAllowed, steps } from "./thresholds";

const chosen = { station: "$station" };
const legend = "{{station}} {{protocol}} {{format}}";

export const heardPanels = (): Sized[] => [notHeard(), certificates(), listened(), ...firstSound(), ...loudness()];

const notHeard = () =>
  number({
    title: "Streams not heard",
    description:
      "Streams of which the prober, which calls as listeners do, got nothing or silence when it last listened.",
    unit: "none",
    decimals: 0,
    thresholds: noneAllowed,
    queries: [[countOrZero(`${metric("prober_stream_audible", chosen)} == 0`), ""]],
    size: [4, 4],
  });

const certificates = () =>
  number({
    title: "Certificate",
    description: "Seconds until the first certificate ends that a front shows. Players refuse HTTPS from then on.",
    unit: "s",
    thresholds: steps(colours.bad, [7 * 86_400, colours.warn], [21 * 86_400, colours.well]),
    queries: [[`${min("", metric("prober_certificate_expiry_timestamp_seconds", {}))} - time()`, ""]],
    size: [4, 4],
  });

const listened = () =>
  number({
    title: "Since the prober listened",
    description: "Seconds since it listened to any stream. A round of all of them takes five minutes.",
    unit: "s",
    thresholds: steps(colours.well, [60, colours.watch], [roundSeconds, colours.bad]),
    queries: [[`time() - ${max("", metric("prober_stream_heard_timestamp_seconds", {}))}`, ""]],
    size: [4, 4],
  });

const firstSound = () =>
  spread({
    title: "Until the first sound",
    description: "Seconds from the call to the first decoded sound, as the prober measured it last.",
    unit: "s",
    least: 0,
    thresholds: steps(colours.well, [2, colours.watch], [5, colours.bad]),
    expression: max("station protocol format", metric("prober_stream_first_audio_seconds", chosen)),
    legend,
    link: toStation(),
  });

const loudness = () =>
  spread({
    title: "Loudness as heard",
    description: "LUFS of four seconds of each stream, decoded as listeners do (EBU R 128, gated).",
    unit: "none",
    decimals: 1,
    thresholds: neutral,
    lowestIsWorst: true,
    expression: max("station protocol format", metric("prober_stream_loudness_lufs", chosen)),
    legend,
    link: toStation(),
  });
