/** Pure: how the kubelet asks a container what a `Probe` says. */
import type * as kubernetes from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import { probeCommand, readySeconds } from "./container";
import type { ContainerSpec, Probe } from "./workload";

type KubernetesProbe = Unwrap<kubernetes.types.input.core.v1.Probe>;

/** From outside where that is possible: a process for each question, a hundred of them on a node, costs more than what is asked. */
function asked(probe: Probe): KubernetesProbe {
  const { check, timeoutSeconds } = probe;
  const how =
    "command" in check || check.loopbackOnly
      ? { exec: { command: probeCommand(probe) } }
      : { httpGet: { path: check.path, port: check.httpPort } };
  return { ...how, timeoutSeconds };
}

/**
 * @returns the three probes of a container. Until the first good answer of liveness only that is asked, once a second, so that a start is seen when it
 *   has happened and failures before `startupSeconds` kill nobody.
 */
export function probes({
  readiness,
  liveness,
}: Pick<ContainerSpec, "readiness" | "liveness">): Pick<
  Unwrap<kubernetes.types.input.core.v1.Container>,
  "startupProbe" | "readinessProbe" | "livenessProbe"
> {
  return {
    startupProbe: {
      ...asked(liveness),
      periodSeconds: 1,
      failureThreshold: liveness.startupSeconds + liveness.periodSeconds * liveness.failures,
    },
    readinessProbe: {
      ...asked(readiness),
      periodSeconds: readiness.periodSeconds,
      failureThreshold: readiness.failures,
    },
    livenessProbe: {
      ...asked(liveness),
      periodSeconds: liveness.periodSeconds,
      failureThreshold: liveness.failures,
      // Who hangs does not hear SIGTERM: it is killed a second after, not at the end of the grace period.
      terminationGracePeriodSeconds: 1,
    },
  };
}

/** @returns seconds in which a workload is ready, or its roll-out has failed; images may have to be pulled first */
export function rolloutSeconds(containers: readonly Pick<ContainerSpec, "readiness">[]): number {
  const pullSeconds = 300;
  return pullSeconds + Math.max(...containers.map(({ readiness }) => readySeconds(readiness)));
}
