/** Pure: what a `Job` becomes. It runs once for what it was declared as. */
import type * as kubernetes from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { MountedFiles } from "./kubernetes-mounts";
import { checkLabels, label, mainContainer } from "./kubernetes-names";
import { commonPod, containerSecurity, environmentList, type PodSettings, pulled, resources } from "./kubernetes-pod";
import type { Job } from "./workload";

export const jobLabels = ({ name, labels }: Job, { namespace }: PodSettings): Record<string, string> =>
  checkLabels(name, { ...labels, [label.workload]: name, [label.stack]: namespace });

/** Seconds that a job may take: five minutes of pulling its image, and more than the longest, a canary's, takes. Whose pod nobody may make (a quota) or place would hold an `up` for ever. */
const jobSeconds = 600;

/** @returns the Job's spec; `name` is for the error that a failure ends in */
export function jobSpec(
  job: Job,
  files: MountedFiles | undefined,
  settings: PodSettings,
): kubernetes.types.input.batch.v1.JobSpec {
  const environment: Record<string, Input<string>> = { ...job.environment, ...files?.environment };
  return {
    backoffLimit: 0,
    activeDeadlineSeconds: jobSeconds,
    // What fails with its node has not failed by itself.
    podFailurePolicy: {
      rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
    },
    template: {
      metadata: {
        labels: { ...jobLabels(job, settings), ...(job.network === "private" ? { [label.network]: "private" } : {}) },
      },
      spec: {
        ...commonPod(settings),
        restartPolicy: "Never",
        containers: [
          {
            name: mainContainer,
            ...pulled(job.image, settings),
            // The image's entry point stays: it unpacks files.
            args: job.command,
            ...(Object.keys(environment).length > 0 ? { env: environmentList(environment) } : {}),
            resources: resources(job.resources, settings),
            securityContext: { ...containerSecurity },
            // So that `pulumi up` shows what it said.
            terminationMessagePolicy: "FallbackToLogsOnError",
            volumeMounts: [...(files?.mounts ?? []), { name: "tmp", mountPath: "/tmp" }],
          },
        ],
        volumes: [...(files?.volumes ?? []), { name: "tmp", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } }],
      },
    },
  };
}
