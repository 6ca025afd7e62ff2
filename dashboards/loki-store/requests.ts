/** Rows about those who ask Loki: log shippers, people, and its own rules. */
import type { Settings } from "../../settings";
import { type AnyPanel, asLines, graph, mostOf, type Panel, steps } from "../common";
import { FAILED_SHARE } from "./now";
import { FOLDED, own, picked, ROUTES } from "./selectors";

const COUNT = "loki_request_duration_seconds_count";

export function failed(settings: Settings): AnyPanel {
  const rate = (more = "") => `sum by (route) (rate(${COUNT}{${picked(settings)},${ROUTES}${more}}[$__rate_interval]))`;
  return graph({
    title: "Requests that fail, by route",
    description: `The share that ends in an error of Loki's own. Above ${FAILED_SHARE * 100}% for 15 minutes LokiRequestErrors fires: pushes fail for lack of space or of ring members, queries for their time limit.`,
    width: 12,
    unit: "percentunit",
    queries: [{ expr: `topk(10, ${rate(',status_code=~"5.."')} / ${rate()})`, legend: "{{route}}" }],
    empty: "No error",
  })
    .thresholds(steps([FAILED_SHARE, "red"]))
    .thresholdsStyle(asLines());
}

export function byRoute(settings: Settings): Panel {
  const matchers = `${picked(settings)},${ROUTES}`;
  return graph({
    ...FOLDED,
    title: "Requests",
    description:
      "Requests a second of the ten routes with most. Pushes are as steady as the lines; queries that leap are a page that somebody left open, or a rule over too much.",
    unit: "reqps",
    queries: [
      {
        expr: mostOf(
          `sum by (route) (rate(${COUNT}{${matchers}}[$__rate_interval]))`,
          "route",
          `sum by (route) (increase(${COUNT}{${matchers}}[$__range] @ end()))`,
        ),
        legend: "{{route}}",
      },
    ],
  });
}

export function bytes(settings: Settings): Panel {
  return graph({
    ...FOLDED,
    title: "Bytes taken",
    description:
      "Bytes of lines a second that each pod takes, before they are compressed: what the store and its cost grow by. A step is somebody who logs more: Logs overview says who.",
    unit: "Bps",
    queries: [
      {
        expr: `topk(10, sum by (pod) (rate(loki_distributor_bytes_received_total{${picked(settings)}}[$__rate_interval])))`,
        legend: "{{pod}}",
      },
    ],
  });
}

export function slowPods(settings: Settings): Panel {
  return graph({
    ...FOLDED,
    title: "Slowest of a hundred requests, by pod",
    description:
      "The 99th percentile of how long a pod takes to answer. One slower than the others has too little CPU or a slow volume; all of them: the queries are too large, or the object storage is slow.",
    unit: "s",
    queries: [
      {
        expr: `topk(10, histogram_quantile(0.99, sum by (pod, le) (rate(loki_request_duration_seconds_bucket{${picked(settings)},${ROUTES}}[$__rate_interval]))))`,
        legend: "{{pod}}",
      },
    ],
  });
}

export function lastEvaluated(settings: Settings): Panel {
  const last = ["loki", "cortex"].map(
    (stem) => `${stem}_prometheus_rule_group_last_evaluation_timestamp_seconds{${own(settings)}}`,
  );
  return graph({
    ...FOLDED,
    width: 12,
    title: "Since rules were evaluated",
    description:
      "Seconds since each group of rules over lines was evaluated, the ten longest. Past its interval nothing that only lines tell is noticed; after 5 minutes for all of them LokiRulerNotEvaluating fires.",
    unit: "s",
    queries: [{ expr: `topk(10, time() - max by (rule_group) (${last.join(" or ")}))`, legend: "{{rule_group}}" }],
    empty: "There is no rule over lines",
  });
}
