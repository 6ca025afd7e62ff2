/** What an SLO counts: its errors and its events by the second, each one series without labels, and zero where there is none. */
import { type App, indicatorOf, type Slo } from "../../settings/apps";
import type { Conventions } from "../../settings/conventions";
import { eventsPer, withWindow } from "../../settings/promql";
import { seconds } from "../../settings/units";
import { ANSWERED, FAILED } from "../applications/sources";
import { BASE } from "./windows";

/** Errors and events of one source; both are nothing where the source is not there. */
interface Counted {
  errors: string;
  events: string;
}

const SPANS = "traces_span_metrics";

/** The two expressions of the base window. @param spans Whether spans are counted. */
export function counted(app: App, slo: Slo, http: Conventions["http"], spans: boolean): Counted {
  if (slo.errorRatio !== undefined) return ofRatio(slo.errorRatio);
  if (slo.total !== undefined) return ofQueries(slo.total, slo);
  const from = indicatorOf(slo) === "latency" ? durations(slo.threshold ?? "1s") : failures(http.failedCodes);
  const sources = [
    ...http.sources.map((source) => from.ofHttp(selector(app, http), source)),
    ...(spans ? [from.ofSpans(selector(app, { namespaceLabel: "namespace", serviceLabel: "service" }))] : []),
  ];
  // Of several sources the first one counts that is there: the same requests are not counted twice.
  const first = (what: keyof Counted) => [...sources.map((source) => source[what]), "vector(0)"].join(" or ");
  return { errors: first("errors"), events: first("events") };
}

type Http = Conventions["http"];

/** How the sources that are known by name are read. */
interface Reader {
  ofHttp: (selected: string, source: Http["sources"][number]) => Counted;
  ofSpans: (selected: string) => Counted;
}

function failures(codes: string): Reader {
  // A source without a failure has none, and is the source all the same.
  const of = (all: string, failed: string): Counted => ({ errors: `(${failed} or 0 * ${all})`, events: all });
  return {
    ofHttp: (selected, { requests, statusCode }) =>
      of(rate(requests, selected), rate(requests, `${selected},${statusCode}=~"${codes}"`)),
    ofSpans: (selected) => {
      const calls = `${selected},${ANSWERED}`;
      return of(rate(`${SPANS}_calls_total`, calls), rate(`${SPANS}_calls_total`, `${calls},${FAILED}`));
    },
  };
}

/**
 * Requests that were not answered within a time, by the bucket of that bound. A histogram without the bound counts nothing: as
 * errors all of its requests would be told of that were answered well.
 */
function durations(threshold: string): Reader {
  const of = (bucket: string, selected: string): Counted => {
    const [all, within] = ['le="+Inf"', bound(seconds(threshold))].map((le) => rate(bucket, `${selected},${le}`));
    return { errors: `clamp_min(${all} - ${within}, 0)`, events: `(${all} and ${within})` };
  };
  return {
    ofHttp: (selected, { durationBucket }) => of(durationBucket, selected),
    ofSpans: (selected) => of(`${SPANS}_duration_seconds_bucket`, `${selected},${ANSWERED}`),
  };
}

/** Prometheus writes a whole number as 1.0 when it scrapes, and keeps the 1 that it is sent. */
function bound(value: number): string {
  return Number.isInteger(value) ? `le=~"${value}|${value}\\\\.0"` : `le="${value}"`;
}

/** Own queries. Those of a range's events are made such of a second, so that a number of events can be told. */
function ofQueries(total: string, { errors, good }: Slo): Counted {
  const sum = (query: string) => {
    const text = `sum(${withWindow(query, BASE.name)})`;
    return eventsPer(query) === "range" ? `${text} / ${BASE.seconds}` : text;
  };
  // What is divided by nothing is no number; it would stay in every window that it is part of.
  const bad = errors === undefined ? `clamp_min(${sum(total)} - (${sum(good ?? total)} or vector(0)), 0)` : sum(errors);
  return { errors: `${bad} >= 0 or vector(0)`, events: `${sum(total)} >= 0 or vector(0)` };
}

/** A share of what is bad: each moment is one event by the second, of which the share is bad. */
function ofRatio(query: string): Counted {
  const ratio = `avg(${withWindow(query, BASE.name)})`;
  return { errors: `clamp(${ratio}, 0, 1) >= 0 or vector(0)`, events: `${ratio} >= bool -Inf or vector(0)` };
}

function rate(metric: string, matchers: string): string {
  return `sum(rate(${metric}{${matchers}}[${BASE.name}]))`;
}

function selector({ name, namespace }: App, labels: Pick<Http, "namespaceLabel" | "serviceLabel">): string {
  const within = namespace === undefined ? [] : [`${labels.namespaceLabel}="${namespace}"`];
  return [...within, `${labels.serviceLabel}="${name}"`].join(",");
}
