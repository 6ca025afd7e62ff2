/** The calls between services, and the worst of them. */
import type { Settings } from "../../settings";
import { bars, type Panel, steps } from "../common";
import { comparison } from "../columns";

type Thresholds = Settings["thresholds"];

const BY_CALL = "client_namespace, client, server_namespace, server";
const NAMED = "{{client}} → {{server}}";

/** So many calls are named: more would not be read. */
const SHOWN = 8;

/** A rate of what is picked, whether it is called or calls. */
function ofPicked(metric: string): string {
  const rate = (picked: string) => `rate(traces_service_graph_request_${metric}{${picked}}[$__rate_interval])`;
  return `${rate('server=~"$server"')} or ${rate('client=~"$server"')}`;
}

/** Calls of what is picked per second. */
export function calls(metric: "failed_total" | "total"): string {
  return `sum by (${BY_CALL}) (${ofPicked(metric)})`;
}

/** The share of calls that fail: none of those that did not, as a series of failures begins with the first. */
export const FAILED_SHARE = `(${calls("failed_total")} or 0 * ${calls("total")}) / (${calls("total")} > 0)`;

export function failingCalls({ errorRatePercent }: Thresholds): Panel {
  const limit = errorRatePercent / 100;
  return bars({
    title: "Calls that fail",
    description: `The ${SHOWN} pairs of services with the largest share of calls that fail. Follow the arrows to the last one that fails: there it begins.`,
    width: 12,
    height: 8,
    unit: "percentunit",
    queries: [{ expr: `sort_desc(topk(${SHOWN}, ${FAILED_SHARE} > 0))`, legend: NAMED }],
    empty: "No call fails",
  })
    .decimals(2)
    .thresholds(steps([limit / 2, "orange"], [limit, "red"]));
}

export function slowCalls({ latencyMs }: Thresholds): Panel {
  const limit = latencyMs / 1000;
  return bars({
    title: "Slowest calls",
    description: `The ${SHOWN} pairs of services whose slowest twentieth of calls takes longest, as the called one has it. Red is above ${latencyMs} ms.`,
    width: 12,
    height: 8,
    unit: "s",
    queries: [
      {
        expr: `sort_desc(topk(${SHOWN}, histogram_quantile(0.95, sum by (${BY_CALL}, le) (${ofPicked("server_seconds_bucket")})) >= 0))`,
        legend: NAMED,
      },
    ],
    empty: "No calls",
  }).thresholds(steps([limit / 2, "orange"], [limit, "red"]));
}

export function everyCall({ errorRatePercent, latencyMs }: Thresholds): Panel {
  const by = "client_namespace, client, server_namespace, server, connection_type";
  const graphed = (metric: string, extra = "") => `sum by (${by}${extra}) (${ofPicked(metric)})`;
  return comparison({
    title: "Calls between services",
    description: `Who calls whom: calls per second, share that fail, and the time of 95 of 100 as the called service has it; the busiest on top. Red is above ${errorRatePercent}% or ${latencyMs} ms. A pair is counted when both ends' spans come to the same gateway within 10 seconds.`,
    width: 24,
    height: 10,
    labels: {
      client_namespace: "From",
      client: "Caller",
      server_namespace: "To",
      server: "Called",
      connection_type: "By",
    },
    columns: [
      { title: "Rate", expr: graphed("total"), unit: "reqps" },
      {
        title: "Errors",
        expr: `100 * ${graphed("failed_total")} / ${graphed("total")}`,
        unit: "percent",
        states: [[errorRatePercent, "red"]],
      },
      {
        title: "95 %",
        expr: `histogram_quantile(0.95, ${graphed("server_seconds_bucket", ", le")})`,
        unit: "s",
        states: [[latencyMs / 1000, "red"]],
      },
    ],
    worst: "Rate",
    empty: "No calls",
  });
}
