import { footprintOf } from "../components/edge/cost/footprint";
import { type Difference, differences } from "../stacks/differences";
import { settledStack } from "./support/stack-settings";
import { bold, columns, dim, print } from "./support/terminal";
import { positionals, type Verb } from "./verb";

export const diff: Verb = {
  summary: "in what two stacks in clusters differ, and what comes of it: A=preprod B=prod",
  help: `Every setting that is not the same in both, defaults included, and what comes of it: stations, containers, cores and memory. It reads the stacks' files, and asks
neither Pulumi nor a cluster; secrets are not compared.
  A=preprod B=prod   the stacks
  JSON=1             one JSON object instead of the table`,
  run: async (args) => {
    positionals(args, 0);
    const names = [process.env.A || "preprod", process.env.B || "prod"];
    const [a, b] = names.map((stack, index) => ({ stack, ...settledStack(index === 0 ? "A" : "B", stack) }));
    const settings = differences(a!.config, b!.config);
    const sizes = await Promise.all([a!, b!].map(sizeOf));
    if (process.env.JSON) {
      print(JSON.stringify({ a: names[0], b: names[1], settings, sizes }));
      return 0;
    }
    const rows = settings.map(({ setting, a: one, b: other }: Difference) => [setting, one ?? "-", other ?? "-"]);
    const size = (Object.keys(sizes[0]!) as (keyof (typeof sizes)[0])[]).map((key) => [
      key,
      ...sizes.map((each) => each[key].toLocaleString("en")),
    ]);
    columns([["", ...names.map(bold)], ...rows.map((row) => row.map(shortened)), ...size]).forEach(print);
    print(dim(`  ${settings.length} settings differ`));
    return 0;
  },
};

async function sizeOf({ plan }: ReturnType<typeof settledStack>) {
  const { cores, mebibytes } = await footprintOf(plan);
  return {
    stations: plan.stations.length,
    engines: plan.stations.reduce((sum, { engines }) => sum + engines.length, 0),
    cores: Math.ceil(cores),
    "memory, GiB": Math.ceil(mebibytes / 1024),
  };
}

const shortened = (cell: string): string => (cell.length > 60 ? `${cell.slice(0, 59)}…` : cell);
