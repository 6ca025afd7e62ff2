/** The numbers that say whether an application does what it is for: how each is counted, by the metrics that it exposes. */
import type { App } from "../../settings/apps";
import type { BusinessConventions } from "../../settings/business";

/** A number of an application. */
export interface BusinessNumber {
  app: App;
  /** The setting that it is of, after `apps[].business.`. */
  key: string;
  /** What it is, the label `signal`. */
  signal: "transactions" | "revenue" | "active_users" | "conversion" | "feature_usage" | "business_errors";
  /** What tells it from others of its kind. */
  labels: Readonly<Record<string, string>>;
  /** Its value now; or, of a share, the parts that it is computed from: what is shared, and of how much. */
  value: string | { part: string; of: string };
  /** Whether its objective is a sum over the time, a mean, or a share. */
  over: string;
  as: "sum" | "mean" | "share";
  /** The least that does, or of a share of errors the most, in the value's own unit. */
  objective: number | undefined;
  /** The objective as people read it. */
  said: string;
  compare: boolean;
}

/** The numbers of an application, in the order of the settings. */
export function numbersOf(app: App, names: BusinessConventions): BusinessNumber[] {
  const { business } = app;
  if (business === undefined) return [];
  const { transactions, revenue, activeUsers, conversion, features, errors } = business;
  const own = matchers(app, names);
  const rate = (metric: string) => `sum(rate(${metric}{${own}}[5m]))`;
  const common = { app, labels: {} };
  return [
    ...(transactions === undefined
      ? []
      : [
          {
            ...common,
            ...sum(transactions.atLeast, transactions),
            key: "transactions",
            signal: "transactions" as const,
            value: rate(names.transactions),
          },
        ]),
    ...(revenue === undefined
      ? []
      : [
          {
            ...common,
            ...sum(revenue.atLeast, revenue, revenue.currency),
            key: "revenue",
            signal: "revenue" as const,
            labels: revenue.currency === undefined ? {} : { currency: revenue.currency },
            value: money(`${names.revenue}{${own}${equals(names.currencyLabel, revenue.currency)}}`, names, revenue),
          },
        ]),
    ...(activeUsers === undefined
      ? []
      : [
          {
            ...common,
            ...sum(activeUsers.atLeast, activeUsers),
            as: "mean" as const,
            said: `${activeUsers.atLeast ?? 0} on average over ${activeUsers.over}`,
            key: "activeUsers",
            signal: "active_users" as const,
            value: `${activeUsers.of === "replica" ? "sum" : "max"}(${names.activeUsers}{${own}})`,
          },
        ]),
    ...(conversion === undefined
      ? []
      : [
          {
            ...common,
            ...share(conversion.atLeastPercent, conversion),
            key: "conversion",
            signal: "conversion" as const,
            // Visits without any conversion convert to none.
            value: { part: `${rate(names.conversions)} or 0 * ${rate(names.visits)}`, of: rate(names.visits) },
          },
        ]),
    ...features.map((feature) => ({
      ...common,
      ...sum(feature.atLeast, feature),
      key: `features.${feature.name}`,
      signal: "feature_usage" as const,
      labels: { feature: feature.name },
      // Where other features are counted, one that is not has not been used.
      value: `sum(rate(${names.features}{${own}${equals(names.featureLabel, feature.name)}}[5m])) or 0 * sum(${names.features}{${own}})`,
    })),
    ...(errors === undefined
      ? []
      : [
          {
            ...common,
            ...share(errors.atMostPercent, errors),
            key: "errors",
            signal: "business_errors" as const,
            value: {
              part: `${rate(names.errors)} or 0 * ${rate(names.transactions)}`,
              of: `(${rate(names.transactions)} or 0 * ${rate(names.errors)}) + (${rate(names.errors)} or 0 * ${rate(names.transactions)})`,
            },
          },
        ]),
  ];
}

interface Compared {
  over: string;
  compare: boolean;
}

function sum(objective: number | undefined, { over, compare }: Compared, unit = "") {
  const said = `${[objective ?? 0, unit].join(" ").trim()} in ${over}`;
  return { objective, over, compare, said, as: "sum" as const };
}

function share(percent: number | undefined, { over, compare }: Compared) {
  const objective = percent === undefined ? undefined : Number((percent / 100).toPrecision(9));
  return { objective, over, compare, said: `${percent ?? 0} % over ${over}`, as: "share" as const };
}

/**
 * Money by the second. A counter that falls is taken for one that began anew, and all that it has is counted again: of a
 * correction by 20, a million is. After a fall the difference to ten minutes ago counts, which may be below zero, unless the counter
 * is at less than half of what it was: that one has begun anew. What it loads again meanwhile is not counted either.
 */
function money(
  series: string,
  { currencyLabel }: BusinessConventions,
  { currency }: { currency?: string | undefined },
): string {
  const sums = `
    (rate(${series}[5m]) unless resets(${series}[10m]) > 0)
    or (rate(${series}[5m]) unless ${series} >= 0.5 * ${series} offset 10m)
    or (${series} - ${series} offset 10m) / 600`;
  if (currency !== undefined) return `sum(${sums})`;
  return currencyLabel === "currency"
    ? `sum by (currency) (${sums})`
    : `sum by (currency) (label_replace(${sums}, "currency", "$1", "${currencyLabel}", "(.*)"))`;
}

function equals(label: string, value: string | undefined): string {
  return value === undefined ? "" : `,${label}=${JSON.stringify(value)}`;
}

function matchers({ name, namespace }: App, { namespaceLabel, serviceLabel }: BusinessConventions): string {
  return `${namespace === undefined ? "" : `${namespaceLabel}="${namespace}",`}${serviceLabel}="${name}"`;
}
