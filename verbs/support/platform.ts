/** What runs, as verbs see it: on this machine through Docker and published ports, or in a stack's cluster through kubectl. */
import { readStackName } from "../../stacks/stack-name";
import type { Container } from "./docker";
import { stackName } from "./stack";

/** Something that answers HTTP: its address on this machine, without a slash at the end, holds as long as the call. */
export type Door = <T>(use: (url: string) => Promise<T>) => Promise<T>;

export interface RunningEngine {
  station: string;
  /** "a". */
  engine: string;
  /** Workload name: "engine-rivage-a". */
  name: string;
  /** To the operator API. */
  api: Door;
}

export interface RunningStation {
  station: string;
  inputs: string[];
  engines: RunningEngine[];
  /** @returns the name of the operator API's token, the same on every engine. @throws Failure where the inventory knows none, or is no inventory */
  apiSecret: () => Promise<string>;
}

export interface Platform {
  /** @throws Failure where nobody can be asked, with what to do */
  required: () => Promise<void>;
  /** Those that are meant to run, in order of names. @throws likewise */
  containers: () => Promise<Container[]>;
  /** @param options of `docker logs`, which are kubectl's too @returns what prints what a container says, each line after its time */
  logCommand: (container: Container, options: readonly string[]) => [program: string, args: string[]];
  /** @throws Failure where the stack is not up */
  stations: () => Promise<RunningStation[]>;
  /** Every Alertmanager of ours. */
  alertmanagers: () => Promise<Door[]>;
  fileIn: (container: Container, path: string) => Promise<string>;
  /** Ends it, and waits for that; it begins again as it is. */
  restart: (container: Container) => Promise<void>;
  /** What brings the stack up. */
  bringsUp: string;
}

/** @returns whether a stack is in a cluster, or a part of one that is */
export function isInCluster(stack: string): boolean {
  const named = readStackName(stack);
  return named !== undefined && named.whole !== "local";
}

/** Each is loaded when it is asked for: a cluster's brings the inventory with it. @throws UsageError where there is no such stack */
export async function platform(stack = stackName()): Promise<Platform> {
  return isInCluster(stack)
    ? (await import("./cluster")).clusterPlatform(stack)
    : (await import("./docker-platform")).dockerPlatform;
}
