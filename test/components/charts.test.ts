import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { CHARTS, type Chart } from "../../components/support/charts";
import { releasesOf } from "../../components/support/releases";
import { kubePrometheusStackValues } from "../../components/kube-prometheus-stack";
import { FIXTURES, fixtureFiles, keyTree, sha256 } from "../../scripts/lib/chart-facts";
import { type PlannedStack, planStack, runStack } from "../../scripts/lib/stack";
import { rawOf } from "../stacks/parse";
import { EXEMPT } from "../support/chart-exemptions";
import { chartIndex, chartKeys, fixture, unknownKeys } from "../support/chart-keys";
import { EVERYTHING, FILEBEAT } from "../support/everything";

/** The stacks whose values are looked at: those of the repository, and what they leave switched off. */
const STACKS: Record<string, PlannedStack> = {
  dev: planStack("dev"),
  prod: planStack("prod"),
  "everything switched on": planStack("everything", rawOf(EVERYTHING)),
  "Filebeat and Logstash": planStack("filebeat", rawOf(FILEBEAT)),
  "Promtail on the nodes' own logs": planStack(
    "promtail",
    rawOf({ ...FILEBEAT, logs: { engine: "loki-stack" }, elastic: undefined }),
  ),
  "logs in Google's storage, by one server": planStack(
    "gcs",
    rawOf({ logs: { engine: "loki", objectStorage: { type: "gcs", bucket: "logs" } } }),
  ),
  "logs in Azure's storage, by the service account's identity": planStack(
    "azure",
    rawOf({
      logs: {
        engine: "loki",
        objectStorage: { type: "azure", bucket: "logs", account: "acc", auth: "workload-identity" },
      },
    }),
  ),
  "logs on a volume, of an engine that is only kept": planStack(
    "kept",
    rawOf({ logs: { engine: "loki-stack", keep: "loki" } }),
  ),
  "Grafana on a volume of a storage class": planStack(
    "volume",
    rawOf({ cluster: { name: "volume", platform: "kind", storageClass: "fast" } }),
  ),
};

type Values = Record<string, unknown>;

/** The releases that each stack makes, with their charts. */
const releasesMade = new Map<string, string[]>();

/** The values of every release of one chart, in all the stacks. */
const valuesOf = new Map<string, { stack: string; release: string; values: Values }[]>();

before(async () => {
  for (const [stack, planned] of Object.entries(STACKS)) {
    const { resources } = await runStack(planned);
    const releases = resources.filter(({ type }) => type.endsWith(":Release"));
    releasesMade.set(stack, releases.map(({ name, inputs }) => `${name} of ${String(inputs["chart"])}`).sort());
    for (const { name, inputs } of releases) {
      const chart = String(inputs["chart"]);
      valuesOf.set(chart, [
        ...(valuesOf.get(chart) ?? []),
        { stack, release: name, values: inputs["values"] as Values },
      ]);
    }
  }
});

describe("the table of charts", () => {
  for (const [stack, { settings }] of Object.entries(STACKS)) {
    it(`says which releases there are of: ${stack}`, () => {
      const said = releasesOf(settings).map(({ name, chart }) => `${name} of ${chart.chart}`);
      assert.deepEqual(releasesMade.get(stack), said.sort());
    });
  }
});

describe("charts", () => {
  for (const { chart, version, appVersion, repository } of Object.values(CHARTS) as Chart[]) {
    describe(chart, () => {
      it("is pinned to one version, of a repository that is encrypted", () => {
        assert.match(version, /^\d+\.\d+\.\d+$/);
        assert.match(appVersion, /^v?\d+\.\d+\.\d+$/);
        assert.match(repository, /^https:\/\/[a-z0-9.-]+(\/[\w.-]+)*$/);
      });

      it("is what the facts about it are of", () => {
        assert.deepEqual(chartIndex().charts[chart], { version, appVersion, repository }, "run `npm run fixtures`");
      });
    });
  }
});

