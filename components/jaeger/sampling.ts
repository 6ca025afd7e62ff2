/** What Jaeger answers to services that ask how much to sample (remote sampling). */
import type { Settings } from "../../settings";

type Sampling = Settings["tracing"]["sampling"];

/** The ConfigMap of the strategies, the file in it, and the folder where Jaeger has it. */
export const STRATEGIES = { configMap: "jaeger-sampling", file: "strategies.json", folder: "/etc/sampling" } as const;

/**
 * The strategies file. Its format is Jaeger's own (`default_strategy`, `service_strategies`), see "File-based sampling
 * configuration" in Jaeger's documentation.
 */
export function samplingStrategies({ type, param, perService }: Sampling): Record<string, unknown> {
  return {
    default_strategy: { type, param },
    service_strategies: perService.map(({ operations, ...service }) => ({
      ...service,
      ...(operations.length === 0
        ? {}
        : { operation_strategies: operations.map((operation) => ({ ...operation, type: "probabilistic" })) }),
    })),
  };
}

/** The source of the extension `remote_sampling`: the file, read again when it changes, or what Jaeger works out. */
export function strategySource(
  { adaptive, param, targetPerSecond }: Sampling,
  backend: string,
): Record<string, unknown> {
  if (!adaptive) {
    return { file: { path: `${STRATEGIES.folder}/${STRATEGIES.file}`, reload_interval: "30s" } };
  }
  return {
    adaptive: {
      sampling_store: backend,
      initial_sampling_probability: param,
      target_samples_per_second: targetPerSecond,
    },
  };
}
