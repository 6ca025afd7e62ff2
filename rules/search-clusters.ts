/**
 * Elasticsearch of `databases`, by elasticsearch_exporter 1.11: whether it answers, is whole, and has room. The platform's own, which
 * keeps the logs, has rules of its own (rules/elasticsearch.ts), and its exporter's job is left out here.
 */
import { BY_SERVER, commonOf, NAMED, ofServer } from "./databases";
import type { Alert, RuleGroup, RuleSettings } from "./rule";

const OTHERS = 'job!="elasticsearch-exporter"';

const common = commonOf("search-clusters");

/** No rules where there is none. */
export function searchClusters({ databases, thresholds }: RuleSettings): RuleGroup[] {
  if (!databases.some(({ kind }) => kind === "elasticsearch")) return [];
  const { downFor, elasticsearch: own } = thresholds.databases;
  return [
    {
      name: "search-clusters",
      rules: [
        down(downFor),
        notWhole("critical", downFor),
        notWhole("medium", own.yellowFor),
        diskFilling("critical", own.diskCriticalPercent, own.diskFor),
        diskFilling("high", own.diskPercent, own.diskFor),
      ],
    },
  ];
}

/** The exporter tells of itself whether the cluster answers or not; of the cluster's health only while it does. */
function down(lasting: string): Alert {
  return {
    ...common,
    alert: "SearchClusterDown",
    severity: "critical",
    expr: `
      ${ofServer(`elasticsearch_exporter_build_info{${OTHERS}}`)}
      unless on (${BY_SERVER}) elasticsearch_cluster_health_number_of_nodes`,
    for: lasting,
    keepFiringFor: "2m",
    summary: `Elasticsearch ${NAMED} gives no answer`,
    description: `
      For ${lasting} the exporter of ${NAMED} has got no answer from Elasticsearch about its health. Whoever searches in it or writes to it
      fails, unless it is the exporter alone that is refused.`,
  };
}

function notWhole(severity: "critical" | "medium", lasting: string): Alert {
  const color = severity === "critical" ? "red" : "yellow";
  return {
    ...common,
    alert: "SearchClusterNotWhole",
    severity,
    expr: `${ofServer(`elasticsearch_cluster_health_status{${OTHERS},color="${color}"}`)} == 1`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Elasticsearch ${NAMED} is ${color}`,
    description:
      severity === "critical"
        ? `
      For ${lasting} at least one shard has been on no node at all: what is in it is not found, and what belongs to it is not taken.`
        : `
      For ${lasting} copies of shards have been on no node. Everything is there and can be found; with the loss of one more node or volume
      it may not be.`,
  };
}

function diskFilling(severity: "critical" | "high", percent: number, lasting: string): Alert {
  const data = (what: string) =>
    `sum by (${BY_SERVER}, name) (elasticsearch_filesystem_data_${what}_bytes{${OTHERS},es_data_node="true"})`;
  return {
    ...common,
    alert: "SearchClusterDiskFilling",
    severity,
    subject: [...common.subject, "name"],
    expr: `100 * (1 - ${data("available")} / ${data("size")}) > ${percent}`,
    for: lasting,
    keepFiringFor: "10m",
    summary: `The disk of node {{ $labels.name }} of Elasticsearch ${NAMED} is {{ $value | printf "%.0f" }} % full`,
    description: `
      For ${lasting} the disk of the node has been more than ${percent} % full, {{ $value | printf "%.0f" }} % now. By its defaults
      Elasticsearch puts nothing more on a node at 85 %, moves shards away at 90 %, and takes no more writes at 95 %.`,
  };
}
