/** One number of many things, so that 78 stations read like two: how it is spread over time, and who is worst now. */
import { graph, type Link, type PanelSpec, ranking, type Sized } from "./panels";
import { bottomk, quantile, topk } from "./promql";

export interface SpreadSpec extends PanelSpec {
  /** One series for each thing. */
  expression: string;
  /** What a thing is called: "{{station}} {{engine}}". */
  legend: string;
  /** Where the lowest are worst. */
  lowestIsWorst?: boolean;
  link?: Link;
}

const shown = 8;

/** A point each 30 s at most: these ask for every series there is. */
const interval = "30s";

export function spread(spec: SpreadSpec): Sized[] {
  const { expression, legend, lowestIsWorst = false, link, ...panel } = spec;
  const [worst, near, word] = lowestIsWorst ? (["min", 0.05, "lowest"] as const) : (["max", 0.95, "highest"] as const);
  const few = lowestIsWorst ? bottomk(shown, expression) : topk(shown, expression);
  const [width, height] = spec.size ?? [7, 8];
  return [
    graph({
      ...panel,
      interval,
      queries: [
        [`${worst}(${expression})`, word],
        [quantile(near, expression), `${100 * near} %`],
        [quantile(0.5, expression), "median"],
      ],
      size: [width, height],
    }),
    ranking({
      ...panel,
      title: `${spec.title}: the ${word}`,
      description: `Now, the ${shown} ${word}. ${spec.description}`,
      queries: [[lowestIsWorst ? `sort(${few})` : `sort_desc(${few})`, legend]],
      ...(link && { links: [link] }),
      size: [5, height],
    }),
  ];
}
