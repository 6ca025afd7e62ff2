/** Checks of the collectors' settings: whether what they are told to hold fits where they hold it. */
import { hasTracing, type Settings } from "../../settings";
import { autoscalingProblems } from "../../settings/autoscaling";
import type { Check, Problem } from "../../settings/problem";
import { isPattern } from "../../settings/re2";
import { memoryProblems } from "../../settings/resources";
import { bytes, formatBytes, seconds } from "../../settings/units";
import { logStores } from "./destinations";
import { spanMetricChecks } from "./span-metric-checks";
import { fewestGateways, tracesInMemory } from "./sampling";

/**
 * Bytes of memory that a trace takes while it is waited for: 20 spans of 2.4 KiB, with eight attributes each. Source:
 * docs/tracing-figures.md.
 */
const BYTES_PER_TRACE = 20 * 2.4 * 1024;

/** The part of a gateway's memory that traces may take: the limiter refuses at 55 to 80 %, and exporters need the rest. */
const SHARE_FOR_TRACES = 0.5;

/** The file of a queue may grow to twice what is in it, while it is compacted. */
const VOLUME_PER_QUEUE = 2;

function memoryLimits({ tracing }: Settings): Problem[] {
  return (["agent", "gateway"] as const).flatMap((part) =>
    memoryProblems(`tracing.${part}.resources`, tracing[part].resources),
  );
}

/** Bytes of memory that the traces of one gateway take at most while they are waited for. */
export function tracesBytes(settings: Settings): number {
  return tracesInMemory(settings) * BYTES_PER_TRACE;
}

function tracesFit(settings: Settings): Problem[] {
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
      cure: {
        any: [
          { set: key, to: formatBytes(needed / SHARE_FOR_TRACES) },
          {
            set: `tracing.gateway.${settings.tracing.gateway.autoscaling === undefined ? "replicas" : "autoscaling.min"}`,
            to: String(fewestGateways(settings.tracing) + 1),
          },
        ],
      },
    },
  ];
}

/** How many queues a gateway has: for Jaeger, and for each store of logs; Elasticsearch's audit log has one of its own. */
function queues(settings: Settings): number {
  const stores = logStores(settings);
  return 1 + stores.length + (stores.includes("elasticsearch") ? 1 : 0);
}

function queuesFit(settings: Settings): Problem[] {
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
      cure: {
        any: [
          { set: key, to: `${Math.ceil(needed / 2 ** 30)}Gi` },
          { set: "tracing.gateway.queue.size", to: formatBytes(bytes(storage) / count / VOLUME_PER_QUEUE) },
        ],
      },
    },
  ];
}

function waits({ tracing }: Settings): Problem[] {
  const { decisionWait } = tracing.tailSampling;
  const wait = seconds(decisionWait);
  if (wait >= 1 && wait <= 300) return [];
  const key = "tracing.tailSampling.decisionWait";
  return [
    {
      key,
      problem: `"${decisionWait}" is not between 1s and 5m: all traces of that long are in memory`,
      cure: { set: key, to: "10s" },
    },
  ];
}

function policies({ tracing }: Settings): Problem[] {
  const { policies } = tracing.tailSampling;
  return policies.flatMap(({ service, percent, latencyMs }, index): Problem[] => {
    const key = `tracing.tailSampling.policies[${index}]`;
    if (policies.findIndex((other) => other.service === service) < index) {
      const cure = { edit: "put both into one in {file}" };
      return [{ key: `${key}.service`, problem: `"${service}" has a policy already`, cure }];
    }
    if (percent !== undefined || latencyMs !== undefined) return [];
    return [
      {
        key,
        problem: `says nothing of ${service}: neither percent nor latencyMs`,
        cure: { set: `${key}.percent`, to: "50" },
      },
    ];
  });
}

function buckets({ tracing }: Settings): Problem[] {
  const { buckets } = tracing.spanMetrics;
  return buckets.flatMap((bucket, index) => {
    const before = buckets[index - 1];
    if (before === undefined || seconds(before) < seconds(bucket)) return [];
    const key = `tracing.spanMetrics.buckets[${index}]`;
    return [
      {
        key,
        problem: `"${bucket}" is not above the one before (${before})`,
        cure: { edit: "put the bounds in ascending order in {file}" },
      },
    ];
  });
}

function patterns({ tracing }: Settings): Problem[] {
  return tracing.redact.keys.flatMap((pattern, index) => {
    if (isPattern(pattern)) return [];
    const key = `tracing.redact.keys[${index}]`;
    return [
      {
        key,
        problem: `"${pattern}" is not a regular expression (RE2)`,
        cure: { set: key, to: "customer\\.number" },
      },
    ];
  });
}

function gatewayAutoscaling({ tracing }: Settings): Problem[] {
  return autoscalingProblems("tracing.gateway", tracing.gateway);
}

function warnings(settings: Settings): Problem[] {
  const { latencyMs } = settings.tracing.tailSampling;
  const limit = settings.thresholds.latencyMs;
  const slow = settings.tracing.tailSampling.latencyMs <= limit;
  return slow
    ? []
    : [
        {
          key: "tracing.tailSampling.latencyMs",
          problem: `${latencyMs} is above thresholds.latencyMs (${limit}): of the requests that an alert is about, most are not kept`,
          cure: { set: "tracing.tailSampling.latencyMs", to: String(limit) },
        },
      ];
}

const withTracing =
  (check: Check): Check =>
  (settings) =>
    hasTracing(settings) ? check(settings) : [];

export const otelCollectorChecks: readonly Check[] = [
  memoryLimits,
  tracesFit,
  queuesFit,
  waits,
  gatewayAutoscaling,
  policies,
  buckets,
  patterns,
  ...spanMetricChecks,
].map(withTracing);

export const otelCollectorWarnings: readonly Check[] = [warnings].map(withTracing);