describe("the facts about charts", () => {
  const { charts, files } = chartIndex();

  it("are of the pinned charts, the keys of each among them, and no others", () => {
    const pinned = Object.values(CHARTS).map(({ chart }) => chart);
    assert.deepEqual(Object.keys(charts), pinned.sort());
    const kept = ["chart-keys", "chart-schemas", "crds"].flatMap((folder) =>
      fs.readdirSync(path.join(FIXTURES, folder)).map((name) => `${folder}/${name}`),
    );
    assert.deepEqual(Object.keys(files), kept.sort());
    for (const chart of pinned) assert.ok(files[`chart-keys/${chart}.json`], chart);
  });

  for (const [file, digest] of Object.entries(files))
    it(`${file} is as it was generated`, () => assert.equal(sha256(fixture(file)), digest, "run `npm run fixtures`"));

  it("are made of what charts say of themselves", () => {
    const elastic = ["Beat", "Elasticsearch", "Kibana", "Logstash"];
    const kinds = [...elastic, "PodMonitor", "Probe", "PrometheusRule", "ScrapeConfig", "ServiceMonitor"];
    const definition = (kind: string) => ({
      kind: "CustomResourceDefinition",
      metadata: { name: `${kind.toLowerCase()}s.test` },
      spec: { names: { kind }, description: "long", properties: { description: { type: "string" } } },
    });
    const about = { version: "1.2.3", appVersion: "4.5.6", repository: "https://charts.example.com" };
    const facts = (wanted: string[]) => [
      { chart: "a", ...about, values: { b: { c: 1 } }, definitions: [...wanted, "Other"].map(definition) },
    ];
    const made = fixtureFiles(facts(kinds));
    assert.deepEqual(Object.keys(made).sort(), [
      ...["chart-keys/a.json", "charts.json"],
      ...kinds.map((kind) => `crds/${kind.toLowerCase()}s.test.json`),
    ]);
    assert.deepEqual(JSON.parse(made["chart-keys/a.json"] ?? ""), { b: { c: "value" } });
    const { spec } = JSON.parse(made["crds/beats.test.json"] ?? "") as { spec: unknown };
    assert.deepEqual(spec, { names: { kind: "Beat" }, properties: { description: { type: "string" } } });
    const index = JSON.parse(made["charts.json"] ?? "") as ReturnType<typeof chartIndex>;
    assert.deepEqual(index.charts, { a: about });
    assert.equal(index.files["chart-keys/a.json"], sha256(made["chart-keys/a.json"] ?? ""));
    assert.throws(() => fixtureFiles(facts(kinds.slice(1))), /no chart has a resource definition of Beat$/);
  });
});

describe("the values of", () => {
  for (const { chart } of Object.values(CHARTS) as Chart[]) {
    const exempt = EXEMPT[chart] ?? {};

    it(`${chart} have no key that the chart does not know`, () => {
      const all = valuesOf.get(chart) ?? [];
      assert.ok(all.length > 0, "no stack has a release of it");
      for (const { stack, release, values } of all)
        assert.deepEqual(unknownKeys(values, chartKeys(chart), Object.keys(exempt)), [], `${release} of ${stack}`);
    });

    for (const [path, reason] of Object.entries(exempt)) {
      it(`${chart} need the exemption of ${path}: ${reason}`, () => {
        const unknown = (valuesOf.get(chart) ?? []).flatMap(({ values }) => unknownKeys(values, chartKeys(chart)));
        assert.ok(unknown.some((key) => key === path || key.startsWith(`${path}.`)));
      });
    }
  }
});

describe("the values of kube-prometheus-stack", () => {
  const tree = chartKeys("kube-prometheus-stack");
  const exempt = Object.keys(EXEMPT["kube-prometheus-stack"] ?? assert.fail());

  describe("with a misspelt key are caught:", () => {
    /** The values for everything, with a key more. */
    function planted(...at: string[]): Record<string, unknown> {
      const values = structuredClone(
        kubePrometheusStackValues(STACKS["everything switched on"]?.settings ?? assert.fail()),
      );
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
      it(expected, () => assert.deepEqual(unknownKeys(planted(...at), tree, exempt), [expected]));
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
