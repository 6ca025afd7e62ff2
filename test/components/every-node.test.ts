/** What has to run on every node does, and waits on none that cannot take it. */
import assert from "node:assert/strict";
import { alloyValues } from "../../components/alloy";
import { filebeatSpec } from "../../components/filebeat";
import { fluentdValues } from "../../components/fluentd";
import { lokiStackValues } from "../../components/loki-stack";
import { agentValues } from "../../components/otel-collector/values";
import { settingsOf } from "../support/settings";
import { at } from "../support/values";

const filebeat = settingsOf({ elastic: { shipper: "filebeat", logstash: {} } });

const fluentd = settingsOf({ elastic: { shipper: "fluentd" } });

const DAEMON_SETS: Record<string, () => unknown> = {
  Alloy: () => at(alloyValues(settingsOf({ logs: { engine: "loki" } })), "controller"),
  Filebeat: () => at(filebeatSpec(filebeat, filebeat.elastic ?? assert.fail()), "daemonSet.podTemplate.spec"),
  Fluentd: () => fluentdValues(fluentd, fluentd.elastic ?? assert.fail()),
  Promtail: () => at(lokiStackValues(settingsOf({ logs: { engine: "loki-stack" } })), "promtail"),
  "the OpenTelemetry agent": () => agentValues(settingsOf()),
};

describe("a pod on every node", () => {
  for (const [name, values] of Object.entries(DAEMON_SETS)) {
    it(`of ${name}: whatever taints it, but on Fargate and virtual nodes, where no DaemonSet's pod can be`, () => {
      assert.deepEqual(at(values(), "tolerations"), [{ operator: "Exists" }]);
      assert.deepEqual(at(values(), "affinity"), {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: "eks.amazonaws.com/compute-type", operator: "NotIn", values: ["fargate"] },
                  { key: "type", operator: "NotIn", values: ["virtual-kubelet"] },
                ],
              },
            ],
          },
        },
      });
    });
  }
});
