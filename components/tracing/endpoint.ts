/** Where Jaeger is. */
import type { Settings } from "../../stacks/settings";

/** Where Jaeger takes traces by OTLP over gRPC, without a scheme. */
export function jaegerOtlpEndpoint({ cluster }: Settings): string {
  return `jaeger.${cluster.namespace}.svc:4317`;
}
