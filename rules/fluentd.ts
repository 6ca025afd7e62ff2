/** Fluentd: whether what it reads gets to Elasticsearch. */
import { MONITORING_UID } from "../names/dashboards";
import { grown } from "./counters";
import { nowOrOnAverage } from "./flapping";
import { daemonSetMissing } from "./presence";
import { type Alert, PLATFORM, type Recording, type RuleGroup, type RuleSettings } from "./rule";

const FLUENTD = 'job="fluentd"';

/** The outputs to Elasticsearch; the others have no buffer. */
const OUTPUT = `${FLUENTD},type="elasticsearch"`;

const common = { ...PLATFORM, component: "fluentd", dashboard: MONITORING_UID };

export function fluentd({ cluster }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "fluentd",
      rules: [
        missing(cluster.namespace),
        bufferFilling("high", 50, "10m"),
        bufferFilling("critical", 10, "5m"),
        outputFailing(),
        recordsRefused(),
      ],
    },
    // A value that is kept for a day is looked back for: seldom, as it is of half an hour.
    { name: "fluentd-records", interval: "2m", rules: [lastRead(), noRecords()] },
  ];
}

/** On some nodes, or altogether: its own metrics are then away, and every other rule here is quiet. */
function missing(namespace: string): Alert {
  return {
    ...common,
    alert: "FluentdMissing",
    severity: "high",
    expr: daemonSetMissing(`namespace="${namespace}",daemonset="fluentd"`),
    for: "15m",
    keepFiringFor: "5m",
    summary: "No Fluentd reads the logs of {{ $value }} nodes",
    description: `
      {{ $labels.daemonset }} has not run on {{ $value }} of the nodes that it should run on for 15 minutes. What containers
      write there is not in Elasticsearch, and is lost when the kubelet rotates their files away.`,
  };
}

/** The metric is called a ratio and is a percentage. */
function bufferFilling(severity: "critical" | "high", percent: number, hold: string): Alert {
  return {
    ...common,
    alert: "FluentdBufferFilling",
    severity,
    expr: nowOrOnAverage(
      (of) =>
        `min by (namespace, node, plugin_id) (${of(`fluentd_output_status_buffer_available_space_ratio{${OUTPUT}}`)}) < ${percent}`,
    ),
    for: hold,
    keepFiringFor: "5m",
    summary: "Fluentd's buffer {{ $labels.plugin_id }} on {{ $labels.node }} is filling",
    description: `
      {{ $value | humanize }} % of the buffer {{ $labels.plugin_id }} on node {{ $labels.node }} are free, and less than
      ${percent} % have been for ${hold}. When it is full Fluentd stops reading; lines then stay in the containers' files,
      and are lost when the kubelet rotates those away.`,
  };
}

/** With a minute between attempts at most, an outage makes at least ten in a quarter of an hour; a restart makes a few. */
function outputFailing(): Alert {
  return {
    ...common,
    alert: "FluentdOutputFailing",
    severity: "high",
    expr: `
      sum by (namespace, node, plugin_id) (increase(fluentd_output_status_retry_count{${OUTPUT}}[15m])) >= 10`,
    for: "5m",
    keepFiringFor: "10m",
    summary: "Fluentd on {{ $labels.node }} cannot deliver: {{ $labels.plugin_id }}",
    description: `
      {{ $value | humanize }} attempts of {{ $labels.plugin_id }} on node {{ $labels.node }} to write to Elasticsearch have
      failed within 15 minutes. Nothing is lost while its buffer has room; new lines are not in Elasticsearch.`,
  };
}

function recordsRefused(): Alert {
  return {
    ...common,
    alert: "FluentdRecordsRefused",
    severity: "low",
    expr: `sum by (namespace, node) ${grown("fluentd_refused_records_total", FLUENTD, 15)} > 0`,
    for: "5m",
    keepFiringFor: "30m",
    summary: "Elasticsearch refuses events from {{ $labels.node }}",
    description: `
      {{ $value | humanize }} events from node {{ $labels.node }} were refused within 15 minutes for what they are. They are
      kept as texts in logs-deadletter-default, where no query for their fields finds them.`,
  };
}

/** Lines of a node within half an hour. */
const READ = `sum by (namespace, node) (increase(fluentd_input_status_num_records_total{${FLUENTD}}[30m]))`;

/** When a node last had lines, to half an hour; for a day, across a restart of Fluentd and of Prometheus. */
const LAST_READ = "node:fluentd_input_records:timestamp_seconds";

function lastRead(): Recording {
  return {
    record: LAST_READ,
    expr: `
      0 * (${READ} > 0) + time()
      or last_over_time(${LAST_READ}[1d]) > time() - 86400`,
  };
}

/**
 * A node that has had lines within a day, and has none now: not one that runs nothing. A Fluentd that has started has no
 * such counter before its first line: that it is scraped counts as none.
 */
function noRecords(): Alert {
  return {
    ...common,
    alert: "FluentdReadsNothing",
    severity: "medium",
    expr: `
      (${READ} or 0 * max by (namespace, node) (up{${FLUENTD}} == 1)) == 0
      and ${LAST_READ} > time() - 86400`,
    for: "10m",
    summary: "Fluentd on {{ $labels.node }} has read no line for half an hour",
    description: `
      Fluentd on node {{ $labels.node }} runs, and has read no line for 30 minutes, though it did within a day. Its buffer
      may be full, or its positions are not those of the files; what the containers write is in their files only.`,
  };
}
