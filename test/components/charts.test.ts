import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { CHARTS, type Chart } from "../../components/charts";
import { kubePrometheusStackValues } from "../../components/kube-prometheus-stack";
import { planStack } from "../../scripts/lib/stack";
import type { Settings } from "../../stacks/settings";
import { rawOf } from "../stacks/parse";
import { chartKeys, keyTree, SHARED, unknownKeys } from "../support/chart-keys";

/** Paths whose keys the chart's default values do not have, and why each is right all the same. */
const EXEMPT: Record<string, string> = {
  "alertmanager.config": "Alertmanager's own configuration, handed on as it is",
  "grafana.fullnameOverride": "read by the chart's templates, and a comment in its values",
  "grafana.grafana\\.ini": "Grafana's own configuration, handed on as it is",
  "grafana.ingress.ingressClassName": "read by the chart's templates, and a comment in its values",
  "grafana.persistence.annotations": "read by the chart's templates, and a comment in its values",
  "grafana.persistence.storageClassName": "read by the chart's templates, and a comment in its values",
};

/** Everything that adds to the values, switched on. */
const EVERYTHING = {
  cluster: {
    name: "everything",
    platform: "generic",
    domain: "example.com",
    storageClass: "fast",
    ingress: {
      className: "nginx",
      annotations: { "cert-manager.io/cluster-issuer": "ca" },
      expose: ["alertmanager", "grafana", "prometheus"],
    },
  },
  metrics: {
    replicas: 2,
    shards: 2,
    retentionSize: "5Gi",
    remoteWrite: [
      { name: "basic", url: "https://a.example.com", auth: "basic", username: "u", headers: { "X-Scope-OrgID": "t" } },
      { name: "bearer", url: "https://b.example.com", auth: "bearer" },
    ],
  },
  grafana: {
    replicas: 2,
    anonymous: true,
    embedding: true,
    database: { host: "db:5432" },
    oidc: { issuer: "https://id.example.com", provider: "okta", clientId: "g", roles: { viewer: ["all"] } },
  },
  alerting: {
    replicas: 3,
    deadMansSwitch: true,
    smtp: { smarthost: "smtp.example.com:587", from: "a@example.com", username: "u" },
    channels: {
      discord: [{ name: "d", mentionRole: "1" }],
      email: [{ name: "e", to: ["a@example.com"] }],
      opsgenie: [{ name: "o" }],
      pagerDuty: [{ name: "p" }],
      slack: [{ name: "s", channel: "#s" }],
      webhook: [{ name: "w" }],
    },
    routes: [{ match: { namespace: "payments" }, channels: ["slack/s"] }],
    quietHours: [{ name: "nights", from: "22:00", to: "06:00" }],
  },
};

const SETTINGS: Record<string, Settings> = {
  dev: planStack("dev").settings,
  prod: planStack("prod").settings,
  "everything switched on": planStack("everything", rawOf(EVERYTHING)).settings,
  "Grafana on a volume of a storage class": planStack(
    "volume",
    rawOf({ cluster: { name: "volume", platform: "kind", storageClass: "fast" } }),
  ).settings,
};

const tree = chartKeys("kube-prometheus-stack");

/** The index of the facts about charts, if there is one here; else the test that asks is skipped, and says why. */
function sharedIndex(test: Mocha.Context): Record<string, Chart & { values: string }> {
  const file = path.join(SHARED, "charts/index.json");
  if (!fs.existsSync(file)) {
    console.log(`      skipped: there is no ${file}`);
    test.skip();
  }
  return JSON.parse(fs.readFileSync(file, "utf8")) as ReturnType<typeof sharedIndex>;
}

