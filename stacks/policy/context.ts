/** What rules must know of a stack beside its resources: by its committed file. */
import type { ByFile } from "../declared-by-file";
import type { PolicyContext } from "./rules";

/** @param found as the stack's file says it; absent: it has no stations, and no ports of theirs */
export const policyContext = (stack: string, found: ByFile | undefined): PolicyContext =>
  found ? { stack, declaredPorts: new Set(found.cluster ? inCluster(found.cluster) : onOneMachine(found)) } : { stack };

/** To others than operators: listeners and studios. */
const onOneMachine = ({ plan }: ByFile): number[] => [
  ...plan.fronts.flatMap(({ hostPort, tlsHostPort }) => [hostPort, tlsHostPort]),
  ...plan.stations.flatMap(({ engines }) =>
    engines.flatMap(({ inputs }) => inputs.filter(({ call }) => call === undefined).map(({ hostPort }) => hostPort)),
  ),
];

/** What the stack's file gives away: node ports in ranges, and what load balancers show. */
function inCluster({ nodePorts, loadBalancerPorts }: NonNullable<ByFile["cluster"]>): number[] {
  const ranges = nodePorts.flatMap(({ from, to, nodePort, healthCheckNodePort: health }) =>
    Array.from({ length: to - from + 1 }, (_, index) => [
      ...[from + index, nodePort + index],
      ...(health === undefined ? [] : [health + index]),
    ]).flat(),
  );
  return [...ranges, ...Object.values(loadBalancerPorts)];
}
