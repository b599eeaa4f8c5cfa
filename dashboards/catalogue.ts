/** Every metric that dashboards may use, and the job by which Prometheus scrapes it: what is scraped, and what Prometheus records of it itself. */
import { factNames } from "../alerts/facts";
import { windows } from "../alerts/objectives";
import { recordedNames } from "../alerts/recorded";
import { availability, minuteSeconds } from "../alerts/recording";
import { catalogue as scraped } from "../components/catalogue";
import { families, type MetricFamily } from "../components/metric-family";

/** Jobs that not every stack has: a panel of theirs is left empty, and nobody is alarmed, until one does. */
export const optionalJobs = ["node", "container", "process", "front", "drift"] as const;

const recorded = [
  ...Object.values(recordedNames).filter((name) => name !== recordedNames.availability),
  ...[minuteSeconds, ...windows].map(availability),
  ...Object.values(factNames),
];
// Which of these labels each has is its rule's own matter.
const recordedLabels = ["station", "kind", "protocol", "format"];

/** By name. Jobs are empty where Prometheus itself makes it: for every target, for every alert, by its rules. */
export const catalogue: ReadonlyMap<string, MetricFamily> = new Map([
  ...scraped,
  ...families(
    [],
    recorded.map((name) => [name, "gauge", recordedLabels, "alerts/recording.ts or alerts/facts.ts"] as const),
  ).map((each) => [each.name, each] as const),
]);
