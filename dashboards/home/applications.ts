/** How applications do, the worst of them. */
import type { Settings } from "../../settings";
import { bars, type Panel, stepsBelow, steps } from "../common";
import { applicationLink } from "../links";
import { LOW_BUDGET } from "../states";

const HEIGHT = 10;

/** How many applications each panel names: more would not be read. */
const WORST = 8;

const NAMED = "{{application}}";

/** With the label `application`: its namespace and its name, or its name alone where it is not in the cluster. */
const named = (expr: string) =>
  `label_replace(label_join(${expr}, "application", "/", "namespace", "service"), "application", "$1", "application", "/(.*)")`;

/** Error budgets that are left, the smallest first. */
export function budgets(): Panel {
  return bars({
    title: "Error budget left",
    description: `The ${WORST} applications with the least of an error budget left in their SLO's window. At zero the objective is missed: stop what is risky. Service levels says how fast it goes.`,
    width: 8,
    height: HEIGHT,
    unit: "percentunit",
    queries: [
      {
        expr: `sort(${named(`bottomk(${WORST}, min by (namespace, service) (slo:budget_left:ratio))`)})`,
        legend: NAMED,
      },
    ],
    empty: "No SLO has events",
  })
    .max(1)
    .decimals(0)
    .thresholds(stepsBelow(...LOW_BUDGET));
}

/** Shares of failed requests, the largest first. */
export function failing({ thresholds }: Settings): Panel {
  const limit = thresholds.errorRatePercent / 100;
  return bars({
    title: "Most errors",
    description: `The ${WORST} applications with the largest share of failed requests now; above ${thresholds.errorRatePercent}% it fires ServiceErrorRateHigh. A name leads to Application health.`,
    width: 8,
    height: HEIGHT,
    unit: "percentunit",
    queries: [
      {
        expr: `sort_desc(${named(`topk(${WORST}, service:http_requests_failed:ratio_rate5m > 0)`)})`,
        legend: NAMED,
      },
    ],
    empty: "No request fails",
  })
    .decimals(2)
    .thresholds(steps([limit / 2, "orange"], [limit, "red"]))
    .overrideByQuery("A", [{ id: "links", value: [applicationLink()] }]);
}

/** Durations of the slowest hundredth of requests, the longest first. */
export function slowest({ thresholds }: Settings): Panel {
  const limit = thresholds.latencyMs / 1000;
  return bars({
    title: "Slowest",
    description: `The ${WORST} applications whose slowest hundredth of requests takes longest now; above ${thresholds.latencyMs} ms it fires ServiceLatencyHigh. A name leads to Application health.`,
    width: 8,
    height: HEIGHT,
    unit: "s",
    queries: [
      {
        expr: `sort_desc(${named(`topk(${WORST}, service:http_request_duration_seconds:p99_rate5m >= 0)`)})`,
        legend: NAMED,
      },
    ],
    empty: "No requests",
  })
    .thresholds(steps([limit / 2, "orange"], [limit, "red"]))
    .overrideByQuery("A", [{ id: "links", value: [applicationLink()] }]);
}
