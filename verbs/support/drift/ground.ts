/** Where a stack stands, as a look for drift sees it: on Docker, in a cluster, or at a provider that alone can be asked. */
import { existing } from "../preview/run";

export interface Finding {
  /** "container airpath-local-front-1". */
  who: string;
  /** "is paused". */
  how: string;
  /** What is to be done where neither `make drift REPAIR=1` nor an `up` mends it. */
  more?: string;
  /** Of the state's resource, where it is one. */
  urn?: string;
}

export interface Look {
  findings: Finding[];
  /** What could not be looked at, and why: what is there may differ. */
  untold: string[];
  /** Brings back what was just seen to differ, without another look. @throws Failure where that cannot be begun. Absent: see `mendedBy` */
  mend?: () => Promise<void>;
}

export interface Ground {
  /** Nothing is changed by it. @throws Failure where nothing at all can be told, with what to do */
  look: () => Promise<Look>;
  /** The stack's own Pushgateway, where one can be reached from here. */
  pushgateway?: string;
  /** What mends there, where no look does. */
  mendedBy?: string;
}

/** Each is loaded when it is asked for. @throws UsageError where there is no such stack, Failure where nobody can be asked */
export async function groundOf(stack: string): Promise<Ground> {
  const { whole, part } = existing(stack);
  if (whole === "local") return (await import("./docker/ground")).dockerGround();
  if (part === "edge") return (await import("./providers")).providersGround(stack);
  return (await import("./cluster/ground")).clusterGround(stack);
}
