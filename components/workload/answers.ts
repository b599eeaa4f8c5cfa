import type { Probe } from "./workload";

/**
 * Whether something is well by its own HTTP answer, as nearly all of ours say it. Each question starts a process in the container: often enough, and no oftener.
 * @param startupSeconds in which no answer is no fault yet
 */
export const answers = (httpPort: number, path: string, startupSeconds = 10): Probe => ({
  check: { httpPort, path },
  periodSeconds: 10,
  timeoutSeconds: 3,
  failures: 3,
  startupSeconds,
});
