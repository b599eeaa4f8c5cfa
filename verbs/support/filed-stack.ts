/** A stack as its file and the inventory say it is, whatever runs: neither Pulumi, Docker nor a cluster is asked. */
import type { Links } from "../../alerts/links";
import { clusterOutputs } from "../../stacks/cluster-outputs";
import { digestOf, exposuresOf, namespaceOf } from "../../stacks/cluster-plan";
import { addressFor } from "../../stacks/sites";
import { localConfig } from "../../stacks/config";
import { parseConfig, plainSettings } from "../../stacks/parse-config";
import { fileSettings } from "../../stacks/stack-file";
import { parseInventory, type StationFile } from "../../station-inventory/inventory";
import { planFleet } from "../../station-inventory/plan";
import type { FleetPlan, StationUrls } from "../../station-inventory/plan-types";
import { selectStations } from "../../station-inventory/selection";
import { stationFiles } from "../../station-inventory/stations";
import { UsageError } from "../verb";
import { inWords, settledStack } from "./stack-settings";
import { stackPrefix } from "./stack";

export interface FiledStack {
  stack: string;
  plan: FleetPlan;
  /** Whether simulated studios call. */
  studio: boolean;
  /** Where its containers or objects are. `stationsPerStack`: it is divided. */
  runtime: { kind: "docker"; prefix: string } | { kind: "kubernetes"; namespace: string; stationsPerStack?: number };
  /** Where alerts lead. */
  links: Links;
  /** What studios dial, by station: "srt://127.0.0.1:10000". */
  dialled: Readonly<Record<string, readonly { engine: string; input: string; address: string }[]>>;
}

export const filedStacks = ["local", "preprod", "prod"] as const;

/**
 * @param files other stations than those of the inventory
 * @throws UsageError when there is no such stack, Failure with every mistake of its settings and of the inventory
 */
export function filedStack(stack: string, files: readonly StationFile[] = stationFiles): FiledStack {
  if (!(filedStacks as readonly string[]).includes(stack))
    throw new UsageError(`STACK is "${stack}"; allowed: ${filedStacks.join(", ")}; fix: make … STACK=local`);
  return stack === "local" ? onOneMachine(stack, files) : inACluster(stack, files);
}

const linksOf = ({ alertSink }: FleetPlan, grafanaUrl: string): Links => ({
  runbooks: `${alertSink.url}runbooks/`,
  dashboards: grafanaUrl,
});

function onOneMachine(stack: string, files: readonly StationFile[]): FiledStack {
  return inWords(() => {
    const config = parseConfig(localConfig, stack, plainSettings(fileSettings(stack)));
    const inventory = parseInventory(files, { minimumRedundancy: config.minimumRedundancy });
    const plan = planFleet(selectStations(inventory, config.stations), config);
    return {
      ...{ stack, plan, studio: config.studio, links: linksOf(plan, config.grafanaUrl) },
      runtime: { kind: "docker", prefix: stackPrefix(stack) },
      dialled: byStation(plan.urls),
    };
  });
}

function inACluster(stack: string, files: readonly StationFile[]): FiledStack {
  const { config, plan } = settledStack("STACK", stack, files);
  const namespace = namespaceOf(stack);
  const { stationsPerStack } = config;
  const { stations } = inWords(() =>
    clusterOutputs(
      plan,
      namespace,
      digestOf(plan),
      (workload) => addressFor(config, plan.sites, workload),
      exposuresOf(config),
    ),
  );
  return {
    ...{ stack, plan, studio: false, links: linksOf(plan, config.grafanaUrl) },
    runtime: { kind: "kubernetes", namespace, ...(stationsPerStack !== undefined && { stationsPerStack }) },
    dialled: byStation(stations),
  };
}

const byStation = (all: readonly { station: string; srt: StationUrls["srt"] | FiledStack["dialled"][string] }[]) =>
  Object.fromEntries(all.map(({ station, srt }) => [station, srt]));
