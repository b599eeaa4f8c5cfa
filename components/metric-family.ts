/** One metric, whoever exports it. Each program's list stands beside the code that writes it; components/catalogue.ts has them all. */
export interface MetricFamily {
  /** Name on the wire. */
  name: string;
  type: "gauge" | "counter" | "histogram" | "summary";
  help: string;
  /** Label names that the program itself gives; Prometheus adds the target's. */
  labels: readonly string[];
  /** Prometheus' jobs by which it comes. */
  jobs: readonly string[];
}

export type FamilyRow = readonly [name: string, type: MetricFamily["type"], labels: readonly string[], help: string];

export const families = (jobs: readonly string[], rows: readonly FamilyRow[]): MetricFamily[] =>
  rows.map(([name, type, labels, help]) => ({ name, type, labels, help, jobs }));
