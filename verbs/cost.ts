import { monthlyCost, leftOut, whole } from "../components/edge/cost/cost";
import { footprintOf } from "../components/edge/cost/footprint";
import { prices } from "../components/edge/cost/prices";
import { settledStack } from "./support/stack-settings";
import { bold, columns, dim, print } from "./support/terminal";
import { numberFrom, positionals, type Verb } from "./verb";

export const cost: Verb = {
  summary: "what a month of a platform on AWS costs: LISTENERS=10000 HLS=0.5 STACK=prod",
  help: `An estimate from the inventory, the stack's file, and how many listen. Nothing is asked of AWS: prices stand in components/edge/cost/prices.ts, with their date.
  LISTENERS=10000   who listens at once, on average of all hours of the month
  HLS=0.5           part of them on HLS, 0-1; the others on Icecast
  STACK=prod        preprod or prod
  JSON=1            one JSON object instead of the table`,
  run: async (args) => {
    positionals(args, 0);
    const stack = process.env.STACK || "prod";
    const listeners = numberFrom("LISTENERS", process.env.LISTENERS, 10_000, 0, 1e8);
    const hls = numberFrom("HLS", process.env.HLS, 0.5, 0, 1);
    const { config, plan } = settledStack("STACK", stack);
    const parts = { logDays: config.edge?.logDays ?? 0, zones: config.zones };
    const lines = monthlyCost(plan, { listeners, hls }, await footprintOf(plan), parts);
    const total = lines.reduce((sum, { dollars }) => sum + dollars, 0);
    if (process.env.JSON) {
      print(JSON.stringify({ stack, listeners, hls, pricesAsOf: prices.asOf, lines, total }));
      return 0;
    }
    print(
      bold(
        `${stack}: ${plan.stations.length} stations, ${whole(listeners)} listeners at once, ${hls * 100} % of them on HLS`,
      ),
    );
    const row = (item: string, quantity: string, dollars: number) => [
      item,
      quantity,
      `$ ${whole(dollars)}`.padStart(10),
    ];
    const rows = lines.map(({ item, quantity, dollars }) => row(item, quantity, dollars));
    columns([...rows, row("a month", "", total)]).forEach((line) => print(`  ${line}`));
    if (listeners > 0) print(`  ${((total / listeners / 730) * 100).toFixed(3)} cents for an hour of one listener`);
    print(dim(`  prices of ${prices.asOf}; not in it: ${leftOut}`));
    return 0;
  },
};
