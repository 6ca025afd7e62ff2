/** The rows of reports: where the time went and what failed over the time shown, beside the same time a week before. */
import { inColumns } from "../columns";
import type { Panel } from "../common";
import { table } from "../tables";
import { IN_WORDS } from "./kinds";
import { exploreUrl } from "./links";
import { OF_SERVICE } from "../page";

const FAILED = 'status_code="STATUS_CODE_ERROR"';
const BY = "namespace, service, span_name, span_kind";
const LABELS = { namespace: "Namespace", service: "Service", span_name: "Operation", span_kind: "Kind" };

/** So many operations are named: a report is read from the top. */
const SHOWN = 30;

const WEEK = " offset 1w";

const increase = (metric: string, matchers: string, offset = "") =>
  `sum by (${BY}) (increase(traces_span_metrics_${metric}{${matchers}}[$__range]${offset}))`;

const mean = (offset = "") =>
  `${increase("duration_seconds_sum", OF_SERVICE, offset)} / (${increase("duration_seconds_count", OF_SERVICE, offset)} > 0)`;

const failedShare = (offset = "") =>
  `${increase("calls_total", `${OF_SERVICE},${FAILED}`, offset)} / (${increase("calls_total", OF_SERVICE, offset)} > 0)`;

/** Operations by the time that they took in all. */
export function performance(): Panel {
  const spent = `topk(${SHOWN}, ${increase("duration_seconds_sum", OF_SERVICE)})`;
  const listed = (expr: string) => ({ expr: `${expr} and on (${BY}) ${spent}` });
  return traced(
    inColumns(
      table({
        title: "Where the time went",
        description: `The ${SHOWN} operations that took most time in all over the time shown, with their mean duration then and a week before. What is at the top and has grown is what to make faster; the service's name leads to its traces.`,
        width: 24,
        height: 10,
        unit: "s",
        queries: [{ expr: spent }, listed(increase("calls_total", OF_SERVICE)), listed(mean()), listed(mean(WEEK))],
        empty: "No spans",
      }),
      LABELS,
      ["In all", "Calls", "Mean", "A week before"],
    )
      .withTransformation({ id: "sortBy", options: { sort: [{ field: "In all", desc: true }] } })
      .overrideByName("Calls", [
        { id: "unit", value: "short" },
        { id: "decimals", value: 0 },
      ]),
  );
}

/** Operations by how often they failed. */
export function errors(): Panel {
  const failed = `topk(${SHOWN}, ${increase("calls_total", `${OF_SERVICE},${FAILED}`)} > 0)`;
  const listed = (expr: string) => ({ expr: `${expr} and on (${BY}) ${failed}` });
  return traced(
    inColumns(
      table({
        title: "What failed",
        description: `The ${SHOWN} operations that failed most often over the time shown, with the share of calls that failed then and a week before. An error at a client is most often its server's: look for the same among the servers.`,
        width: 24,
        height: 10,
        unit: "percentunit",
        queries: [{ expr: failed }, listed(failedShare()), listed(failedShare(WEEK))],
        empty: "No operation failed",
      }),
      LABELS,
      ["Failures", "Share", "A week before"],
    )
      .withTransformation({ id: "sortBy", options: { sort: [{ field: "Failures", desc: true }] } })
      .overrideByName("Failures", [
        { id: "unit", value: "short" },
        { id: "decimals", value: 0 },
      ]),
  );
}

function traced(builder: ReturnType<typeof inColumns>): Panel {
  return builder
    .overrideByName("Kind", IN_WORDS)
    .overrideByName("Service", [{ id: "links", value: [{ title: "Traces", url: exploreUrl("${__value.raw}") }] }]);
}