describe("charts", () => {
  for (const { chart, version, appVersion, repository } of Object.values(CHARTS) as Chart[]) {
    describe(chart, () => {
      it("is pinned to one version, of a repository that is encrypted", () => {
        assert.match(version, /^\d+\.\d+\.\d+$/);
        assert.match(appVersion, /^v?\d+\.\d+\.\d+$/);
        assert.match(repository, /^https:\/\/[a-z0-9.-]+(\/[\w.-]+)*$/);
      });

      it("is as ../shared has it", function () {
        const known = sharedIndex(this)[chart];
        assert.ok(known, `../shared/charts/index.json lacks ${chart}`);
        assert.deepEqual(
          { version, appVersion, repository },
          { version: known.version, appVersion: known.appVersion, repository: known.repository },
        );
      });

      it("has the keys that ../shared has", function () {
        const known = sharedIndex(this)[chart];
        assert.ok(known, `../shared/charts/index.json lacks ${chart}`);
        const values = fs.readFileSync(path.join(SHARED, "charts", known.values), "utf8");
        assert.deepEqual(
          chartKeys(chart),
          keyTree(JSON.parse(values) as Record<string, unknown>),
          "run `npm run fixtures`",
        );
      });
    });
  }
});

describe("the values of kube-prometheus-stack", () => {
  for (const [name, settings] of Object.entries(SETTINGS)) {
    it(`for ${name} have no key that the chart does not know`, () => {
      assert.deepEqual(unknownKeys(kubePrometheusStackValues(settings), tree, Object.keys(EXEMPT)), []);
    });
  }

  for (const [exempt, reason] of Object.entries(EXEMPT)) {
    it(`need the exemption of ${exempt}: ${reason}`, () => {
      const unknown = Object.values(SETTINGS).flatMap((settings) =>
        unknownKeys(kubePrometheusStackValues(settings), tree),
      );
      assert.ok(unknown.some((key) => key === exempt || key.startsWith(`${exempt}.`)));
    });
  }

  describe("with a misspelt key are caught:", () => {
    /** The values for everything, with a key more. */
    function planted(...at: string[]): Record<string, unknown> {
      const values = structuredClone(kubePrometheusStackValues(SETTINGS["everything switched on"] ?? assert.fail()));
      const last = at.pop() ?? assert.fail();
      const map = at.reduce<Record<string, unknown>>((inner, key) => inner[key] as Record<string, unknown>, values);
      map[last] = true;
      return values;
    }
    const cases: [string[], string][] = [
      [["granana"], "granana"],
      [["prometheus", "prometheusSpec", "retentoin"], "prometheus.prometheusSpec.retentoin"],
      [["prometheus", "ingress", "ingressClass"], "prometheus.ingress.ingressClass"],
      [["grafana", "sidecar", "dashboards", "labels"], "grafana.sidecar.dashboards.labels"],
      [["grafana", "grafana.in"], "grafana.grafana\\.in"],
      [
        ["prometheus-node-exporter", "prometheus", "monitor", "relabeling"],
        "prometheus-node-exporter.prometheus.monitor.relabeling",
      ],
      [["defaultRules", "rules", "etcdd"], "defaultRules.rules.etcdd"],
      [["constructor"], "constructor"],
    ];
    for (const [at, expected] of cases) {
      it(expected, () => assert.deepEqual(unknownKeys(planted(...at), tree, Object.keys(EXEMPT)), [expected]));
    }

    it("a map where the chart has a single value", () => {
      assert.deepEqual(unknownKeys({ grafana: { replicas: { count: 2 } } }, tree), ["grafana.replicas"]);
    });

    it("but not in maps that the chart leaves open", () => {
      const values = { prometheus: { prometheusSpec: { externalLabels: { anything: "x" }, remoteWrite: [{ a: 1 }] } } };
      assert.deepEqual(unknownKeys(values, tree), []);
    });
  });
});

describe("the keys of values", () => {
  it("are a tree, with what is open marked", () => {
    assert.deepEqual(keyTree({ b: { d: 1, c: "" }, a: {}, e: [1], f: null, g: false }), {
      a: "anything",
      b: { c: "value", d: "value" },
      e: "anything",
      f: "anything",
      g: "value",
    });
  });
});
