import type { Subject } from "../alert";
import { audioCases } from "./audio";
import type { Case } from "./case";
import { containerCases } from "./containers";
import { deliveryCases } from "./delivery";
import { listeningCases } from "./listening";
import { pipelineCases } from "./pipeline";
import { platformCases } from "./platform";
import { redundancyCases } from "./redundancy";

export const cases: Readonly<Record<Subject, readonly Case[]>> = {
  audio: audioCases,
  redundancy: redundancyCases,
  delivery: [...deliveryCases, ...listeningCases],
  pipeline: pipelineCases,
  platform: [...platformCases, ...containerCases],
  // Shares of hours and days: alerts/slo.test.ts.
  slo: [],
};

/** What fires when Prometheus has no series at all, by file: the rest is silent, and must be. */
export const whenAllIsMissing: Readonly<Record<Subject, Readonly<Record<string, number>>>> = {
  audio: {},
  redundancy: {
    AllCachesDown: 1,
    AllEnginesDown: 1,
    AllFrontsDown: 1,
    AllMastersDown: 1,
    AllOriginsDown: 1,
    AllRelaysDown: 1,
  },
  delivery: {},
  pipeline: {},
  platform: { TargetsMissing: 15, Watchdog: 1 },
  // Nobody was promised anything before the first sound; what goes missing later: alerts/slo.test.ts.
  slo: {},
};
