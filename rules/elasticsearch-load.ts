/** Elasticsearch's load: whether anything comes in, and what the cluster as a whole can still take. */
import { ELASTICSEARCH_UID } from "../names/dashboards";
import { type Alert, PLATFORM } from "./rule";

const EXPORTER = 'job="elasticsearch-exporter"';

const common = { ...PLATFORM, component: "elasticsearch", dashboard: ELASTICSEARCH_UID };

/** Shards that may be open for each node with data: Elasticsearch's default of cluster.max_shards_per_node. */
const SHARDS_PER_NODE = 1000;

/**
 * Against the week before, not against 0: Kibana and Elasticsearch write into indices of their own all the time. Over a week,
 * so that a store that nothing reaches does not become what is usual within a day.
 */
export function receivesLittle(): Alert {
  const rate = (window: string) =>
    `sum by (namespace) (rate(elasticsearch_indices_indexing_index_total{${EXPORTER}}[${window}]))`;
  return {
    ...common,
    alert: "ElasticsearchReceivesNothing",
    severity: "high",
    expr: `
      ${rate("15m")} < 10 / 100 * ${rate("1w")}
      or ${rate("15m")} == 0`,
    for: "30m",
    keepFiringFor: "5m",
    summary: "Hardly any log reaches Elasticsearch in {{ $labels.namespace }}",
    description: `
      For 30 minutes Elasticsearch has taken {{ $value | printf "%.1f" }} documents a second, less than a tenth of what it
      has taken over the last week. Logs end there, or wait in the log shippers' buffers until those are full.`,
  };
}

export function shardsNearLimit(): Alert {
  const health = (what: string) => `max by (namespace) (elasticsearch_cluster_health_${what}{${EXPORTER}})`;
  const shards = ["active", "initializing", "unassigned"].map((state) => health(`${state}_shards`)).join(" + ");
  return {
    ...common,
    alert: "ElasticsearchShardsNearLimit",
    severity: "high",
    expr: `100 * (${shards}) / (${SHARDS_PER_NODE} * ${health("number_of_data_nodes")}) > 90`,
    for: "15m",
    keepFiringFor: "10m",
    summary:
      'Elasticsearch in {{ $labels.namespace }} has {{ $value | printf "%.0f" }} % of the shards that it may have',
    description: `
      For 15 minutes {{ $value | printf "%.0f" }} % of the ${SHARDS_PER_NODE} shards that each node with data may have
      have been there. At 100 % no index can begin: the next rollover fails, and a new data stream's logs are refused.`,
  };
}

/** Changes of the cluster's state, which one master makes one after the other; a healthy one has none waiting for long. */
export function tasksPending(): Alert {
  return {
    ...common,
    alert: "ElasticsearchTasksPending",
    severity: "medium",
    expr: `max by (namespace) (elasticsearch_cluster_health_number_of_pending_tasks{${EXPORTER}}) > 0`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "{{ $value }} changes of Elasticsearch's state in {{ $labels.namespace }} wait",
    description: `
      For 15 minutes there has been no moment without changes that wait for the master, {{ $value }} of them now. Indices
      are created late and shards found late; what waits for more than 30 seconds fails.`,
  };
}
