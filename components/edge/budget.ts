import type * as aws from "@pulumi/aws";
import type { EdgeSettings } from "./settings";

/** Of the whole account: what a month may cost, and who is told when it has cost 80 % of it, or will cost all of it. Pure. */
export const budgetArgs = (
  prefix: string,
  { dollars, emails }: NonNullable<EdgeSettings["budget"]>,
): aws.budgets.BudgetArgs => ({
  name: prefix,
  budgetType: "COST",
  timeUnit: "MONTHLY",
  limitAmount: String(dollars),
  limitUnit: "USD",
  notifications: (
    [
      ["ACTUAL", 80],
      ["FORECASTED", 100],
    ] as const
  ).map(([notificationType, threshold]) => ({
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    comparisonOperator: "GREATER_THAN",
    subscriberEmailAddresses: [...emails],
  })),
});
