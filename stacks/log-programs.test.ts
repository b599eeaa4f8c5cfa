import { planFleet } from "../station-inventory/plan";
import { checkLogPrograms } from "./log-programs";

const kept = planFleet([], { logs: { days: 14, gibibytes: 10, port: 9428 } });

it("says what to do where the programs were not brought", () => {
  expect(() => checkLogPrograms(kept, () => true)).not.toThrow();
  expect(() => checkLogPrograms(kept, () => false)).toThrow(
    "airpath:logs is set, and components/logs/log-store-image/victoria-logs and components/logs/log-collector-image/vlagent are missing; allowed: what make log-tools brings; fix: make log-tools, or pulumi config rm airpath:logs",
  );
});

it("asks for nothing where no logs are kept", () => {
  expect(() => checkLogPrograms(planFleet([]), () => false)).not.toThrow();
});
