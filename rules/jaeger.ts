/** Jaeger: whether it is there, takes spans, stores them, finds them again, and deletes what is old enough. */
import { MONITORING_UID } from "../names/dashboards";
import { gone, workloadAway } from "./presence";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const JAEGER = 'job="jaeger"';
const STATE = 'job="kube-state-metrics"';

const common = { ...PLATFORM, component: "jaeger", dashboard: MONITORING_UID };

export function jaeger({ cluster, tracing }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "jaeger",
      rules: [
        down(cluster.namespace),
        spansRefused(),
        queriesFailing(),
        queriesSlow(),
        ...(tracing.storage === "elasticsearch" ? [writesFailing(), indicesNotDeleted(cluster.namespace)] : []),
      ],
    },
  ];
}

function down(namespace: string): Alert {
  return {
    ...common,
    alert: "JaegerDown",
    severity: "high",
    expr: workloadAway("deployment", namespace, "jaeger"),
    for: "5m",
    summary: "Jaeger in {{ $labels.namespace }} is down",
    description: `
      No pod of Jaeger has been ready for 5 minutes, or its Deployment is gone. Collectors keep spans for a while and then drop them; nobody can look
      at a trace, and services that ask how much to sample go on with what they were told last.`,
  };
}

/** Jaeger has no queue of its own for spans: one that it cannot store is one that it refuses. */
function spansRefused(): Alert {
  const rate = (what: string) =>
    `sum by (namespace, receiver) (rate(otelcol_receiver_${what}_spans_total{${JAEGER}}[5m]))`;
  // A counter that has counted nothing yet is not there.
  const lost = (what: string) => `(${rate(what)} or 0 * ${rate("accepted")})`;
  return {
    ...common,
    alert: "JaegerSpansRefused",
    severity: "high",
    // What could not be stored is refused, or failed once receiverhelper.newReceiverMetrics is on, which is to be the default.
    expr: `
      (${lost("refused")} + ${lost("failed")})
      / (${rate("accepted")} + ${lost("refused")} + ${lost("failed")}) > 1 / 100`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Jaeger in {{ $labels.namespace }} refuses spans",
    description: `
      Jaeger has refused {{ $value | humanizePercentage }} of the spans that came by {{ $labels.receiver }} for 10 minutes:
      it is short of memory, or its storage does not take them. Collectors try again, and drop spans when that lasts.`,
  };
}

/** Spans go to Elasticsearch in bulk, after Jaeger has said yes: what is lost then, no collector hears of. */
function writesFailing(): Alert {
  const rate = (what: string) => `sum by (namespace) (rate(jaeger_storage_${what}{${JAEGER}}[10m]))`;
  return {
    ...common,
    alert: "JaegerWritesFailing",
    severity: "high",
    // A document that is refused, a whole request that failed, and requests that are tried again without end.
    expr: `
      ${rate("bulk_index_errors_total")} / ${rate("bulk_index_attempts_total")} > 1 / 100
      or ${rate("bulk_index_latency_err_seconds_count")} > 0
      or (${rate("spans_attempts_total")} > 0 unless ${rate("bulk_index_inserts_total")} > 0)`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Jaeger in {{ $labels.namespace }} loses spans on the way to Elasticsearch",
    description: `
      Elasticsearch has refused what Jaeger writes, or not answered, for 10 minutes. Jaeger drops those spans, and no
      collector hears of it: the traces of this time have gaps, or are not there.`,
  };
}

function queriesFailing(): Alert {
  const rate = (result: string) =>
    `sum by (namespace, kind) (rate(jaeger_storage_requests_total{${JAEGER}${result}}[10m]))`;
  return {
    ...common,
    alert: "JaegerQueriesFailing",
    severity: "medium",
    expr: `${rate(',result="err"')} / ${rate("")} > 5 / 100`,
    for: "10m",
    keepFiringFor: "10m",
    summary: "Jaeger in {{ $labels.namespace }} cannot read from {{ $labels.kind }}",
    description: `
      {{ $value | humanizePercentage }} of Jaeger's requests to {{ $labels.kind }} have failed for 10 minutes. Of
      prometheus it reads the tab Monitor only; without the others nobody can look at a trace.`,
  };
}

function queriesSlow(): Alert {
  return {
    ...common,
    alert: "JaegerQueriesSlow",
    severity: "low",
    expr: `
      histogram_quantile(
        0.95, sum by (namespace, kind, le) (rate(jaeger_storage_latency_seconds_bucket{${JAEGER},result="ok"}[15m]))
      ) > 5`,
    for: "30m",
    keepFiringFor: "15m",
    summary: "Jaeger in {{ $labels.namespace }} waits for {{ $labels.kind }}",
    description: `
      One in twenty of Jaeger's requests to {{ $labels.kind }} has taken {{ $value | humanizeDuration }} or longer for 30
      minutes: whoever looks for a trace waits, and searches over days may end without an answer.`,
  };
}

/** The job runs once a day. */
function indicesNotDeleted(namespace: string): Alert {
  const own = `namespace="${namespace}",cronjob="jaeger-es-index-cleaner"`;
  const job = `{${STATE},${own}}`;
  const by = "(namespace, cronjob)";
  return {
    ...common,
    alert: "JaegerIndicesNotDeleted",
    severity: "medium",
    // Of one that never succeeded there is only the time since it was made, and of one that is gone nothing.
    expr: `
      time() - (
        max by ${by} (kube_cronjob_status_last_successful_time${job})
        or max by ${by} (kube_cronjob_created${job})
      ) > 2 * 86400
      or -(${gone("kube_cronjob_created", own, by)})`,
    for: "15m",
    summary: "Old traces in {{ $labels.namespace }} are not deleted",
    description: `
      The job {{ $labels.cronjob }} {{ if lt $value 0.0 }}is not there{{ else }}last succeeded
      {{ $value | humanizeDuration }} ago{{ end }}, and should run every night. Traces that are older than tracing.retention stay, and fill Elasticsearch's volumes.`,
  };
}
