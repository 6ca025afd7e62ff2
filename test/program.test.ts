import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { RecordedResource } from "../scripts/lib/engine";
import { resourceLabel as label, resourceList } from "../scripts/lib/generated";
import { planStack, ROOT, readStack, runStack, stackNames } from "../scripts/lib/stack";
import { CLUSTER, raw } from "./support/settings";

for (const stack of stackNames()) {
  describe(`the program as ${stack}`, () => {
    let resources: RecordedResource[] = [];
    let outputs: Record<string, unknown> = {};

    let watches = 0;

    before(async () => {
      const listeners = () => process.listenerCount("beforeExit") + process.listenerCount("unhandledRejection");
      const before = listeners();
      ({ resources, outputs } = await runStack(planStack(stack)));
      watches = listeners() - before;
    });

    it("leaves the process alone, and asks no cluster what is waited for, since nothing is deployed", () => {
      assert.equal(watches, 0);
    });

    const find = (what: string): RecordedResource => {
      const found = resources.filter((resource) => label(resource) === what);
      assert.equal(found.length, 1, `${what} is there ${found.length} times`);
      return found[0] as RecordedResource;
    };
    // What a component waits for, its children wait for too: their parent comes first, and goes last.
    const waitsFor = (resource: RecordedResource): string[] => {
      const parent = resources.find(({ urn }) => urn === resource.parent);
      const own = resource.dependencies.map((urn) => label(resources.find((r) => r.urn === urn) as RecordedResource));
      return [...own, ...(parent === undefined ? [] : waitsFor(parent))];
    };

    it("registers these resources", () => {
      const expected = fs.readFileSync(path.join(ROOT, resourceList(stack)), "utf8");
      const registered = resources.map(label).sort();
      assert.deepEqual(registered, expected.trim().split("\n"), "if that is meant, run `npm run generate`");
    });

    it("parents what a component makes to the component", () => {
      const parent = (what: string) =>
        label(resources.find(({ urn }) => urn === find(what).parent) as RecordedResource);
      assert.equal(parent("Release/kube-prometheus-stack"), "KubePrometheusStack/kube-prometheus-stack");
      assert.equal(parent("PrometheusRule/rules-node"), "Rules/rules");
      assert.equal(parent("ConfigMap/dashboard-cluster-overview"), "Dashboards/dashboards");
      assert.equal(parent("Namespace/namespace"), `Stack/observability-${stack}`);
    });

    it("deploys the release after its Secrets, and custom resources after the release, so that a destroy goes the other way", () => {
      const release = waitsFor(find("Release/kube-prometheus-stack"));
      for (const secret of ["Secret/alertmanager-credentials", "Secret/grafana-credentials"])
        assert.ok(release.includes(secret), secret);
      for (const resource of resources.filter(({ inputs }) =>
        String(inputs["apiVersion"]).startsWith("monitoring.coreos.com/"),
      )) {
        assert.ok(waitsFor(resource).includes("Release/kube-prometheus-stack"), label(resource));
      }
    });

    it("installs at once what does not need each other, and waits for Prometheus and Grafana beside it", () => {
      const ready = resources.filter(({ name }) => name.endsWith("-ready"));
      assert.equal(ready.length, 6);
      for (const one of ready) assert.ok(waitsFor(one).includes("Release/kube-prometheus-stack"), label(one));
      assert.equal(find("Release/kube-prometheus-stack").inputs["skipAwait"], true);
      const inTheWay = resources.filter(
        ({ type, name }) => type.startsWith("kubernetes:") && !/^(dashboards-)/.test(name),
      );
      for (const one of inTheWay)
        assert.deepEqual(
          waitsFor(one).filter((what) => /-ready$/.test(what)),
          [],
          label(one),
        );
      // Elasticsearch takes longest of all to start.
      assert.deepEqual(
        waitsFor(find("Elasticsearch/elasticsearch")).filter((what) => /prometheus/i.test(what)),
        [],
      );
    });

    it("waits for every other release, whose pods nobody else waits for", () => {
      for (const one of resources.filter(({ type }) => type.endsWith(":Release"))) {
        if (one.name !== "kube-prometheus-stack") assert.equal(one.inputs["skipAwait"], undefined, one.name);
      }
    });

    it("makes the runbooks last, since every step writes the whole state, and no other dashboard", () => {
      const pages = resources.filter(({ name }) => name.startsWith("dashboards-runbooks-"));
      assert.ok(pages.length > 3);
      const last = resources.filter(
        ({ type, name }) => name.endsWith("-ready") || (type.endsWith(":Release") && name !== "kube-prometheus-stack"),
      );
      for (const page of pages) {
        for (const one of last) assert.ok(waitsFor(page).includes(label(one)), `${label(page)} after ${label(one)}`);
      }
      assert.deepEqual(waitsFor(find("ConfigMap/dashboard-cluster-overview")), ["Namespace/namespace"]);
    });

    it("makes Elastic's resources after the operator and the users' Secrets, and what needs them after them", () => {
      const after = (what: string, ...before: string[]) => {
        for (const one of before) assert.ok(waitsFor(find(what)).includes(one), `${what} after ${one}`);
      };
      after("Elasticsearch/elasticsearch", "Release/elastic-operator", "Secret/elasticsearch-roles");
      after("Elasticsearch/elasticsearch", "Secret/elasticsearch-user-setup");
      after("Job/elasticsearch-setup", "Elasticsearch/elasticsearch", "ConfigMap/elasticsearch-setup");
      after("Kibana/kibana", "Elasticsearch/elasticsearch");
      after("Job/kibana-setup", "Kibana/kibana", "Job/elasticsearch-setup");
      after("Deployment/elasticsearch-exporter", "Elasticsearch/elasticsearch");
    });

    it("puts everything through the one provider, which takes over what an interrupted run left", () => {
      const provider = find("kubernetes/cluster");
      assert.deepEqual(provider.inputs, {
        clusterIdentifier: stack,
        enableConfigMapMutable: "true",
        enableSecretMutable: "true",
        upsertExistingObjects: "true",
      });
      for (const resource of resources.filter(({ type }) => type.startsWith("kubernetes:"))) {
        assert.ok(resource.provider.startsWith(`${provider.urn}::`), label(resource));
      }
    });

    it("collects logs for a Loki that is there, which comes after the operator that knows its monitors", () => {
      const isLoki = planStack(stack).settings.logs.engine === "loki";
      const last = find(isLoki ? "Release/alloy" : "Release/loki-stack");
      assert.ok(waitsFor(last).includes("Release/kube-prometheus-stack"));
      if (isLoki) assert.ok(waitsFor(last).includes("Release/loki"));
    });

    it("gives everything a fixed name, in the stack's namespace or one of the system's", () => {
      for (const { inputs, type } of resources.filter((r) => "kind" in r.inputs)) {
        const { name, namespace } = inputs["metadata"] as { name?: string; namespace?: string };
        assert.ok(name, type);
        if (inputs["kind"] !== "Namespace") assert.match(namespace ?? "", /^(observability|kube-system)$/);
      }
    });

    it("marks every credential as a secret", () => {
      assert.equal(outputs["grafanaPassword"], "[secret]");
      assert.equal(find("Secret/grafana-credentials").inputs["stringData"], "[secret]");
      const { stringData } = find("Secret/alertmanager-credentials").inputs;
      assert.equal(stringData, stack === "dev" ? undefined : "[secret]");
      const users = resources.filter(
        ({ type, name }) => type.endsWith(":Secret") && name.startsWith("elasticsearch-user-"),
      );
      for (const { name, inputs } of users) assert.equal(inputs["stringData"], "[secret]", name);
      assert.match(JSON.stringify(outputs["elasticPasswords"]), /\[secret\]/);
    });

    it("keeps the namespace, and with it the volumes, unless the stack says otherwise", () => {
      assert.equal(find("Namespace/namespace").retainOnDelete, stack !== "dev");
    });

    it("makes a Helm release that is named, bounded, and cleans up after itself", () => {
      const { values, ...release } = find("Release/kube-prometheus-stack").inputs;
      assert.ok(values);
      assert.deepEqual(release, {
        chart: "kube-prometheus-stack",
        cleanupOnFail: true,
        compat: "true",
        maxHistory: 5,
        name: "kube-prometheus-stack",
        namespace: "observability",
        repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
        skipAwait: true,
        timeout: 600,
        version: "88.5.3",
      });
    });

    it("registers the same again", async () => {
      assert.deepEqual((await runStack(planStack(stack))).resources, resources);
    });
  });
}

