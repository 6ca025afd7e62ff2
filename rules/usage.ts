/** What each namespace costs the platform: series, spans, and what all of them log. */
import { hasLogs, hasTracing } from "../settings";
import { LOG_BYTES, SERIES, SPANS } from "../names/usage";
import type { RuleGroup, RuleSettings } from "./rule";

/** Looked at every few minutes: what is asked of it is about days. */
export function usage(settings: RuleSettings): RuleGroup[] {
  return [
    {
      name: "usage",
      interval: "2m",
      rules: [
        // The samples of a scrape are the series of its target: counting the series themselves would read all of them.
        { record: SERIES, expr: "sum by (namespace) (scrape_samples_post_metric_relabeling)" },
        ...(hasTracing(settings)
          ? [{ record: SPANS, expr: "sum by (namespace) (rate(traces_span_metrics_calls_total[10m]))" }]
          : []),
        ...(hasLogs(settings)
          ? [{ record: LOG_BYTES, expr: "sum(rate(loki_distributor_bytes_received_total[10m]))" }]
          : []),
      ],
    },
  ];
}
