/** What the prober has found, as Prometheus reads it. */
"use strict";

/** Name, labels, help; all gauges. prober.ts has the same for the catalogue. */
const rows = [
  [
    "prober_stream_audible",
    ["station", "protocol", "format", "front"],
    "1 if seconds of the stream could be decoded, louder than -60 LUFS, when it was last heard",
  ],
  ["prober_stream_loudness_lufs", ["station", "protocol", "format", "front"], "Loudness of those seconds"],
  [
    "prober_stream_first_audio_seconds",
    ["station", "protocol", "format", "front"],
    "From the call to the first decoded sound",
  ],
  [
    "prober_stream_heard_timestamp_seconds",
    ["station", "protocol", "format", "front"],
    "When it was last listened to, whatever came",
  ],
  [
    "prober_playlist_age_seconds",
    ["station", "protocol", "format", "front"],
    "Since the end of the last segment in the playlist",
  ],
  ["prober_certificate_expiry_timestamp_seconds", ["front"], "When the certificate that a front shows ends"],
];

const escaped = (value) => String(value).replace(/[\\"\n]/g, (one) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n" })[one]);

class Metrics {
  constructor() {
    this.values = new Map(rows.map(([name]) => [name, new Map()]));
  }

  /** @param {number | undefined} value undefined takes the series away: what is not known is not told */
  set(name, labels, value) {
    const [, names] = rows.find((row) => row[0] === name);
    const key = names.map((label) => `${label}="${escaped(labels[label])}"`).join(",");
    if (value === undefined) this.values.get(name).delete(key);
    else this.values.get(name).set(key, value);
  }

  text() {
    return rows
      .map(([name, , help]) => {
        const lines = [...this.values.get(name)].map(([labels, value]) => `${name}{${labels}} ${value}\n`);
        return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
      })
      .join("");
  }
}

module.exports = { Metrics, rows };