describe("the program", () => {
  it("stops before the first resource when the settings are wrong, and says everything that is", async () => {
    const config = { ...readStack("dev"), ...raw({ thresholds: { cpuPercent: 120 }, "slack/nobody": "x" }) };
    await assert.rejects(runStack({ stack: "dev", raw: config }), (error: Error) => {
      assert.match(error.message, /^Pulumi\.dev\.yaml has 2 mistakes; nothing was changed:$/m);
      assert.match(error.message, /thresholds\.cpuPercent: 120 is not a percentage/);
      assert.match(error.message, /slack\/nobody: is a credential that no setting asks for/);
      return true;
    });
  });

  it("takes the collector of an engine that is only kept away once the new one is there", async () => {
    const logs = { engine: "loki", keep: "loki-stack" };
    const { resources } = await runStack(planStack("moving", raw({ cluster: CLUSTER, logs })));
    const of = (what: string) => resources.find((resource) => label(resource) === what) ?? assert.fail(what);
    const after = [...of("LokiStack/loki-stack").dependencies, ...of("Release/loki-stack").dependencies];
    assert.ok(after.includes(of("Release/alloy").urn), after.join());
    const { promtail } = of("Release/loki-stack").inputs["values"] as { promtail: unknown };
    assert.deepEqual(promtail, { enabled: false });
  });

  it("stops when a credential is missing, outside of a plan", async () => {
    await assert.rejects(runStack({ stack: "prod", raw: readStack("prod") }), /slack\/platform: is missing/);
  });
});
