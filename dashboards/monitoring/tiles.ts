/** The row on top: a tile for each thing that has to be well before what is shown can be trusted. */
import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { ALERT_NOISE_UID, ELASTICSEARCH_UID, LOGS_UID, OVERVIEW_UID, TRACES_UID } from "../../names/dashboards";
import { hasElastic, hasLogs, hasTracing, type Settings } from "../../settings";
import { ALERTMANAGER, PROMETHEUS } from "../cluster-overview/selectors";
import { type Panel, steps } from "../common";
import { stat } from "../tiles";
import { type DataLink, pageLink } from "../links";

/** How far back a tile looks for what happens now and then. */
const WINDOW = "15m";

interface Tile {
  title: string;
  description: string;
  unit?: string;
  expr: string;
  /** From which number on it is red. Default: from 1. */
  red?: number;
  /** What numbers are shown as. Default: as numbers. */
  texts?: Readonly<Record<string, { text: string; color: string }>>;
  link?: DataLink;
  empty?: string;
}

function tile({ title, description, unit = "short", expr, red = 1, texts, link, empty }: Tile): StatBuilder {
  const built = stat({
    title,
    description,
    width: 4,
    height: 4,
    unit,
    queries: [{ expr, legend: title }],
    ...(empty === undefined ? {} : { empty }),
  })
    .decimals(0)
    .thresholds(steps([red, "red"]));
  if (texts !== undefined) built.mappings([{ type: MappingType.ValueToText, options: texts }]);
  return link === undefined ? built : built.overrideByQuery("A", [{ id: "links", value: [link] }]);
}

/** In the order in which trouble spreads: without scrapes there are no rules, without rules no alerts. */
export function tiles(settings: Settings): Panel[] {
  return [
    ...ofMetrics(settings).map(tile),
    ...(hasLogs(settings) ? ofLogs(settings).map(tile) : []),
    ...(hasElastic(settings) ? ofElastic().map(tile) : []),
    ...(hasTracing(settings) ? ofTraces().map(tile) : []),
    tile({
      title: "Grafana's errors",
      description: `Requests within ${WINDOW} that Grafana answered with an error of its own (5xx). With many, pages are missing or old: look at its pod and its database.`,
      expr: `sum(increase(grafana_http_request_duration_seconds_count{job="grafana",status_code=~"5.."}[${WINDOW}])) or vector(0)`,
      red: 10,
    }),
  ];
}

function ofMetrics({ alerting }: Settings): Tile[] {
  const grown = (counter: string, more: string) => `sum(increase(${counter}{${more}}[${WINDOW}])) or vector(0)`;
  return [
    {
      title: "Targets down",
      description:
        "Targets that Prometheus cannot scrape: no rule and no page sees what happens there. Which, is in Scrape targets below.",
      expr: "sum(up == bool 0)",
      link: pageLink("Cluster overview", OVERVIEW_UID),
      empty: "Nothing is scraped",
    },
    {
      title: "Seconds since rules ran",
      description:
        "Seconds since the Watchdog, which always fires, was last evaluated. When it does not move, no alert can fire: look at Prometheus' pod.",
      unit: "s",
      // Prometheus looks back for five minutes; before that, it was longer ago.
      expr: 'time() - max(timestamp(ALERTS{alertname="Watchdog"})) or vector(300)',
      red: 120,
    },
    {
      title: "Rules that fail",
      description: `Evaluations within ${WINDOW} that ended in an error or were left out. An alert among them cannot fire, or is late; which group, is below.`,
      expr: `${grown("prometheus_rule_evaluation_failures_total", PROMETHEUS).replace(" or vector(0)", "")} + ${grown("prometheus_rule_group_iterations_missed_total", PROMETHEUS)}`,
    },
    {
      title: "Alerts not delivered",
      description: `Alerts within ${WINDOW} that an Alertmanager did not take from Prometheus. With all of them refusing, nobody is told of anything.`,
      expr: grown("prometheus_notifications_errors_total", PROMETHEUS),
    },
    {
      title: "Notifications that failed",
      description: `Messages within ${WINDOW} that a channel did not take. Somebody did not hear: which kind and why, is below.`,
      expr: grown("alertmanager_notifications_failed_total", `${ALERTMANAGER},reason!="contextCanceled"`),
      link: pageLink("Alert noise", ALERT_NOISE_UID),
    },
    ...(alerting.replicas > 1
      ? [
          {
            title: "Alertmanagers missing",
            description: `Replicas of ${alerting.replicas} that the others do not see. One less is a reserve less; one that is cut off sends everything twice.`,
            expr: `${alerting.replicas} - min(alertmanager_cluster_members{${ALERTMANAGER}}) or vector(${alerting.replicas})`,
          },
        ]
      : []),
  ];
}

function ofLogs({ cluster }: Settings): Tile[] {
  const own = `namespace="${cluster.namespace}"`;
  const status = (what: string) =>
    `sum(max by (daemonset) (kube_daemonset_status_${what}{job="kube-state-metrics",${own},daemonset=~"promtail|alloy"}))`;
  const grown = (counter: string) => `(sum(increase(${counter}{${own}}[${WINDOW}])) or vector(0))`;
  const toLogs = pageLink("Logs overview", LOGS_UID);
  return [
    {
      title: "Nodes without log shipper",
      description:
        "Nodes on which no log shipper works, though one should: their lines are missing. Look at its pod there.",
      expr: `${status("desired_number_scheduled")} - ${status("number_available")}`,
      link: toLogs,
      empty: "No log shipper",
    },
    {
      title: "Lines lost",
      description: `Lines within ${WINDOW} that log shippers gave up or that Loki refused. They are not to be found: the page of logs says why.`,
      expr: `${grown("promtail_dropped_entries_total")} + ${grown("loki_write_dropped_entries_total")} + ${grown("loki_discarded_samples_total")}`,
      link: toLogs,
    },
  ];
}

function ofElastic(): Tile[] {
  const is = (color: string, number: number) =>
    `${number} * max(elasticsearch_cluster_health_status{job="elasticsearch-exporter",color="${color}"})`;
  return [
    {
      title: "Elasticsearch",
      description:
        "How well the cluster is: yellow when copies are missing, red when logs are away. When it is red, or does not answer, bring its nodes back before the collectors' buffers are full.",
      expr: `${is("yellow", 1)} + ${is("red", 2)} or vector(3)`,
      red: 2,
      texts: {
        "0": { text: "green", color: "green" },
        "1": { text: "yellow", color: "yellow" },
        "2": { text: "red", color: "red" },
        "3": { text: "away", color: "red" },
      },
      link: pageLink("Elasticsearch", ELASTICSEARCH_UID),
    },
  ];
}

function ofTraces(): Tile[] {
  const grown = (counter: string) =>
    `(sum(increase(otelcol_${counter}{job=~"otel-agent|otel-gateway"}[${WINDOW}])) or vector(0))`;
  return [
    {
      title: "Spans lost",
      description: `Spans within ${WINDOW} that collectors could not send or had no room for. Traces have gaps: the page of traces says where.`,
      expr: ["exporter_send_failed_spans", "exporter_enqueue_failed_spans"].map(grown).join(" + "),
      link: pageLink("Trace overview", TRACES_UID),
    },
  ];
}
