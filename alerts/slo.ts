/** What was promised to listeners, and how fast it is being broken. */
import { type Alert, at, noDrill } from "./alert";
import { fact } from "./facts";
import { type Burn, burnFactor, burns } from "./objectives";
import { and, type Expr, op, or, series } from "./promql";
import { availability } from "./recording";
import { recordedNames } from "./recorded";

const inExpression = at(0, "both windows are in the expression");
const drill = noDrill("drills lose no second of a stream, which is what they prove");

function burning(burn: Burn): Expr {
  const errors = (seconds: number): Expr => op(1, "-", series(availability(seconds)));
  const allowed = () => op(op(1, "-", fact("objective")), "*", burnFactor(burn));
  const over = (seconds: number): Expr => op(errors(seconds), ">", allowed(), { on: ["station"], take: [] });
  return and(over(burn.longSeconds), over(burn.shortSeconds));
}

const anyOf = (list: readonly Burn[]): Expr => list.map(burning).reduce((left, right) => or(left, right));

export const slo = (): Alert[] => [
  {
    name: "ErrorBudgetBurnsFast",
    severity: "critical",
    about: "station",
    expr: anyOf(burns.page),
    for: inExpression,
    summary: "A station is off for its listeners so much that its error budget is gone within days.",
    description:
      "{{ $labels.station }}, {{ $labels.protocol }}: {{ $value | humanizePercentage }} of the time could not be heard.",
    drill,
  },
  {
    name: "ErrorBudgetBurnsSlowly",
    severity: "warning",
    about: "station",
    expr: anyOf(burns.ticket),
    for: inExpression,
    summary: "A station loses more seconds than was promised, a little all the time.",
    description:
      "{{ $labels.station }}, {{ $labels.protocol }}: {{ $value | humanizePercentage }} of the last day could not be heard.",
    drill,
  },
  {
    name: "ErrorBudgetSpent",
    severity: "info",
    about: "station",
    expr: op(series(recordedNames.budget), "<", 0),
    for: at(3600, "it is a fact for the weekly look, and changes slowly"),
    summary: "A station's error budget of the period is spent: changes that can wait, wait.",
    description:
      "{{ $labels.station }}, {{ $labels.protocol }}: {{ $value | humanizePercentage }} of the budget is left.",
    drill,
  },
];
