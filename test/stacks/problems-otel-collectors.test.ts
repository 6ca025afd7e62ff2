import { itFinds, itWarns } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path ${key} ${value}`;

describe("mistakes in the collectors' settings", () => {
  itFinds("more traces than fit in memory", { tracing: { tailSampling: { tracesPerSecond: 2000 } } }, [
    'tracing.gateway.resources.memoryLimit: "1Gi" is too little: 40000 traces that a gateway may hold while it waits for their ends take about 1.8Gi, and half of the memory is for them -> ' +
      `${set("tracing.gateway.resources.memoryLimit", "3.7Gi")}, or ${set("tracing.gateway.replicas", "2")}`,
  ]);
  itFinds("queues that are larger than their volume", { tracing: { gateway: { queue: { size: "3Gi" } } } }, [
    'tracing.gateway.queue.storage: "4Gi" is too little for 1 queue of 3Gi, which may take twice its size on disk -> ' +
      `${set("tracing.gateway.queue.storage", "6Gi")}, or ${set("tracing.gateway.queue.size", "2Gi")}`,
  ]);
  itFinds("a share above 100", { tracing: { tailSampling: { percent: 101 } } }, [
    `tracing.tailSampling.percent: 101 is not a share of 0 to 100 per cent -> ${set("tracing.tailSampling.percent", "10")}`,
  ]);
  itFinds("a wait that memory is not for", { tracing: { tailSampling: { decisionWait: "10m", tracesPerSecond: 1 } } }, [
    'tracing.tailSampling.decisionWait: "10m" is not between 1s and 5m: all traces of that long are in memory -> ' +
      set("tracing.tailSampling.decisionWait", "10s"),
  ]);
  itFinds(
    "autoscaling by a share of nothing",
    { tracing: { gateway: { autoscaling: { max: 3 }, resources: { cpu: "0m" } } } },
    [
      'tracing.gateway.resources.cpu: "0m" with tracing.gateway.autoscaling, which adds replicas at a share of the request: of nothing there is none -> ' +
        set("tracing.gateway.resources.cpu", "100m"),
    ],
  );
  itFinds("autoscaling to less than the least", { tracing: { gateway: { autoscaling: { min: 4, max: 3 } } } }, [
    "tracing.gateway.autoscaling.max: 3 is below tracing.gateway.autoscaling.min (4) -> " +
      set("tracing.gateway.autoscaling.max", "4"),
  ]);
  itFinds(
    "policies that say nothing, or twice",
    {
      tracing: {
        tailSampling: { policies: [{ service: "a" }, { service: "b", percent: 1 }, { service: "b", percent: 2 }] },
      },
    },
    [
      `tracing.tailSampling.policies[0]: says nothing of a: neither percent nor latencyMs -> ${set("'tracing.tailSampling.policies[0].percent'", "50")}`,
      'tracing.tailSampling.policies[2].service: "b" has a policy already -> put both into one in Pulumi.dev.yaml',
    ],
  );
  itFinds("buckets that do not ascend", { tracing: { spanMetrics: { buckets: ["1s", "500ms"] } } }, [
    'tracing.spanMetrics.buckets[1]: "500ms" is not above the one before (1s) -> put the bounds in ascending order in Pulumi.dev.yaml',
  ]);
  itFinds("a memory limit below the request", { tracing: { agent: { resources: { memory: "1Gi" } } } }, [
    'tracing.agent.resources.memoryLimit: "384Mi" is below the request of 1Gi -> ' +
      set("tracing.agent.resources.memoryLimit", "2Gi"),
  ]);
  itFinds(
    "nothing at all without tracing",
    { tracing: { storage: "none", tailSampling: { tracesPerSecond: 9999 } } },
    [],
  );
});

describe("what works but will disappoint in the collectors' settings", () => {
  const noChannels =
    'alerting.channels: is empty: alerts stay in Alertmanager, and nobody is notified -> add a channel to Pulumi.dev.yaml (README, "Adding a channel")';
  itWarns("slow requests that alert and are not kept", { tracing: { tailSampling: { latencyMs: 2000 } } }, [
    noChannels,
    "tracing.tailSampling.latencyMs: 2000 is above thresholds.latencyMs (500): of the requests that an alert is about, most are not kept -> " +
      set("tracing.tailSampling.latencyMs", "500"),
  ]);
});
