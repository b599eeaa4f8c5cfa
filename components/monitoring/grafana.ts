import * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";
import { dashboards } from "../../dashboards";
import { contextOf, tag } from "../../dashboards/dashboard";
import type { FleetPlan } from "../../station-inventory/plan-types";
import { scrapeIntervalSeconds } from "./config";

export interface GrafanaArgs {
  plan: FleetPlan;
  /** Where Grafana answers: "https://grafana.example". */
  url: string;
  /** A service account's token, or "user:password". */
  auth: pulumi.Input<string>;
  /** Where that Grafana reaches Prometheus. */
  prometheusUrl: string;
  /** Where runbooks are read, without a slash at its end. Default: beside the repository. */
  runbooksUrl?: string;
}

/** Folder, data source and dashboards in a Grafana that is there already. What people change there by hand is put back by the next `pulumi up`. */
export class Grafana extends pulumi.ComponentResource {
  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:monitoring:Grafana", name, {}, opts);
    const provider = new grafana.Provider(`${name}-provider`, { url: args.url, auth: args.auth }, { parent: this });
    const own = { parent: this, provider };
    const folder = new grafana.oss.Folder(`${name}-folder`, { uid: tag, title: "Airpath" }, own);
    new grafana.oss.DataSource(
      `${name}-prometheus`,
      {
        ...{ uid: `${tag}-prometheus`, name: "Airpath Prometheus", type: "prometheus", url: args.prometheusUrl },
        // Windows of rates follow the interval of scrapes.
        jsonDataEncoded: JSON.stringify({ httpMethod: "POST", timeInterval: `${scrapeIntervalSeconds}s` }),
      },
      own,
    );
    for (const dashboard of dashboards(contextOf(args.plan, args.runbooksUrl))) {
      const inputs = { folder: folder.uid, configJson: JSON.stringify(dashboard), overwrite: true };
      new grafana.oss.Dashboard(`${name}-${dashboard.uid?.replace(`${tag}-`, "")}`, inputs, own);
    }
    this.registerOutputs({});
  }
}
