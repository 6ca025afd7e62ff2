/** What can be full: how much of it is used, at its peak within the hour, and how much there can be. */
import { hasLogs, hasTracing } from "../../settings";
import { seriesLimit } from "../../settings/thresholds";
import { ELASTICSEARCH } from "../../names/elastic";
import { DISK, EXPORTER } from "../node-disks";
import { KUBELET, WATCHED } from "../kubernetes-volumes";
import { PROMETHEUS } from "../prometheus-storage";
import type { Recording, RuleSettings } from "../rule";
import { ARRIVED, LIMIT, USED } from "./series";

const STATE = 'job="kube-state-metrics"';

/**
 * The share of Elasticsearch's volumes that it fills: past its low watermark no shard goes to a node (its setting
 * `cluster.routing.allocation.disk.watermark.low`, by default 85 %), and new indices find no place.
 */
const WATERMARK_PERCENT = 85;

/** One kind of thing that can be full. */
interface Resource {
  name: string;
  used: string;
  limit: string;
}

export function resources(settings: RuleSettings): Recording[] {
  const { periodDays } = settings.thresholds.capacity;
  return [
    nodeDisks(),
    volumes(settings),
    requested("cpu", periodDays),
    requested("memory", periodDays),
    cpuUsed(periodDays),
    memoryUsed(periodDays),
    series(settings),
    ...(settings.elastic === undefined ? [] : [elasticsearch()]),
  ].flatMap(({ name, used, limit }) => [
    { record: USED, labels: { resource: name }, expr: used },
    { record: LIMIT, labels: { resource: name }, expr: limit },
  ]);
}

/**
 * The highest within the hour, every five minutes. What is used is a difference of two series, which belong together: with
 * the size of now and the free space of an hour ago, a volume that was enlarged would seem to have been full.
 */
const peak = (used: string) => `max_over_time((${used})[1h:5m])`;

/** Nodes' own disks, by what root may not use either: bind mounts show the same one at several mount points. */
function nodeDisks(): Resource {
  const by = "max by (node, device)";
  const writable = `on (node, device) ${by} (node_filesystem_readonly{${DISK}}) == 0`;
  const size = `node_filesystem_size_bytes{${DISK}}`;
  return {
    name: "node-disk",
    used: `${peak(`${by} (${size} - node_filesystem_avail_bytes{${DISK}})`)} and ${writable}`,
    limit: `${by} (${size})`,
  };
}

/** Volumes of pods: those of Loki, Prometheus and Jaeger's `badger` as well. Elasticsearch's fill together, and are looked at so. */
function volumes({ cluster, elastic }: RuleSettings): Resource {
  const by = "max by (namespace, persistentvolumeclaim)";
  const capacity = `kubelet_volume_stats_capacity_bytes{${KUBELET}}`;
  const own = `namespace="${cluster.namespace}",persistentvolumeclaim=~"elasticsearch-data-.+"`;
  const others = elastic === undefined ? "" : `unless kubelet_volume_stats_capacity_bytes{${KUBELET},${own}}`;
  return {
    name: "volume",
    used: `
      ${peak(`${by} (${capacity} - kubelet_volume_stats_available_bytes{${KUBELET}} ${others})`)}
      ${WATCHED}`,
    limit: `${by} (${capacity})`,
  };
}

/** What pods ask for, of what nodes have to give. Pods that have ended hold nothing, and a pod that waits asks already. */
function requested(resource: "cpu" | "memory", periodDays: number): Resource {
  const matchers = `${STATE},resource="${resource}"`;
  const living = `max by (namespace, pod) (kube_pod_status_phase{${STATE},phase=~"Pending|Running"}) == 1`;
  return {
    name: `${resource}-requests`,
    used: `
      sum(
        sum by (namespace, pod) (kube_pod_container_resource_requests{${matchers}}) and on (namespace, pod) ${living}
      )`,
    limit: ofNodes(`sum(max by (node) (kube_node_status_allocatable{${matchers}}))`, periodDays),
  };
}

/**
 * What all nodes have, up to the limit of cluster-autoscaler where it has one. Where it has none, with Karpenter, whose limits
 * are by pool (AutoscalerAtLimit), and where there are more nodes than a period ago, so that somebody or something adds
 * them, nothing is full: what is free is then kept small on purpose.
 */
function ofNodes(total: string, periodDays: number): string {
  const nodes = (offset: string) => `count(kube_node_info{${STATE}}${offset})`;
  return `
    ${total} * on () (
      clamp_min((max(cluster_autoscaler_max_nodes_count) > 0) / sum(cluster_autoscaler_nodes_count), 1)
      or vector(1)
        unless on () cluster_autoscaler_nodes_count
        unless on () karpenter_cluster_state_synced
        unless on () ${nodes("")} > ${nodes(` offset ${periodDays}d`)}
    )`;
}

/** Cores in use, on average over the hour: a minute of full load is no lack of capacity. */
function cpuUsed(periodDays: number): Resource {
  return {
    name: "cpu",
    used: `sum(rate(node_cpu_seconds_total{${EXPORTER},mode!~"idle|iowait"}[1h]))`,
    limit: ofNodes(`count(node_cpu_seconds_total{${EXPORTER},mode="idle"})`, periodDays),
  };
}

function memoryUsed(periodDays: number): Resource {
  const total = `node_memory_MemTotal_bytes{${EXPORTER}}`;
  return {
    name: "memory",
    used: `sum(${total} - avg_over_time(node_memory_MemAvailable_bytes{${EXPORTER}}[1h]))`,
    limit: ofNodes(`sum(${total})`, periodDays),
  };
}

/** Series in each Prometheus' memory, up to where PrometheusTooManySeries tells of them. */
function series(settings: RuleSettings): Resource {
  const head = `prometheus_tsdb_head_series{${PROMETHEUS}}`;
  return {
    name: "series",
    used: `max by (namespace, pod) (max_over_time(${head}[1h]))`,
    limit: `0 * max by (namespace, pod) (${head}) + ${seriesLimit(settings)}`,
  };
}

/** Logs, and traces that are kept there, by node set: shards move between the nodes of one, so that they fill together. */
function elasticsearch(): Resource {
  const data = (what: string) =>
    `elasticsearch_filesystem_data_${what}_bytes{job="elasticsearch-exporter",es_data_node="true"}`;
  const bySet = (expr: string) =>
    `sum by (namespace, nodeset) (label_replace(${expr}, "nodeset", "$1", "name", "${ELASTICSEARCH}-es-(.+)-[0-9]+"))`;
  return {
    name: "elasticsearch",
    used: peak(bySet(`${data("size")} - ${data("available")}`)),
    limit: `${bySet(data("size"))} * ${WATERMARK_PERCENT} / 100`,
  };
}

/** What a day brings to the stores of logs (bytes) and traces (spans), wherever they are: why a store grows, and all there is to see of one in a bucket. */
export function arrivals(settings: RuleSettings): Recording[] {
  const arrived = (resource: string, counter: string): Recording => ({
    record: ARRIVED,
    labels: { resource },
    expr: `sum(rate(${counter}[1h])) * 86400`,
  });
  return [
    ...(hasLogs(settings) ? [arrived("logs", "loki_distributor_bytes_received_total")] : []),
    ...(hasTracing(settings) ? [arrived("traces", 'otelcol_receiver_accepted_spans_total{job="jaeger"}')] : []),
  ];
}
