/** What engines send to Icecast masters and HLS origins: panels of the dashboard "Delivery". */
import { factNames } from "../alerts/facts";
import { graph, type Sized } from "./panels";
import { max, metric, min, perMinute, quantile, rate, sum } from "./promql";
import * as states from "./states";
import { colours, neutral, noneAllowed, steps } from "./thresholds";

const chosen = { station: "$station" };

export const publishingPanels = (): Sized[] => [published(), failures(), encoders(), stuck(), segments()];

const published = () =>
  graph({
    title: "Published by engines",
    description: "Bits a second that outputs took, Icecast masters and HLS origins together, over all engines.",
    unit: "bps",
    least: 0,
    thresholds: neutral,
    queries: [
      [`${sum("", rate(metric("liquidsoap_output_bytes_total", chosen)))} * 8`, "outputs"],
      [`${sum("", rate(metric("publisher_format_bytes_total", chosen)))} * 8`, "encoders"],
    ],
    size: [6, 8],
  });

const failures = () =>
  graph({
    title: "Failures of outputs",
    description:
      "Connections lost or refused and uploads that failed, and how often outputs came back, over all engines, a minute.",
    unit: "none",
    least: 0,
    thresholds: steps(colours.well, [1, colours.watch], [10, colours.bad]),
    queries: [
      [perMinute("", metric("liquidsoap_output_failures_total", chosen)), "failures"],
      [perMinute("", metric("liquidsoap_output_reconnects_total", chosen)), "came back"],
    ],
    size: [6, 8],
  });

const encoders = () =>
  graph({
    title: "Gaps in encoders' streams",
    description:
      "Over all engines, a minute: streams that stopped for a second or began anew, and breaks that HLS players were told of.",
    unit: "none",
    least: 0,
    thresholds: noneAllowed,
    queries: [
      [perMinute("", metric("publisher_encoder_gaps_total", chosen)), "gaps"],
      [perMinute("", metric("publisher_hls_discontinuities_total", chosen)), "discontinuities"],
    ],
    size: [12, 8],
  });

const stuck = () => {
  // One that never took anything says 0, and is an output that is lost: another panel has it.
  const last = `(${max("station engine output", metric("liquidsoap_output_last_success_timestamp_seconds", chosen))} > 0)`;
  return graph({
    title: "Since outputs took something",
    description:
      "Seconds since an output took anything, of the one that waits longest. A mount takes sound 50 times a second, an origin a segment at a time.",
    unit: "s",
    least: 0,
    thresholds: steps(colours.well, [10, colours.watch], [30, colours.bad]),
    queries: states.since(last),
    size: [6, 8],
  });
};

const segments = () => {
  // Of two minutes, as the alert does: a segment more or less is then no news.
  const sent = min("station engine", `rate(${metric("liquidsoap_hlssegment_sent", chosen)}[2m])`);
  const share = `${sent} * on (station) group_left () ${metric(factNames.segment)}`;
  return graph({
    title: "Segments that reached origins",
    description:
      "Share of the segments of two minutes that an engine brought to an origin: of its worst rendition there, of the engine that brings least, and of most.",
    unit: "percentunit",
    least: 0,
    thresholds: steps(colours.bad, [0.9, colours.well]),
    queries: [
      [`min(${share})`, "lowest"],
      [quantile(0.5, share), "median"],
    ],
    interval: "30s",
    size: [18, 8],
  });
};
