/** Where work that ends before anybody could ask it leaves its numbers: a check for drift, which a schedule runs elsewhere. */
import { join } from "node:path/posix";
import type { FleetPlan } from "../../station-inventory/plan-types";
import { families } from "../metric-family";
import { answers } from "../workload/answers";
import type { Image, Workload } from "../workload/workload";

/** Where the numbers are kept over a restart: a persistent volume. */
const folder = "/var/lib/airpath/pushgateway";

/** The job under which `make drift` leaves them. */
export const driftJob = "drift";

/** What `make drift` leaves. */
export const driftMetrics = families(
  [driftJob],
  [
    ["airpath_drift_last_check_timestamp_seconds", "gauge", ["stack"], "When the stack was last looked at, Unix time."],
    [
      "airpath_drift_last_check_success",
      "gauge",
      ["stack"],
      "1 when that look could tell, 0 when it ended with an error.",
    ],
    [
      "airpath_drift_findings",
      "gauge",
      ["stack"],
      "Things that differ from what was declared, by the last look that could tell.",
    ],
  ],
);

export function pushgatewayWorkload({ name, port, hostPort }: FleetPlan["pushgateway"], image: Image): Workload {
  return {
    name,
    image,
    command: [
      "prometheus-pushgateway",
      `--web.listen-address=:${port}`,
      `--persistence.file=${join(folder, "metrics")}`,
      "--persistence.interval=10s",
      "--log.format=json",
    ],
    volumes: [{ name: "data", path: folder, kind: "persistent", mebibytes: 16 }],
    ports: [{ name: "http", number: port, protocol: "tcp", publish: { hostPort, audience: "operators" } }],
    readiness: answers(port, "/-/ready"),
    liveness: answers(port, "/-/healthy"),
    resources: { cpu: 0.01, memoryMebibytes: 64 },
    gracePeriodSeconds: 10,
    labels: { component: name },
  };
}
