import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MetricOrigin } from "./metric";
import { engineMetrics, pipelineMetrics } from "./metrics";

interface Exported {
  name: string;
  type: string;
  help: string;
}

/** Every metric that a C source writes: rows `"name", "type", "help"` of its tables, and `# HELP` with `# TYPE` in its formats. */
function written(folder: string): Exported[] {
  const text = [join(folder, "metrics.c"), "common/process.c"]
    .map((file) => readFileSync(join(__dirname, file), "utf8"))
    .join("\n");
  const row = /"([a-z_]+)",\s*"(gauge|counter)",\s*"([^"\\]*)"/g;
  const comment = /# HELP ([a-z_]+) ([^"\\]*)\\n# TYPE ([a-z_]+) (gauge|counter)\\n/g;
  return [
    ...[...text.matchAll(row)].map(([, name, type, help]) => ({ name: name!, type: type!, help: help! })),
    ...[...text.matchAll(comment)].map(([, name, help, , type]) => ({ name: name!, type: type!, help: help! })),
  ].sort(byName);
}

const byName = (a: Exported, b: Exported) => (a.name < b.name ? -1 : 1);

const listed = (from: MetricOrigin): Exported[] =>
  engineMetrics
    .filter((metric) => metric.from === from)
    .map(({ name, type, help }) => ({ name, type, help }))
    .sort(byName);

describe("engineMetrics", () => {
  it.each([
    ["gate", "srt-gate"],
    ["publisher", "publisher"],
  ] as const)("says of the %s what its C sources write", (from, folder) => {
    expect(written(folder)).toEqual(listed(from));
  });

  it("has what the pipeline uses, and the pipeline uses all that it has", () => {
    const files = ["metrics.liq"].map((file) => readFileSync(join(__dirname, "pipeline", file), "utf8")).join("\n");
    const used = [...files.matchAll(/\bm\.([a-z0-9_]+)/g)].map(([, key]) => key!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(pipelineMetrics()).sort());
  });

  it("names each thing once in code, and once on the wire of a process", () => {
    const keys = engineMetrics.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const names = engineMetrics.map(({ from, name }) => `${from} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it("follows Prometheus' rules for names, and ours for helps", () => {
    for (const { key, name, type, help } of engineMetrics) {
      expect(key).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(name).toMatch(/^(liquidsoap|srt_input|publisher|process|airpath_engine)_[a-z0-9_]+$/);
      expect(help).toMatch(/^\S.*[^.\s]$/);
      // Radio France's own name has no _total.
      const counts = /_total$|_duration_seconds$|^liquidsoap_hlssegment_sent$/.test(name);
      expect([name, type]).toEqual([name, counts ? "counter" : "gauge"]);
    }
  });

  it("has Radio France's names", () => {
    const names = engineMetrics.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "liquidsoap_output_lufs_5s",
        "liquidsoap_source_is_ready",
        "liquidsoap_source_is_playing",
        "liquidsoap_source_is_preferred_livesource",
        "liquidsoap_source_unready_duration_seconds",
        "liquidsoap_source_is_blank",
        "liquidsoap_hlssegment_sent",
        "liquidsoap_time_of_last_data_timestamp",
      ]),
    );
  });
});
