import { itFinds, itWarns as itWarnsOf } from "./parse";

const set = "npx pulumi config set --stack dev --path";

describe("mistakes about what brings lines to Elasticsearch", () => {
  itFinds("Filebeat without Logstash", { elastic: { shipper: "filebeat" } }, [
    `elastic.logstash: is missing, and elastic.shipper is filebeat, which hands its lines to Logstash -> ${set} elastic.logstash.replicas 1, or ${set} elastic.shipper fluentd`,
  ]);
  itFinds("a buffer that is full at once", { elastic: { fluentd: { buffer: "32Mi" } } }, [
    `elastic.fluentd.buffer: "32Mi" is below 64Mi: it is filled in pieces of 8Mi, one for each that is being written or sent -> ${set} elastic.fluentd.buffer 2Gi`,
  ]);
  itFinds("a limit below the request", { elastic: { fluentd: { resources: { memory: "2Gi" } } } }, [
    `elastic.fluentd.resources.memoryLimit: "1Gi" is below the request of 2Gi -> ${set} elastic.fluentd.resources.memoryLimit 4Gi`,
  ]);
  itFinds("a heap without room beside it", { elastic: { shipper: "filebeat", logstash: { heap: "1500Mi" } } }, [
    `elastic.logstash.heap: "1500Mi" is more than half of the memory limit of 2Gi: the queue and the network need memory beside it -> ${set} elastic.logstash.heap 1Gi`,
  ]);
  itFinds("a collector that there is not", { elastic: { shipper: "fluentbit" } }, [
    `elastic.shipper: "fluentbit" is not one of fluentd, filebeat, none -> ${set} elastic.shipper fluentd`,
  ]);
});

/** With everything else as it should be. */
const itWarns = (cause: string, sections: Record<string, unknown>, expected: readonly string[]) =>
  itWarnsOf(
    cause,
    { alerting: { deadMansSwitch: true, channels: { slack: [{ name: "ops", channel: "#ops" }] } }, ...sections },
    expected,
    { "slack/ops": "https://x.example.com/hook", "deadMansSwitch/url": "https://x.example.com/hook" },
  );

describe("warnings about what brings lines to Elasticsearch", () => {
  itWarns("nothing", { elastic: { shipper: "none" } }, [
    `elastic.shipper: "none": no line gets to Elasticsearch -> ${set} elastic.shipper fluentd`,
  ]);
  itWarns("Logstash with nothing that sends to it", { elastic: { logstash: {} } }, [
    `elastic.logstash: is deployed, and nothing sends to it: elastic.shipper is fluentd -> ${set} elastic.shipper filebeat`,
  ]);
  itWarns("a priority class that GKE refuses", { cluster: { name: "test", platform: "gke" }, elastic: {} }, [
    `elastic.fluentd.priorityClass: "system-node-critical" is refused by GKE outside of kube-system, unless a ResourceQuota of the namespace allows it -> ${set} elastic.fluentd.priorityClass '<a PriorityClass of your own>'`,
  ]);
});
