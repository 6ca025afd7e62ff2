/** The values that are held against their own past: one series each, whatever it counts, named by the label `signal`. */
import type { Recording } from "../rule";
import { ERRORS, P99, RATE } from "../applications/sources";

/** What tells one value from another; those of services have neither currency nor feature. */
export const BY_SIGNAL = "namespace, service, signal, currency, feature";

/** The mean of the last quarter of an hour, which is held against the band, and the mean of the last hour, which bands are made of. */
export const NOW = "service:signal:mean15m";
export const HOUR = "service:signal:mean1h";

/** Seconds of {@link NOW}: what is counted in them has Poisson's deviation. */
export const NOW_SECONDS = 900;

/** What users want of the application in business terms, as rules/business.ts records it. */
export const BUSINESS_VALUE = "service:business:value";

/** Signals that count single events by the second. */
export const COUNTS = ["requests", "transactions", "feature_usage"] as const;

/** The values as they are now. Shares and quantiles of nothing are no number, and left out. */
export function current(business: boolean): Recording[] {
  const ofServices = [
    ["requests", RATE],
    ["errors", `(${ERRORS} >= 0)`],
    ["latency", `(${P99} > 0)`],
  ] as const;
  return [
    ...ofServices.map(([signal, series]) => ({
      record: NOW,
      expr: `avg_over_time(${series}[15m:5m])`,
      labels: { signal },
    })),
    ...(business ? [{ record: NOW, expr: `avg_over_time(${BUSINESS_VALUE}[15m])` }] : []),
    { record: HOUR, expr: `avg_over_time(${NOW}[1h:15m])` },
  ];
}
