/** What a stack's volumes hold together: what an environment's storage costs goes by it. */
import { bytes } from "../settings/units";
import type { Settings } from "../settings";

/** A part of the platform and the bytes of all its volumes. Parts without a volume are left out. */
export function claimedVolumes({ alerting, elastic, grafana, logs, metrics, tracing }: Settings): [string, number][] {
  const size = (storage: string, count: number) => (storage === "none" ? 0 : bytes(storage) * count);
  const traced = tracing.storage !== "none";
  const parts: [string, number][] = [
    ["metrics", size(metrics.storage, metrics.replicas * metrics.shards)],
    ["alerts", size(alerting.storage, alerting.replicas)],
    ["Grafana", grafana.database === undefined ? size(grafana.storage, 1) : 0],
    ["Loki", logs.engine === "none" ? 0 : size(logs.storage, logs.replicas)],
    ["a kept Loki", logs.keep === undefined ? 0 : size(logs.keepStorage ?? logs.storage, 1)],
    ["Elasticsearch", (elastic?.nodes ?? []).reduce((sum, { count, storage }) => sum + size(storage, count), 0)],
    ["traces", tracing.storage === "badger" ? size(tracing.volume, 1) : 0],
    ["gateways' queues", traced ? size(tracing.gateway.queue.storage, tracing.gateway.replicas) : 0],
  ];
  return parts.filter(([, amount]) => amount > 0);
}
