/** Elasticsearch and Kibana: whether logs are taken, kept as long as they should be, and found. */
import { ELASTICSEARCH_UID } from "../names/dashboards";
import { nodeCount } from "../settings/elastic-nodes";
import type { Elastic } from "../settings/elastic";
import { kibanaDown, operatorDown, operatorFailing } from "./elastic-operator";
import { receivesLittle, shardsNearLimit, tasksPending } from "./elasticsearch-load";
import { snapshotsFailing, snapshotsMissing } from "./elasticsearch-snapshots";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

/** The exporter's job. There is one exporter, so that everything of the cluster as a whole is one series. */
const EXPORTER = 'job="elasticsearch-exporter"';

const common = { ...PLATFORM, component: "elasticsearch", dashboard: ELASTICSEARCH_UID };

/** No rules without the section. */
export function elasticsearch({ cluster, elastic }: RuleSettings): RuleGroup[] {
  if (elastic === undefined) return [];
  return [
    {
      name: "elasticsearch",
      rules: [
        notAnswering(),
        clusterRed(),
        clusterYellow(),
        nodesMissing(elastic),
        diskFilling("high"),
        diskFilling("critical"),
        heapHigh(),
        writesRejected(),
        // Without a log shipper of the platform's, it may be used now and then.
        ...(elastic.shipper === "none" ? [] : [receivesLittle()]),
        shardsNearLimit(),
        tasksPending(),
        lifecycleFailing(),
        lifecycleStopped(),
        ...(elastic.snapshots === undefined ? [] : [snapshotsFailing(), snapshotsMissing()]),
      ],
    },
    {
      name: "elastic-operator",
      rules: [operatorFailing(), operatorDown(cluster.namespace), kibanaDown(cluster.namespace)],
    },
  ];
}

function notAnswering(): Alert {
  return {
    ...common,
    alert: "ElasticsearchNotAnswering",
    severity: "critical",
    // `absent` also when the exporter is away: then nobody knows, and of the cluster's own failures none would be told.
    expr: `absent(elasticsearch_cluster_health_number_of_nodes{${EXPORTER}})`,
    for: "5m",
    summary: "Elasticsearch does not say how it is",
    description: `
      For 5 minutes there has been nothing on the state of Elasticsearch: it does not answer its exporter, or the exporter
      is down. Logs may be lost once the log shippers' buffers are full, and none of the other alerts about it can fire.`,
  };
}

function clusterRed(): Alert {
  return {
    ...common,
    alert: "ElasticsearchClusterRed",
    severity: "critical",
    expr: `max by (namespace) (elasticsearch_cluster_health_status{${EXPORTER},color="red"}) == 1`,
    for: "2m",
    summary: "Elasticsearch in {{ $labels.namespace }} is red: some logs are away",
    description: `
      For 2 minutes no copy of at least one shard has been on any node. What is in it cannot be found, and if it is an
      index that takes new logs, those wait in the log shippers' buffers until they are full.`,
  };
}

/** Unassigned shards have no alert of their own: of a first copy the cluster is red, of another it is yellow. */
function clusterYellow(): Alert {
  return {
    ...common,
    alert: "ElasticsearchClusterYellow",
    severity: "medium",
    // A node that restarts makes it yellow for as long as its shards take to come back.
    expr: `
      max by (namespace) (elasticsearch_cluster_health_unassigned_shards{${EXPORTER}})
      and on (namespace) max by (namespace) (elasticsearch_cluster_health_status{${EXPORTER},color="yellow"}) == 1`,
    for: "30m",
    summary: "Elasticsearch in {{ $labels.namespace }} is yellow: {{ $value }} copies are missing",
    description: `
      For 30 minutes {{ $value }} copies of shards have been on no node. Everything is there and can be found; with the
      loss of one more node or volume it may not be.`,
  };
}

function nodesMissing(elastic: Elastic): Alert {
  const expected = nodeCount(elastic.nodes);
  return {
    ...common,
    alert: "ElasticsearchNodesMissing",
    severity: "high",
    expr: `max by (namespace) (elasticsearch_cluster_health_number_of_nodes{${EXPORTER}}) < ${expected}`,
    for: "15m",
    summary: `Elasticsearch in {{ $labels.namespace }} has {{ $value }} nodes of ${expected}`,
    description: `
      For 15 minutes the cluster has had {{ $value }} nodes, of the ${expected} that it should have. The others carry their
      load, and copies of shards may have no node to be on.`,
  };
}

