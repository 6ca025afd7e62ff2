/** The volumes of the gateways' queues. */
import { GATEWAY } from "../../names/otel-collector";
import { hasTracing, type Settings } from "../../settings";
import type { Volume } from "../support/deployed/volumes";

export function gatewayVolumes(settings: Settings): Volume[] {
  const { storage } = settings.tracing.gateway.queue;
  if (!hasTracing(settings)) return [];
  return [
    {
      store: undefined,
      key: "tracing.gateway.queue.storage",
      size: storage,
      workload: `statefulset/${GATEWAY}`,
      volume: "queue",
      owner: `statefulset/${GATEWAY}`,
      keeper: "helm",
    },
  ];
}
