/** Grafana: whether it answers, and has its database. */
import { MONITORING_UID } from "../names/dashboards";
import { workloadAway } from "./presence";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const REQUESTS = "grafana_http_request_duration_seconds_count";
const JOB = 'job="grafana"';

/** The share of requests that fail that is too many, and failures in 10 minutes below which their share does not count. */
const ERROR_PERCENT = 5;
const ERRORS = 10;

const common = { ...PLATFORM, component: "grafana", dashboard: MONITORING_UID };

export function grafana({ cluster }: Pick<RuleSettings, "cluster">): RuleGroup[] {
  return [{ name: "grafana", rules: [down(cluster.namespace), errorsHigh(), databaseFailing()] }];
}

/** One that is not there makes no errors. */
function down(namespace: string): Alert {
  return {
    ...common,
    alert: "GrafanaDown",
    severity: "high",
    expr: workloadAway("deployment", namespace, "grafana"),
    for: "10m",
    keepFiringFor: "5m",
    summary: "Grafana in {{ $labels.namespace }} is down",
    description: `
      No pod of Grafana has been ready for 10 minutes, or its Deployment is gone: no dashboard opens, and no runbook by the
      link of an alert. Alerts are sent all the same.`,
  };
}

function errorsHigh(): Alert {
  // What a data source answers is not Grafana's; the probes, which have no handler, are the other alert's.
  const own = `${JOB},handler!~"unknown|/api/datasources/.*|/api/ds/query|/apis/query.*"`;
  const failures = `${REQUESTS}{${own},status_code=~"5.."}`;
  return {
    ...common,
    alert: "GrafanaErrorsHigh",
    // Rules and channels do without Grafana.
    severity: "medium",
    expr: `
      sum(rate(${failures}[10m])) / sum(rate(${REQUESTS}{${own}}[10m])) > ${ERROR_PERCENT} / 100
      and sum(increase(${failures}[10m])) >= ${ERRORS}`,
    for: "10m",
    keepFiringFor: "10m",
    summary: "Grafana answers with errors",
    description: `
      {{ $value | humanizePercentage }} of the requests to Grafana end in an error of its own, more than
      ${ERROR_PERCENT}%, for 10 minutes: dashboards, runbooks or signing in fail for some.`,
  };
}

function databaseFailing(): Alert {
  // The kubelet's probes ask /api/health, which Grafana counts without a handler, and answers with 503 when a query of
  // its database fails.
  const probes = (more: string) =>
    `sum by (namespace, pod) (rate(${REQUESTS}{${JOB},handler="unknown",method="GET"${more}}[5m]))`;
  return {
    ...common,
    alert: "GrafanaDatabaseFailing",
    severity: "high",
    expr: `${probes(',status_code="503"')} / ${probes("")} > 25 / 100`,
    // Failing probes restart it within two minutes, and without its database it does not start again.
    for: "1m",
    keepFiringFor: "15m",
    summary: "Grafana {{ $labels.pod }} has lost its database",
    description: `
      {{ $value | humanizePercentage }} of the probes of Grafana {{ $labels.namespace }}/{{ $labels.pod }} were told that
      its database does not answer. It takes no requests meanwhile: no dashboard and no runbook opens. Alerts are sent all
      the same.`,
  };
}
