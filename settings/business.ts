import { z } from "zod";
import { list, words } from "./bounds";
import { labelName } from "./maintenance";
import { amount, count, duration, metricName, name, threshold } from "./types";

const over = (fallback: string) =>
  duration()
    .default(fallback)
    .describe(
      "the time over which that is reached, rolling, of 5m to 7d; a day has its night in it, and an hour has not",
    );

const compare = () => z.boolean().default(true).describe("whether it is held against the same hour of earlier weeks");

const transactions = z
  .strictObject({
    atLeast: amount().optional().describe("transactions within `over` that are expected. Default: no objective"),
    over: over("1h"),
    compare: compare(),
  })
  .optional()
  .describe("transactions that were completed, by the counter `conventions.business.transactions`");

const revenue = z
  .strictObject({
    currency: words(16)
      .regex(/^[A-Za-z0-9_-]+$/, { error: "is not a currency (for example EUR)" })
      .optional()
      .describe("the one that is looked at. Default: each by itself"),
    atLeast: amount().optional().describe("revenue within `over` that is expected. Default: no objective"),
    over: over("1d"),
    compare: compare(),
  })
  .optional()
  .describe("revenue, by the counter `conventions.business.revenue`");

const activeUsers = z
  .strictObject({
    atLeast: amount().optional().describe("users, on average over `over`, that are expected. Default: no objective"),
    over: over("1h"),
    of: z
      .enum(["replica", "application"])
      .default("replica")
      .describe(
        "whose users a replica counts: its own, which are summed, or all, of which the largest number is taken",
      ),
    compare: compare(),
  })
  .optional()
  .describe("users who are active, by the gauge `conventions.business.activeUsers`");

const conversion = z
  .strictObject({
    atLeastPercent: threshold()
      .optional()
      .describe("the share of visits, over `over`, that convert. Default: no objective"),
    over: over("1h"),
    compare: compare(),
  })
  .optional()
  .describe("conversions as a share of visits, by the counters `conventions.business.conversions` and `visits`");

const feature = z.strictObject({
  name: words(200).min(1, { error: "is empty" }).describe("the value of the label `conventions.business.featureLabel`"),
  atLeast: amount().optional().describe("uses within `over` that are expected. Default: no objective"),
  over: over("1d"),
  compare: compare(),
});

const errors = z
  .strictObject({
    atMostPercent: threshold()
      .optional()
      .describe("errors as a share of transactions and errors, over `over`, that are borne. Default: no objective"),
    over: over("15m"),
    compare: compare(),
  })
  .optional()
  .describe("business errors, such as refused payments, by the counter `conventions.business.errors`");

/** What an application is for, in numbers (docs/business.md). */
export const appBusiness = z
  .strictObject({
    team: name().optional().describe("whose its business alerts are. Default: the application's team"),
    transactions,
    revenue,
    activeUsers,
    conversion,
    features: list(feature, 50).default([]).describe("features whose use is looked at"),
    errors,
  })
  .optional()
  .describe("what it is for, in numbers (docs/business.md)");

/** How applications name what they count of their business. OpenTelemetry's semantic conventions have no such names. */
export const businessConventions = z
  .strictObject({
    transactions: metricName().default("business_transactions_total").describe("a counter of completed transactions"),
    revenue: metricName().default("business_revenue_total").describe("a counter of money, in the currency's own unit"),
    currencyLabel: labelName().default("currency").describe("the label of `revenue` that holds the currency"),
    activeUsers: metricName().default("business_active_users").describe("a gauge of users"),
    visits: metricName().default("business_visits_total").describe("a counter of visits that may convert"),
    conversions: metricName().default("business_conversions_total").describe("a counter of visits that have converted"),
    features: metricName().default("business_feature_uses_total").describe("a counter of uses of features"),
    featureLabel: labelName().default("feature").describe("the label of `features` that holds a feature's name"),
    errors: metricName().default("business_errors_total").describe("a counter of transactions that have failed"),
    namespaceLabel: labelName().default("namespace").describe("the label that holds an application's namespace"),
    serviceLabel: labelName().default("service").describe("the label that holds an application's name"),
  })
  .prefault({})
  .describe("business metrics");

/** When business alerts fire. */
export const businessThresholds = z
  .strictObject({
    objectiveFor: duration().default("15m").describe("how long an objective is missed before that alerts"),
    errorsFor: duration().default("5m").describe("how long too many business errors last before that alerts"),
    unusualFor: duration().default("30m").describe("how long a number is outside its band before that alerts"),
    notMeasuredFor: duration()
      .default("1h")
      .describe("how long a number that is to be there is missing before that alerts"),
    errors: count().default(10).describe("business errors within their time below which their share does not count"),
    visits: count().default(100).describe("visits within its time below which a conversion says nothing"),
  })
  .prefault({})
  .describe("when business numbers alert (docs/business.md)");

/** The numbers that an application has one of; of features it has several. */
export const NUMBERS = ["transactions", "revenue", "activeUsers", "conversion", "errors"] as const;

/** What an application is for, with every default, and how it is named. */
export type Business = NonNullable<z.output<typeof appBusiness>>;
export type BusinessConventions = z.output<typeof businessConventions>;
