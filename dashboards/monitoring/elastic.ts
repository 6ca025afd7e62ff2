/** The row about Elasticsearch and the collectors that write to it. */
import type { Elastic } from "../../settings/elastic";
import { asLines, graph, type Panel, steps } from "../common";

const EXPORTER = 'job="elasticsearch-exporter"';
const FLUENTD = 'job="fluentd"';

export function panels({ elastic }: { elastic: Elastic }): Panel[] {
  return [indexed(), refused(), ...(elastic.shipper === "fluentd" ? [buffers(), attempts()] : [])];
}

function indexed(): Panel {
  return graph({
    title: "Documents indexed",
    description:
      "Documents a second that each node of Elasticsearch takes, copies among them. None for minutes is a collector that fails: look at the panels beside this.",
    width: 12,
    unit: "wps",
    queries: [
      {
        expr: `sum by (name) (rate(elasticsearch_indices_indexing_index_total{${EXPORTER}}[$__rate_interval]))`,
        legend: "{{name}}",
      },
    ],
  });
}

function refused(): Panel {
  return graph({
    title: "Writes refused",
    description:
      "Writes a second that a node refuses as its queue is full (ElasticsearchWritesRejected). Collectors send them again until their buffers are full: add a node, or send less.",
    width: 12,
    unit: "wps",
    queries: [
      {
        expr: `sum by (name) (rate(elasticsearch_thread_pool_rejected_count{${EXPORTER},type="write"}[$__rate_interval])) > 0`,
        legend: "{{name}}",
      },
    ],
    empty: "None is refused",
  });
}

function buffers(): Panel {
  return graph({
    title: "Fullest buffers of Fluentd",
    description:
      "Use of Fluentd's buffers, of the ten nodes where they are fullest. Half full for 10 minutes fires FluentdBufferFilling: when they are full it stops reading, and lines are lost when the kubelet rotates them away.",
    width: 12,
    unit: "percent",
    queries: [
      {
        expr: `topk(10, 100 - min by (node) (fluentd_output_status_buffer_available_space_ratio{${FLUENTD},type="elasticsearch"}))`,
        legend: "{{node}}",
      },
    ],
  })
    .axisSoftMax(100)
    .thresholds(steps([50, "orange"], [90, "red"]))
    .thresholdsStyle(asLines());
}

function attempts(): Panel {
  return graph({
    title: "Attempts of Fluentd that failed",
    description:
      "Attempts a second to write to Elasticsearch that failed and are made again, by node, and events that were refused for what they are. The first end when Elasticsearch is well; the second are in the dead letters.",
    width: 12,
    unit: "cps",
    queries: [
      {
        expr: `topk(10, sum by (node) (rate(fluentd_output_status_retry_count{${FLUENTD},type="elasticsearch"}[$__rate_interval])) > 0)`,
        legend: "{{node}} again",
      },
      {
        expr: `topk(10, sum by (node) (rate(fluentd_refused_records_total{${FLUENTD}}[$__rate_interval])) > 0)`,
        legend: "{{node}} refused",
      },
    ],
    empty: "None fails",
  });
}
