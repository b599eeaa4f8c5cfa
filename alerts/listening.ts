/** What the prober hears, from the listener's side of everything. */
import { roundSeconds } from "../components/monitoring/prober";
import { type Alert, at, noDrill } from "./alert";
import { by, now, op, series } from "./promql";

const stream = ["station", "protocol", "format", "front"] as const;
const twice = at(roundSeconds + 60, "a round and a minute: it was listened to twice");
const drill = noDrill("no drill takes a stream away for longer than a round of the prober");

export const listening = (): Alert[] => [
  {
    name: "StreamNotHeard",
    severity: "critical",
    about: "station",
    expr: op(by("max", stream, series("prober_stream_audible")), "==", 0),
    for: twice,
    summary: "A listener who calls now hears nothing.",
    description:
      "{{ $labels.station }}, {{ $labels.protocol }} {{ $labels.format }} through {{ $labels.front }}: nothing, or silence, twice in a row.",
    drill,
  },
  {
    name: "FirstAudioSlow",
    severity: "warning",
    about: "station",
    expr: op(by("max", stream, series("prober_stream_first_audio_seconds")), ">", 5),
    for: twice,
    summary: "Listeners wait for seconds before they hear anything.",
    description:
      "{{ $labels.station }}, {{ $labels.protocol }} {{ $labels.format }} through {{ $labels.front }}: {{ $value | humanizeDuration }} from the call to the first sound.",
    drill: noDrill("it takes more load than one machine can make"),
  },
  {
    name: "CertificateExpires",
    severity: "warning",
    about: "fleet",
    expr: op(
      op(by("min", ["front"], series("prober_certificate_expiry_timestamp_seconds")), "-", now),
      "<",
      21 * 86_400,
    ),
    for: at(3600, "who is renewing it shows two for a moment"),
    summary: "The certificate of a front ends within three weeks.",
    description: "{{ $labels.front }}: {{ $value | humanizeDuration }} left.",
    drill: noDrill("a certificate of the past is tried by the rule's own test"),
  },
  {
    name: "ProberBehind",
    severity: "warning",
    about: "fleet",
    expr: op(op(now, "-", by("max", [], series("prober_stream_heard_timestamp_seconds"))), ">", roundSeconds),
    for: at(60, "the round is in the expression"),
    summary: "The prober listens to nothing any more: nobody hears what listeners hear.",
    description: "{{ $value | humanizeDuration }} since any stream was listened to.",
    drill: noDrill("the prober is on nobody's air path"),
  },
];
