import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StationPlan } from "../../station-inventory/plan-types";
import { AccessLogs } from "./access-logs";
import { archive } from "./archive";
import { budgetArgs } from "./budget";
import { Certificate } from "./certificate";
import { Distribution } from "./distribution";
import { Names } from "./names";
import type { EdgeSettings } from "./settings";

export interface EdgeArgs {
  settings: EdgeSettings;
  stations: readonly Pick<StationPlan, "streams">[];
}

/** What AWS stands before a platform: a CDN for HLS and the player page, the names by which all is called, and what it may cost. */
export class Edge extends pulumi.ComponentResource {
  /** Where the CDN is reached by its own name: "d111111abcdef8.cloudfront.net". */
  readonly domainName: pulumi.Output<string>;

  constructor(name: string, { settings, stations }: EdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:edge:Edge", name, {}, opts);
    const own = { parent: this };
    const zone = aws.route53.getZoneOutput({ name: settings.zone }, own).zoneId;
    const { arn: certificate } = new Certificate(`${name}-certificate`, { names: settings.names.hls, zone }, own);
    const { distribution } = new Distribution(`${name}-cdn`, { settings, stations, certificate }, own);
    new Names(`${name}-names`, { settings, zone, distribution }, own);
    new AccessLogs(`${name}-logs`, { settings, distribution: distribution.arn }, own);
    if (settings.archiveDays !== undefined) archive(`${name}-archive`, settings.archiveDays, settings.prefix, own);
    if (settings.budget) new aws.budgets.Budget(`${name}-budget`, budgetArgs(settings.prefix, settings.budget), own);
    this.domainName = distribution.domainName;
    this.registerOutputs({ domainName: this.domainName });
  }
}