/** Elasticsearch's own steps: at 85 % it puts nothing more on a node, at 90 % it moves shards away. At 95 % it takes no more logs. */
function diskFilling(severity: "critical" | "high"): Alert {
  const data = (what: string) =>
    `sum by (namespace, name) (elasticsearch_filesystem_data_${what}_bytes{${EXPORTER},es_data_node="true"})`;
  const percent = severity === "critical" ? 92 : 85;
  return {
    ...common,
    alert: "ElasticsearchDiskFilling",
    severity,
    // The operator's name for the claim, by which PersistentVolumeFilling knows the same volume.
    labels: { persistentvolumeclaim: "elasticsearch-data-{{ $labels.name }}" },
    expr: `100 * (1 - ${data("available")} / ${data("size")}) > ${percent}`,
    for: severity === "critical" ? "5m" : "30m",
    keepFiringFor: "10m",
    summary: 'The volume of Elasticsearch {{ $labels.name }} is {{ $value | printf "%.0f" }} % full',
    description:
      severity === "critical"
        ? `
      The volume of node {{ $labels.name }} is {{ $value | printf "%.0f" }} % full, and the others could not take its
      shards over. At 95 % every index with a shard on it is made read-only: its logs are no longer taken.`
        : `
      The volume of node {{ $labels.name }} has been more than 85 % full for 30 minutes. Elasticsearch puts no more shards
      on it, so that the others fill the faster; at 95 % logs are no longer taken.`,
  };
}

function heapHigh(): Alert {
  const heap = (what: string) =>
    `max by (namespace, name) (elasticsearch_jvm_memory_${what}_bytes{${EXPORTER},area="heap"})`;
  return {
    ...common,
    alert: "ElasticsearchHeapHigh",
    severity: "high",
    // The lowest point in 15 minutes: what is left after the garbage has been collected.
    expr: `100 * min_over_time((${heap("used")} / ${heap("max")})[15m:1m]) > 85`,
    for: "15m",
    keepFiringFor: "10m",
    summary: "The heap of Elasticsearch {{ $labels.name }} stays full",
    description: `
      At no time in 15 minutes has less than {{ $value | printf "%.0f" }} % of the heap of node {{ $labels.name }} been in
      use. It spends its time collecting garbage, refuses requests (circuit_breaking_exception), and may stop.`,
  };
}

function writesRejected(): Alert {
  return {
    ...common,
    alert: "ElasticsearchWritesRejected",
    severity: "high",
    expr: `sum by (namespace, name) (rate(elasticsearch_thread_pool_rejected_count{${EXPORTER},type="write"}[5m])) > 0`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Elasticsearch {{ $labels.name }} cannot keep up with the logs",
    description: `
      Node {{ $labels.name }} has refused {{ $value | printf "%.2f" }} writes a second for 10 minutes, as its queue was
      full. The log shippers send them again, and lose logs once their buffers are full.`,
  };
}

function lifecycleFailing(): Alert {
  return {
    ...common,
    alert: "ElasticsearchLifecycleFailing",
    severity: "medium",
    // It tries again every 10 minutes, and during the attempt says that it is at another step.
    expr: `
      count by (namespace, phase, action) (
        max by (namespace, index, phase, action) (
          max_over_time(elasticsearch_ilm_index_status{${EXPORTER},step="ERROR"}[5m])
        ) == 1
      )`,
    for: "30m",
    summary: "The lifecycle of {{ $value }} indices is stuck: {{ $labels.action }} ({{ $labels.phase }})",
    description: `
      For 30 minutes {{ $labels.action }} of the phase {{ $labels.phase }} has failed for {{ $value }} indices. They go on
      growing, stay where they are, or are not deleted when they should be: the volumes fill.`,
  };
}

function lifecycleStopped(): Alert {
  return {
    ...common,
    alert: "ElasticsearchLifecycleStopped",
    severity: "medium",
    expr: `max by (namespace) (elasticsearch_ilm_status{${EXPORTER},operation_mode="RUNNING"}) == 0`,
    for: "1h",
    summary: "Elasticsearch's lifecycle management in {{ $labels.namespace }} is stopped",
    description: `
      For an hour no policy has run: no index is ended, moved or deleted, and the volumes fill. Somebody has stopped it, for
      a restore perhaps, and not started it again.`,
  };
}
