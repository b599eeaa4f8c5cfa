import type { NodePortRange } from "../components/workload/kubernetes-services";
import { ConfigError } from "./parse-config";

interface Span {
  from: number;
  to: number;
  /** As the setting says it. */
  said: string;
}

/** @throws ConfigError when a port is meant twice: by two ranges as a host port, or by two as a node port */
export function checkNodePorts(stack: string, ranges: readonly NodePortRange[]): void {
  const place = `stacks/Pulumi.${stack}.yaml: airpath:nodePorts`;
  for (const { from, to } of ranges)
    if (from > to)
      throw new ConfigError(
        `${place} has a range ${from}-${to}; allowed: from the lower to the higher; fix: swap them`,
      );
  const said = ({ from, to }: NodePortRange) => `${from}-${to}`;
  const hosts = ranges.map((range) => ({ from: range.from, to: range.to, said: said(range) }));
  const nodes = ranges.flatMap((range): Span[] => {
    const length = range.to - range.from;
    const span = (first: number, what: string) => ({
      from: first,
      to: first + length,
      said: `${what} of ${said(range)}`,
    });
    const { nodePort, healthCheckNodePort: health } = range;
    return [span(nodePort, "nodePort"), ...(health === undefined ? [] : [span(health, "healthCheckNodePort")])];
  });
  for (const [what, spans] of [
    ["port", hosts],
    ["node port", nodes],
  ] as const) {
    const twice = firstOverlap(spans);
    if (twice)
      throw new ConfigError(
        `${place} means ${what} ${twice[1].from} twice (${twice[0].said}, ${twice[1].said}); allowed: each once; fix: move or shorten one of the ranges`,
      );
  }
}

function firstOverlap(spans: readonly Span[]): [Span, Span] | undefined {
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  for (const [index, span] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && next.from <= span.to) return [span, next];
  }
  return undefined;
}
