import { type OpenMetricsContentType, Registry } from "prom-client";

/** OpenMetrics: in the older text format there are no exemplars. Prometheus takes it from version 2 on. */
export type AppRegistry = Registry<OpenMetricsContentType>;

export function createRegistry(): AppRegistry {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
}
