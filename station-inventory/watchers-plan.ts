/** What watches the platform: Prometheus, Alertmanager, the local receiver, what listens, and what tells of the machine. Pure. */
import type { FleetSettings } from "./fleet-settings";
import * as names from "./names";
import type { FleetPlan, WatcherPlan } from "./plan-types";
import { httpUrl } from "./urls";

export type Watchers = Pick<
  FleetPlan,
  "alertmanager" | "alertSink" | "pushgateway" | "nodeExporter" | "observers" | "prober" | "logs"
> & {
  prometheus: Omit<FleetPlan["prometheus"], "targets">;
};

const watcher = (name: string, port: number, hostPort: number): WatcherPlan => ({
  name,
  port,
  hostPort,
  url: httpUrl("127.0.0.1", hostPort, "/"),
});

const several = (count: number, name: (index: number) => string, port: number, first: number): WatcherPlan[] =>
  Array.from({ length: count }, (_, index) => watcher(name(index), port, first + index));

export function planWatchers(settings: FleetSettings): Watchers {
  const { prometheus, alertmanager, alertSink, pushgateway, nodeExporter, prober } = names.containerPorts;
  const { processExporter, containerExporter } = names.containerPorts;
  const { prometheuses, alertmanagers, prometheusPort, alertmanagerPort, alertSinkPort, pushgatewayPort } = settings;
  const servers = several(prometheuses, names.prometheusName, prometheus, prometheusPort);
  return {
    prometheus: { servers, url: servers[0]!.url },
    alertmanager: {
      servers: several(alertmanagers, names.alertmanagerName, alertmanager.http, alertmanagerPort),
      clusterPort: alertmanager.cluster,
    },
    alertSink: watcher(names.watchers.alertSink, alertSink, alertSinkPort),
    pushgateway: watcher(names.watchers.pushgateway, pushgateway, pushgatewayPort),
    nodeExporter: { name: names.watchers.nodeExporter, port: nodeExporter },
    ...(settings.machineMetrics && {
      observers: {
        processes: { name: names.watchers.processExporter, port: processExporter },
        containers: { name: names.watchers.containerExporter, port: containerExporter },
      },
    }),
    prober: { name: names.watchers.prober, port: prober },
    ...planLogs(settings),
  };
}

function planLogs({ logs, domain }: FleetSettings): Pick<FleetPlan, "logs"> {
  if (logs === undefined) return {};
  const { logStore, logCollector: port } = names.containerPorts;
  const { store: storeName, collector: name } = names.logWatchers;
  const store = watcher(storeName, logStore, logs.port);
  if (logs.collector === "others") return { logs: { store } };
  const storeUrl = httpUrl(`${storeName}${domain}`, logStore, "/");
  return { logs: { store, collector: { name, port, storeUrl, ...logs.collector } } };
}
