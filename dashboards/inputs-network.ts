/** What the network between studios and engines does: panels of the dashboard "Inputs and network". */
import { type Context, toStation } from "./dashboard";
import { graph, type Sized } from "./panels";
import { metric, perMinute, rate, sum } from "./promql";
import { spread } from "./spread";
import { colours, neutral, noneAllowed, steps } from "./thresholds";

const chosen = { station: "$station" };
const each = "{{station}} {{engine}} {{input}}";

export const linePanels = (context: Context): Sized[] => [
  ...roundTrip(context),
  ...jitter(),
  ...received(),
  ...srtBuffer(),
];
export const lossPanels = (): Sized[] => [packets(), heard(), connections(), ...dropped()];

const roundTrip = ({ thresholds }: Context) =>
  spread({
    title: "Round trip",
    description:
      "Smoothed round trip time to the studio. SRT repeats a lost packet while latency allows: four round trips at least.",
    unit: "s",
    thresholds: steps(colours.well, [thresholds.latencySeconds / 4, colours.warn]),
    expression: metric("srt_input_rtt_seconds", chosen),
    legend: each,
    link: toStation(),
  });

const jitter = () =>
  spread({
    title: "Jitter",
    description: "Interarrival jitter (RFC 3550) of packets against their time stamps.",
    unit: "s",
    thresholds: steps(colours.well, [0.05, colours.watch], [0.2, colours.warn]),
    expression: metric("srt_input_jitter_seconds", chosen),
    legend: each,
    link: toStation(),
  });

const received = () =>
  spread({
    title: "Rate received",
    description: "Bits a second from each studio that delivers.",
    unit: "bps",
    thresholds: neutral,
    lowestIsWorst: true,
    expression: `${metric("srt_input_receive_rate_bits_per_second", chosen)} > 0`,
    legend: each,
    link: toStation(),
  });

const srtBuffer = () =>
  spread({
    title: "SRT's buffer",
    description: "Time span held in SRT's receive buffer, of inputs that deliver: what is left to repeat losses in.",
    unit: "s",
    thresholds: neutral,
    lowestIsWorst: true,
    expression: `${metric("srt_input_buffer_seconds", chosen)} > 0`,
    legend: each,
    link: toStation(),
  });

const perSecond = (name: string) => sum("", rate(metric(name, chosen)));

const packets = () =>
  graph({
    title: "Packets lost and repaired",
    description:
      "Over all inputs, a second: seen missing at first, repeated by the sender, and come too late. Losses that are repaired are not heard.",
    unit: "pps",
    thresholds: neutral,
    least: 0,
    queries: [
      [perSecond("srt_input_packets_lost_total"), "missing at first"],
      [perSecond("srt_input_packets_retransmitted_total"), "repeated"],
      [perSecond("srt_input_packets_belated_total"), "too late"],
    ],
    size: [6, 8],
  });

const heard = () =>
  graph({
    title: "Packets and sound that are heard to be missing",
    description: "Over all inputs, a second: packets dropped, packets that could not be decrypted, breaks in streams.",
    unit: "pps",
    thresholds: noneAllowed,
    least: 0,
    queries: [
      [perSecond("srt_input_packets_dropped_total"), "dropped"],
      [perSecond("srt_input_packets_undecryptable_total"), "not decrypted"],
      [perSecond("srt_input_decode_errors_total"), "not decoded"],
    ],
    size: [5, 8],
  });

const connections = () =>
  graph({
    title: "Connections",
    description:
      "Over all inputs, a minute: peers accepted, which are reconnects, and peers refused because another one was there.",
    unit: "none",
    thresholds: steps(colours.well, [2, colours.watch]),
    least: 0,
    queries: [
      [perMinute("", metric("srt_input_connections_total", chosen)), "accepted"],
      [perMinute("", metric("srt_input_refusals_total", chosen)), "refused"],
    ],
    size: [4, 8],
  });

const dropped = () =>
  spread({
    title: "Dropped",
    description: "Packets a second that were missing when their time came: each is heard.",
    unit: "pps",
    thresholds: noneAllowed,
    expression: rate(metric("srt_input_packets_dropped_total", chosen)),
    legend: each,
    link: toStation(),
    size: [4, 8],
  });
