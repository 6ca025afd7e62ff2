/** Checks of the collectors' settings: whether what they are told to hold fits where they hold it. */
import { logStores } from "../components/otel-collector/destinations";
import { fewestGateways, tracesInMemory } from "../components/otel-collector/sampling";
import type { Findings } from "./checks";
import { autoscalingProblems } from "./autoscaling-checks";
import { type Problem, setCommand } from "./problems";
import { memoryProblems } from "./resource-checks";
import { isPattern } from "./schema/pattern";
import { bytes, formatBytes, seconds } from "./schema/units";
import type { Settings } from "./settings";

/**
 * Bytes of memory that a trace takes while it is waited for: 20 spans of 2.4 KiB, with eight attributes each. Source:
 * docs/tracing-figures.md.
 */
const BYTES_PER_TRACE = 20 * 2.4 * 1024;

/** The part of a gateway's memory that traces may take: the limiter refuses at 55 to 80 %, and exporters need the rest. */
const SHARE_FOR_TRACES = 0.5;

/** The file of a queue may grow to twice what is in it, while it is compacted. */
const VOLUME_PER_QUEUE = 2;

/** Mistakes and warnings in the collectors' part of `tracing`. */
export function collectorPipelineChecks(stack: string, settings: Settings): Partial<Findings> {
  if (settings.tracing.storage === "none") return {};
  return {
    problems: [
      ...memoryLimits(stack, settings),
      ...tracesFit(stack, settings),
      ...queuesFit(stack, settings),
      ...waits(stack, settings),
      ...autoscalingProblems(stack, "tracing.gateway", settings.tracing.gateway),
      ...policies(stack, settings),
      ...buckets(stack, settings),
      ...patterns(stack, settings),
    ],
    warnings: warnings(stack, settings),
  };
}

function memoryLimits(stack: string, { tracing }: Settings): Problem[] {
  return (["agent", "gateway"] as const).flatMap((part) =>
    memoryProblems(stack, `tracing.${part}.resources`, tracing[part].resources),
  );
}

/** Bytes of memory that the traces of one gateway take at most while they are waited for. */
export function tracesBytes(settings: Settings): number {
  return tracesInMemory(settings) * BYTES_PER_TRACE;
}

function tracesFit(stack: string, settings: Settings): Problem[] {
  const { memoryLimit } = settings.tracing.gateway.resources;
  const needed = tracesBytes(settings);
  if (needed <= bytes(memoryLimit) * SHARE_FOR_TRACES) return [];
  const key = "tracing.gateway.resources.memoryLimit";
  return [
    {
      key,
      problem:
        `"${memoryLimit}" is too little: ${tracesInMemory(settings)} traces that a gateway may hold while it waits for their ends ` +
        `take about ${formatBytes(needed)}, and half of the memory is for them`,
      mend: `${setCommand(stack, key, formatBytes(needed / SHARE_FOR_TRACES))}, or ${setCommand(stack, `tracing.gateway.${settings.tracing.gateway.autoscaling === undefined ? "replicas" : "autoscaling.min"}`, String(fewestGateways(settings.tracing) + 1))}`,
    },
  ];
}

/** Stores that a gateway has a queue for. */
function queues(settings: Settings): number {
  return 1 + logStores(settings).length;
}

function queuesFit(stack: string, settings: Settings): Problem[] {
  const { size, storage } = settings.tracing.gateway.queue;
  if (storage === "none") return [];
  const count = queues(settings);
  const needed = bytes(size) * count * VOLUME_PER_QUEUE;
  if (needed <= bytes(storage)) return [];
  const key = "tracing.gateway.queue.storage";
  return [
    {
      key,
      problem: `"${storage}" is too little for ${count === 1 ? "1 queue" : `${count} queues`} of ${size}, which may take twice ${count === 1 ? "its" : "their"} size on disk`,
      mend: `${setCommand(stack, key, `${Math.ceil(needed / 2 ** 30)}Gi`)}, or ${setCommand(stack, "tracing.gateway.queue.size", formatBytes(bytes(storage) / count / VOLUME_PER_QUEUE))}`,
    },
  ];
}

function waits(stack: string, { tracing }: Settings): Problem[] {
  const { decisionWait } = tracing.tailSampling;
  const wait = seconds(decisionWait);
  if (wait >= 1 && wait <= 300) return [];
  const key = "tracing.tailSampling.decisionWait";
  return [
    {
      key,
      problem: `"${decisionWait}" is not between 1s and 5m: all traces of that long are in memory`,
      mend: setCommand(stack, key, "10s"),
    },
  ];
}

function policies(stack: string, { tracing }: Settings): Problem[] {
  const { policies } = tracing.tailSampling;
  return policies.flatMap(({ service, percent, latencyMs }, index) => {
    const key = `tracing.tailSampling.policies[${index}]`;
    if (policies.findIndex((other) => other.service === service) < index) {
      const mend = `put both into one in Pulumi.${stack}.yaml`;
      return [{ key: `${key}.service`, problem: `"${service}" has a policy already`, mend }];
    }
    if (percent !== undefined || latencyMs !== undefined) return [];
    return [
      {
        key,
        problem: `says nothing of ${service}: neither percent nor latencyMs`,
        mend: setCommand(stack, `${key}.percent`, "50"),
      },
    ];
  });
}

function buckets(stack: string, { tracing }: Settings): Problem[] {
  const { buckets } = tracing.spanMetrics;
  return buckets.flatMap((bucket, index) => {
    const before = buckets[index - 1];
    if (before === undefined || seconds(before) < seconds(bucket)) return [];
    const key = `tracing.spanMetrics.buckets[${index}]`;
    return [
      {
        key,
        problem: `"${bucket}" is not above the one before (${before})`,
        mend: `put the bounds in ascending order in Pulumi.${stack}.yaml`,
      },
    ];
  });
}

function patterns(stack: string, { tracing }: Settings): Problem[] {
  return tracing.redact.keys.flatMap((pattern, index) => {
    if (isPattern(pattern)) return [];
    const key = `tracing.redact.keys[${index}]`;
    return [
      {
        key,
        problem: `"${pattern}" is not a regular expression (RE2)`,
        mend: setCommand(stack, key, "customer\\.number"),
      },
    ];
  });
}

function warnings(stack: string, settings: Settings): Problem[] {
  const { latencyMs } = settings.tracing.tailSampling;
  const limit = settings.thresholds.latencyMs;
  const slow = settings.tracing.tailSampling.latencyMs <= limit;
  return slow
    ? []
    : [
        {
          key: "tracing.tailSampling.latencyMs",
          problem: `${latencyMs} is above thresholds.latencyMs (${limit}): of the requests that an alert is about, most are not kept`,
          mend: setCommand(stack, "tracing.tailSampling.latencyMs", String(limit)),
        },
      ];
}
