import assert from "node:assert/strict";
import { stackNames } from "../../scripts/lib/stack";
import { TWICE } from "../../components/kube-prometheus-stack/default-rules";
import { SEVERITIES } from "../../settings/channels";
import { kubePrometheusStackValues } from "../../components/kube-prometheus-stack";
import { PLATFORMS } from "../../settings/cluster";
import { EVERY_CHANNEL, settingsOf, stackSettings } from "../support/settings";
import { at } from "../support/values";

const valuesOf = (sections: Record<string, unknown> = {}) => kubePrometheusStackValues(settingsOf(sections));
const PROMETHEUS = "prometheus.prometheusSpec";

describe("the values of Prometheus", () => {
  it("follow from the defaults", () => {
    const values = valuesOf();
    const expected = {
      replicas: 1,
      shards: 1,
      retention: "15d",
      retentionSize: "16384MiB",
      scrapeInterval: "15s",
      evaluationInterval: "15s",
      externalLabels: { cluster: "test" },
      sampleLimit: 200_000,
      "storageSpec.volumeClaimTemplate.spec": {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "20Gi" } },
      },
      resources: { requests: { cpu: "200m", memory: "1Gi" }, limits: { memory: "2Gi" } },
      remoteWrite: undefined,
      externalUrl: undefined,
    };
    for (const [key, value] of Object.entries(expected))
      assert.deepEqual(at(values, `${PROMETHEUS}.${key}`), value, key);
    assert.deepEqual(at(values, "prometheus.podDisruptionBudget"), { enabled: false });
    assert.deepEqual(at(values, "prometheus.ingress"), { enabled: false });
  });

  it("select monitors and rules of every release and namespace but those that opt out", () => {
    for (const kind of ["rule", "serviceMonitor", "podMonitor", "probe", "scrapeConfig"]) {
      assert.equal(at(valuesOf(), `${PROMETHEUS}.${kind}SelectorNilUsesHelmValues`), false);
      assert.deepEqual(at(valuesOf(), `${PROMETHEUS}.${kind}NamespaceSelector`), {
        matchExpressions: [{ key: "observability/monitoring", operator: "NotIn", values: ["disabled"] }],
      });
    }
  });

  it("have volumes of the storage class, which stay unless the data is to go", () => {
    const cluster = { name: "test", platform: "generic", storageClass: "fast" };
    const spec = `${PROMETHEUS}.storageSpec.volumeClaimTemplate.spec.storageClassName`;
    assert.equal(at(valuesOf({ cluster }), spec), "fast");
    const kept = `${PROMETHEUS}.persistentVolumeClaimRetentionPolicy`;
    assert.deepEqual(at(valuesOf({ cluster }), kept), { whenDeleted: "Retain", whenScaled: "Retain" });
    assert.deepEqual(at(valuesOf({ cluster: { ...cluster, deleteDataOnDestroy: true } }), kept), {
      whenDeleted: "Delete",
      whenScaled: "Retain",
    });
    assert.deepEqual(at(valuesOf({ metrics: { storage: "none" } }), `${PROMETHEUS}.storageSpec`), {});
    assert.equal(at(valuesOf({ metrics: { storage: "none" } }), `${PROMETHEUS}.retentionSize`), undefined);
  });

  it("lose one of all shards' pods at a time", () => {
    const budget = at(valuesOf({ metrics: { replicas: 2, shards: 3 } }), "prometheus.podDisruptionBudget");
    assert.deepEqual(budget, { enabled: true, minAvailable: 5 });
  });

  it("write to long-term stores with credentials by the name of their Secret", () => {
    const remoteWrite = [
      {
        name: "mimir",
        url: "https://mimir.example.com/push",
        auth: "basic",
        username: "me",
        headers: { "X-Scope-OrgID": "a" },
      },
      { name: "vm", url: "https://vm.example.com/write", auth: "bearer" },
      { name: "open", url: "http://thanos:19291/receive" },
    ];
    const given = { "remoteWrite/mimir": "canary-a", "remoteWrite/vm": "canary-b" };
    const values = valuesOf({ metrics: { remoteWrite }, ...given });
    assert.deepEqual(at(values, `${PROMETHEUS}.remoteWrite`), [
      {
        name: "mimir",
        url: "https://mimir.example.com/push",
        headers: { "X-Scope-OrgID": "a" },
        basicAuth: {
          username: { name: "prometheus-remote-write", key: "mimir.username" },
          password: { name: "prometheus-remote-write", key: "mimir" },
        },
      },
      {
        name: "vm",
        url: "https://vm.example.com/write",
        authorization: { type: "Bearer", credentials: { name: "prometheus-remote-write", key: "vm" } },
      },
      { name: "open", url: "http://thanos:19291/receive" },
    ]);
    assert.doesNotMatch(JSON.stringify(values), /canary/);
  });
});

