/** What was changed by hand, as `make drift` left it with the Pushgateway. */
import { type Alert, at, noDrill } from "./alert";
import { by, now, op, or, series } from "./promql";

const byHand = noDrill(
  "tests/3-drift.test.ts and tests/cluster/drift.test.ts change a running stack by hand in every way; the first looks at what was left with the Pushgateway",
);

export const drift = (): Alert[] => [
  {
    name: "DriftFound",
    severity: "warning",
    about: "fleet",
    expr: op(by("max", ["stack"], series("airpath_drift_findings")), ">", 0),
    for: at(0, "each look is one: nothing comes between two of them"),
    summary: "What runs is not what was declared: somebody or something changed it beside the stack.",
    description: "Stack {{ $labels.stack }}: {{ $value }} things differ.",
    drill: byHand,
  },
  {
    name: "DriftUnknown",
    severity: "warning",
    about: "fleet",
    // Where nobody ever looked, nobody promised to.
    expr: by(
      "max",
      ["stack"],
      or(
        op(series("airpath_drift_last_check_success"), "==", 0),
        op(op(now, "-", series("airpath_drift_last_check_timestamp_seconds")), ">", 2 * 86_400),
      ),
    ),
    for: at(0, "a look that failed is tried again by its schedule, hours later"),
    summary: "Whether what runs is what was declared is not known: the check fails, or is not run any more.",
    description: "Stack {{ $labels.stack }}: the last look ended with an error, or was more than two days ago.",
    drill: byHand,
  },
];
