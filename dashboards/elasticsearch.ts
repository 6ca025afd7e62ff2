/** Elasticsearch: whether it is complete, has room, and keeps up with the logs. */
import { ELASTICSEARCH_UID } from "../names/dashboards";
import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import { asLines, graph, type Panel, steps } from "./common";
import { stat } from "./tiles";
import { type Dashboard, labelVariable, page } from "./page";

const JOB = 'job="elasticsearch-exporter"';

/** The nodes that are picked, each by its name. */
const NODES = `${JOB},name=~"$name"`;

export function elasticsearchDashboard(): Dashboard {
  return page({
    uid: ELASTICSEARCH_UID,
    title: "Elasticsearch",
    description: "Whether Elasticsearch is complete, has room, and keeps up with the logs.",
    tags: ["logs"],
    variables: [labelVariable("name", "Node", `elasticsearch_jvm_memory_max_bytes{${JOB}}`)],
    rows: {
      Now: [health(), nodes(), unassigned(), stuck()],
      Logs: [indexing(), rejected(), documents()],
      Nodes: [disk(), heap(), cpu()],
    },
  });
}

function health(): Panel {
  // Each colour is a series that is 0 or 1; together they make one number.
  const is = (color: string, number: number) =>
    `${number} * max(elasticsearch_cluster_health_status{${JOB},color="${color}"})`;
  return stat({
    title: "Health",
    description: "Green when every copy is there, yellow when every shard is, red when one is away.",
    width: 6,
    height: 4,
    unit: "none",
    queries: [{ expr: `${is("yellow", 1)} + ${is("red", 2)}`, legend: "health" }],
    empty: "Elasticsearch does not answer",
  })
    .thresholds(steps([1, "yellow"], [2, "red"]))
    .mappings([
      {
        type: MappingType.ValueToText,
        options: { "0": { text: "green" }, "1": { text: "yellow" }, "2": { text: "red" } },
      },
    ]);
}

function nodes(): Panel {
  return stat({
    title: "Nodes",
    description: "The nodes of the cluster, of all kinds, that its master sees.",
    width: 6,
    height: 4,
    unit: "none",
    queries: [{ expr: `max(elasticsearch_cluster_health_number_of_nodes{${JOB}})`, legend: "nodes" }],
  });
}

function unassigned(): Panel {
  return stat({
    title: "Copies missing",
    description: "Copies of shards that are on no node. For a while after a restart that is how it has to be.",
    width: 6,
    height: 4,
    unit: "none",
    queries: [{ expr: `max(elasticsearch_cluster_health_unassigned_shards{${JOB}})`, legend: "missing" }],
  }).thresholds(steps([1, "yellow"]));
}

function stuck(): Panel {
  return stat({
    title: "Indices whose lifecycle is stuck",
    description: "Indices at which a step of the lifecycle fails: they are not ended, moved or deleted.",
    width: 6,
    height: 4,
    unit: "none",
    queries: [
      { expr: `count(elasticsearch_ilm_index_status{${JOB},step="ERROR"} == 1) or vector(0)`, legend: "stuck" },
    ],
  }).thresholds(steps([1, "red"]));
}

function indexing(): Panel {
  return graph({
    title: "Lines taken",
    description:
      "Documents that each node indexes a second, copies among them. None for minutes is a collector that fails.",
    width: 8,
    unit: "wps",
    queries: [
      {
        expr: `sum by (name) (rate(elasticsearch_indices_indexing_index_total{${NODES}}[$__rate_interval]))`,
        legend: "{{name}}",
      },
    ],
  });
}

function rejected(): Panel {
  return graph({
    title: "Writes refused",
    description:
      "Writes that a node refuses as its queue is full. Collectors send them again until their buffers are full.",
    width: 8,
    unit: "wps",
    queries: [
      {
        expr: `sum by (name) (rate(elasticsearch_thread_pool_rejected_count{${NODES},type="write"}[$__rate_interval]))`,
        legend: "{{name}}",
      },
    ],
  });
}

function documents(): Panel {
  return graph({
    title: "Size of all indices",
    description: "Bytes of the shards on each node. It levels out once the oldest logs are as old as they get.",
    width: 8,
    unit: "bytes",
    queries: [{ expr: `sum by (name) (elasticsearch_indices_store_size_bytes{${NODES}})`, legend: "{{name}}" }],
  });
}

function disk(): Panel {
  const data = (what: string) =>
    `sum by (name) (elasticsearch_filesystem_data_${what}_bytes{${NODES},es_data_node="true"})`;
  return graph({
    title: "Volume",
    description:
      "How full the volume of each node is. At 85 % it gets no more shards, at 95 % its indices are read-only.",
    width: 8,
    unit: "percent",
    queries: [{ expr: `100 * (1 - ${data("available")} / ${data("size")})`, legend: "{{name}}" }],
  })
    .max(100)
    .thresholds(steps([85, "orange"], [95, "red"]))
    .thresholdsStyle(asLines());
}

function heap(): Panel {
  const bytes = (what: string) => `max by (name) (elasticsearch_jvm_memory_${what}_bytes{${NODES},area="heap"})`;
  return graph({
    title: "Heap",
    description:
      "How full the heap of each node is. It goes up and down with each collection; worry when its lows are high.",
    width: 8,
    unit: "percent",
    queries: [{ expr: `100 * ${bytes("used")} / ${bytes("max")}`, legend: "{{name}}" }],
  })
    .max(100)
    .thresholds(steps([85, "orange"]))
    .thresholdsStyle(asLines());
}

function cpu(): Panel {
  return graph({
    title: "CPU",
    description: "Share of its machine's processors that each node's process uses, as it says itself.",
    width: 8,
    unit: "percent",
    queries: [{ expr: `max by (name) (elasticsearch_process_cpu_percent{${NODES}})`, legend: "{{name}}" }],
  });
}
