/** Every dashboard, in the order in which one reads them. Pure: plan → Grafana's model. */
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { alerts } from "./alerts";
import { containers } from "./containers";
import type { Context } from "./dashboard";
import { delivery } from "./delivery";
import { engines } from "./engines";
import { fleet } from "./fleet";
import { hosts } from "./hosts";
import { inputs } from "./inputs";
import { levels } from "./levels";
import { services } from "./services";
import { station } from "./station";

const builders = [fleet, station, engines, inputs, levels, delivery, services, alerts, hosts, containers];

export const dashboards = (context: Context): Dashboard[] => builders.map((build) => build(context));

/** @returns the text of a provisioning file, without what only a running Grafana knows */
export const dashboardJson = (dashboard: Dashboard): string => `${JSON.stringify(dashboard, null, 2)}\n`;
