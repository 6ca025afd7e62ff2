/** The row on top: whether Loki answers, and its pods side by side. */
import { WORKLOADS_UID } from "../../names/dashboards";
import { PODS_NOT_READY } from "../../names/workloads";
import type { Settings } from "../../settings";
import { alertsAbout } from "../alerts";
import { comparison } from "../columns";
import { type Panel, steps } from "../common";
import { shouldBeNone, stat } from "../tiles";
import { pageLink } from "../links";
import { own, picked, ROUTES, WORKLOADS } from "./selectors";

/** Where LokiRequestErrors fires. */
export const FAILED_SHARE = 0.05;

export function notReady(settings: Settings): Panel {
  return shouldBeNone(
    "Pods not ready",
    "Pods of Loki that are not ready. With none that takes lines the log shippers keep them on their nodes, until those files are rotated away: look at the pod's volume and its last lines.",
    `sum(${PODS_NOT_READY}{${own(settings)},${WORKLOADS}})`,
    "red",
  ).span(6);
}

export function failing(settings: Settings): Panel {
  const rate = (more = "") =>
    `sum(rate(loki_request_duration_seconds_count{${own(settings)},${ROUTES}${more}}[$__rate_interval]))`;
  return stat({
    title: "Requests that fail",
    description: `The share of requests that Loki answers with an error of its own. Above ${FAILED_SHARE * 100}% of a route LokiRequestErrors fires: lines are sent again until log shippers give up, and queries fail.`,
    width: 6,
    height: 4,
    unit: "percentunit",
    queries: [{ expr: `${rate(',status_code=~"5.."')} / ${rate()} or vector(0)`, legend: "failed" }],
    empty: "Nobody asks",
  })
    .decimals(1)
    .thresholds(steps([FAILED_SHARE, "red"]));
}

export function pods(settings: Settings): Panel {
  const by = "(pod)";
  const rate = (counter: string) => `sum by ${by} (rate(${counter}{${picked(settings)}}[$__rate_interval]))`;
  const level = (gauge: string) => `sum by ${by} (${gauge}{${picked(settings)}})`;
  return comparison({
    title: "Loki's pods",
    description:
      "Each pod of Loki: what it takes a second, and what it holds in memory and on its volume until that is stored. A pod without lines that has streams takes none any more. A name leads to its containers.",
    width: 13,
    height: 7,
    labels: { pod: "Pod" },
    columns: [
      { title: "Lines", width: 90, expr: rate("loki_distributor_lines_received_total"), unit: "cps" },
      { title: "Bytes", width: 90, expr: rate("loki_distributor_bytes_received_total"), unit: "Bps" },
      {
        title: "Refused",
        width: 90,
        expr: rate("loki_discarded_samples_total"),
        unit: "cps",
        states: [[0.001, "orange"]],
      },
      { title: "Streams", width: 90, expr: level("loki_ingester_memory_streams"), unit: "short", decimals: 0 },
      { title: "Chunks", width: 90, expr: level("loki_ingester_memory_chunks"), unit: "short", decimals: 0 },
      { title: "Log on its volume", width: 130, expr: level("loki_ingester_wal_bytes_in_use"), unit: "bytes" },
    ],
    worst: "Lines",
    links: {
      Pod: [
        pageLink("Its containers", WORKLOADS_UID, { namespace: settings.cluster.namespace, pod: "${__value.text}" }),
      ],
    },
    empty: "No Loki is scraped",
  });
}

export function alerts(settings: Settings): Panel {
  // Many are about all of it, and have no pod.
  return alertsAbout(settings, 'component="loki"', 'pod=~"$pod|"').span(11).height(7);
}
