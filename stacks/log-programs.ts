/** Whether what keeps logs was brought: asked before anything is declared, so that a stack without it is touched nowhere. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { logPrograms, programPath } from "../components/logs/programs";
import { root } from "../components/workload/content-hash";
import type { FleetPlan } from "../station-inventory/plan-types";
import { ConfigError } from "./parse-config";

/** @throws ConfigError where the plan keeps logs and `make log-tools` has not been run here, naming what is missing */
export function checkLogPrograms(
  { logs }: Pick<FleetPlan, "logs">,
  there: (file: string) => boolean = (file) => existsSync(join(root, file)),
): void {
  const missing = logs ? logPrograms.map(programPath).filter((file) => !there(file)) : [];
  if (missing.length === 0) return;
  throw new ConfigError(
    `airpath:logs is set, and ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing; allowed: what make log-tools brings; fix: make log-tools, or pulumi config rm airpath:logs`,
  );
}