describe("the values of Alertmanager", () => {
  it("mount the credentials even before there is one, so that the first channel restarts nothing", () => {
    assert.deepEqual(at(valuesOf(), "alertmanager.alertmanagerSpec.secrets"), ["alertmanager-credentials"]);
  });

  it("let applications' own AlertmanagerConfigs hear alerts of every namespace", () => {
    assert.deepEqual(at(valuesOf(), "alertmanager.alertmanagerSpec.alertmanagerConfigMatcherStrategy"), {
      type: "None",
    });
  });

  it("carry the templates and have a budget for their replicas", () => {
    const values = valuesOf({ alerting: EVERY_CHANNEL });
    assert.match(
      String(at(values, "alertmanager.templateFiles.observability\\.tmpl")),
      /define "observability\.title"/,
    );
    assert.deepEqual(at(values, "alertmanager.podDisruptionBudget"), { enabled: true, minAvailable: 2 });
  });
});

describe("the values of a platform", () => {
  const parts = ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy", "coreDns", "kubeDns"];
  const scraped = (platform: string) => {
    const values = valuesOf({ cluster: { name: "test", platform } });
    return parts.filter((part) => at(values, `${part}.enabled`));
  };

  it("scrape what can be reached there", () => {
    assert.deepEqual(Object.fromEntries(PLATFORMS.map((platform) => [platform, scraped(platform)])), {
      aks: ["coreDns"],
      eks: ["coreDns"],
      generic: ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy", "coreDns"],
      gke: ["kubeDns"],
      k3s: ["coreDns"],
      kind: ["coreDns"],
    });
  });

  it("have the rules of what is scraped, and of nothing else", () => {
    for (const platform of PLATFORMS) {
      const values = valuesOf({ cluster: { name: "test", platform } });
      for (const [rules, part] of Object.entries({
        etcd: "kubeEtcd",
        kubeControllerManager: "kubeControllerManager",
        kubeProxy: "kubeProxy",
        kubeSchedulerAlerting: "kubeScheduler",
        kubeSchedulerRecording: "kubeScheduler",
      })) {
        assert.equal(at(values, `defaultRules.rules.${rules}`), at(values, `${part}.enabled`), `${platform} ${rules}`);
      }
    }
  });

  it("give series of the nodes' exporters the node's name, scrape them once, and mount no root where it is not shared", () => {
    const exporter = at(valuesOf({ cluster: { name: "test", platform: "kind" } }), "prometheus-node-exporter");
    assert.deepEqual(at(exporter, "prometheus.monitor.relabelings"), [
      { sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" },
    ]);
    assert.equal(at(exporter, "service.annotations.prometheus\\.io/scrape"), "false");
    assert.deepEqual(at(exporter, "hostRootFsMount"), { enabled: false });
    assert.equal(at(valuesOf(), "prometheus-node-exporter.hostRootFsMount"), undefined);
  });
});

describe("the values of every stack", () => {
  for (const stack of stackNames()) {
    it(`of ${stack} turn off the chart's rules that ours replace and let an unreachable webhook pass`, () => {
      const values = kubePrometheusStackValues(stackSettings(stack));
      for (const group of ["alertmanager", "general", "prometheus", "kubeApiserverBurnrate"]) {
        assert.equal(at(values, `defaultRules.rules.${group}`), false, group);
      }
      assert.equal(at(values, "defaultRules.disabled.KubePodCrashLooping"), true);
      assert.deepEqual(at(values, "defaultRules.additionalRuleLabels"), { component: "kubernetes", team: "platform" });
      assert.equal(at(values, "prometheusOperator.admissionWebhooks.failurePolicy"), "Ignore");
      assert.equal(at(values, "crds.upgradeJob.enabled"), true);
    });
  }
});

describe("the chart's own alerts", () => {
  const values = kubePrometheusStackValues(stackSettings("dev"));
  const severities = values["customRules"] as Record<string, { severity: string }>;
  const disabled = Object.keys(at(values, "defaultRules.disabled") as Record<string, boolean>);

  it("have severities of ours: what evicts pods is heard, and what waits for the morning wakes nobody", () => {
    assert.deepEqual(severities["KubeNodePressure"], { severity: "high" });
    assert.deepEqual(severities["KubePersistentVolumeErrors"], { severity: "medium" });
    for (const { severity } of Object.values(severities))
      assert.ok((SEVERITIES as readonly string[]).includes(severity));
  });

  it("are off when they cannot fire here, or repeat TargetDown", () => {
    const off = ["NodeSystemdServiceFailed", "KubeletInstanceUnreachable", "KubeAPIInstanceUnreachable"];
    for (const alert of off) assert.ok(disabled.includes(alert), alert);
  });

  it("are each either off, or of one severity, or of the chart's two", () => {
    const all = [...disabled, ...Object.keys(severities), ...TWICE];
    assert.deepEqual(all, [...new Set(all)]);
  });

  it("can leave a volume out, by a label on its claim that kube-state-metrics passes on", () => {
    assert.deepEqual(at(values, "kube-state-metrics.metricLabelsAllowlist"), [
      "persistentvolumeclaims=[excluded_from_alerts]",
    ]);
  });
});
