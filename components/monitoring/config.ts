/** What Prometheus scrapes and keeps, from the plan. Pure. */
import { join } from "node:path/posix";
import { stringify } from "yaml";

import type { FleetPlan, ScrapeTarget } from "../../station-inventory/plan-types";
import { adminUser, metricsPath } from "../icecast/config";
import { configFolder } from "../workload/workload";
import { clusterJobs } from "./cluster-jobs";

export const prometheusPath = join(configFolder, "prometheus.yml");
/** Where alerts/ puts its rule files. */
export const rulesFolder = join(configFolder, "rules");
/** Holds the Icecast admin password: Icecast shows its statistics to no one else. */
export const icecastPasswordPath = join(configFolder, "secrets", "icecast-admin-password");
/** Where the samples are: a persistent volume. */
export const dataPath = "/var/lib/airpath/prometheus";

// Alerts on a lost source or a stale playlist are due within seconds: three scrapes see a change in 15 s. With 15 s it would be 45 s.
export const scrapeIntervalSeconds = 5;
// Under the interval, so that a hung target is a failed scrape and not a late one.
export const scrapeTimeoutSeconds = 4;

/** How a job is scraped, where it is not GET /metrics as often as all others. */
export interface JobSettings {
  path?: string;
  /** Of the basic authentication; the password is Icecast's for admins. */
  username?: string;
  /** Labels of what is scraped stand, where they name what ours name. */
  honorLabels?: true;
  intervalSeconds?: number;
  timeoutSeconds?: number;
}

export const jobSettings: Readonly<Record<string, JobSettings>> = {
  icecast: { path: metricsPath, username: adminUser },
  // What was left there says itself whose it is.
  pushgateway: { honorLabels: true },
  // Seen, with 500 processes: 0.7 s of processor time a scrape, which took up to 4 s.
  process: { intervalSeconds: 30, timeoutSeconds: 10 },
};

export interface Retention {
  /** Days of samples kept. */
  days: number;
  /** MiB of samples kept, if that is reached earlier. */
  mebibytes: number;
}

type Scraped = Pick<FleetPlan, "prometheus" | "alertmanager" | "nodeExporter"> & {
  settings: Pick<FleetPlan["settings"], "namespace">;
};

/**
 * Every Prometheus of a pair has the same: what both say is the same alert to Alertmanager, which tells it once.
 * @param machine where all targets run on one machine, its name: a label by which a dead machine keeps its engines' alerts quiet
 * @returns prometheus.yml: one job for each kind of target, in the plan's order
 */
export function prometheusConfig(
  { prometheus: { targets }, alertmanager, nodeExporter, settings: { namespace } }: Scraped,
  machine?: string,
): string {
  const jobs = [...new Set(targets.map(({ job }) => job))];
  return stringify(
    {
      global: {
        scrape_interval: `${scrapeIntervalSeconds}s`,
        scrape_timeout: `${scrapeTimeoutSeconds}s`,
        evaluation_interval: `${scrapeIntervalSeconds}s`,
      },
      rule_files: [`${rulesFolder}/*.yml`],
      alerting: {
        alertmanagers: [
          { static_configs: [{ targets: alertmanager.servers.map(({ name, port }) => `${name}:${port}`) }] },
        ],
      },
      scrape_configs: [
        ...jobs.map((job) => ({
          job_name: job,
          ...spelled(jobSettings[job]),
          static_configs: targets.filter((target) => target.job === job).map((target) => staticConfig(target, machine)),
        })),
        ...(namespace && nodeExporter ? clusterJobs(namespace, nodeExporter) : []),
      ],
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

const spelled = ({ path, username, honorLabels, intervalSeconds, timeoutSeconds }: JobSettings = {}) => ({
  ...(path === undefined ? {} : { metrics_path: path }),
  ...(username === undefined ? {} : { basic_auth: { username, password_file: icecastPasswordPath } }),
  ...(honorLabels === undefined ? {} : { honor_labels: true }),
  ...(intervalSeconds === undefined ? {} : { scrape_interval: `${intervalSeconds}s` }),
  ...(timeoutSeconds === undefined ? {} : { scrape_timeout: `${timeoutSeconds}s` }),
});

const staticConfig = ({ address, labels }: ScrapeTarget, machine?: string) => ({
  targets: [address],
  labels: machine === undefined ? labels : { ...labels, host: machine },
});

/**
 * @param url at which operators reach it: alerts link to it
 * @returns the command line. No lifecycle API: SIGHUP reloads, and no one on the network can stop it.
 */
export function prometheusCommand({ days, mebibytes }: Retention, url: string): string[] {
  return [
    "prometheus",
    `--config.file=${prometheusPath}`,
    `--storage.tsdb.path=${dataPath}`,
    `--storage.tsdb.retention.time=${days}d`,
    `--storage.tsdb.retention.size=${mebibytes}MiB`,
    `--web.external-url=${url}`,
    "--log.format=json",
  ];
}
