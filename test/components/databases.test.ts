/** Databases: what their exporters are given, how their series are called, and whose their alerts are. */
import assert from "node:assert/strict";
import { teamRelabelling, withTeam } from "../../components/alertmanager/owners";
import { exporterLabels, exporterSpec, exporterValues } from "../../components/databases/exporters";
import { databaseMonitorSpec } from "../../components/databases/monitor";
import { EXPORTER_LABELS } from "../../components/elastic/exporter";
import { scrapeSpec } from "../../components/scrape-annotations";
import { planStack, runStack } from "../../scripts/lib/stack";
import { needsExporter } from "../../settings/databases";
import { matchesPattern } from "../../settings/re2";
import { rawOf } from "../stacks/parse";
import { DSNS, ENCODED, PASSWORD } from "../support/databases";
import { settingsOf } from "../support/settings";

const sections = {
  alerting: { teams: ["platform", "security", "shop", "search"], owners: [{ namespaces: "shop", team: "search" }] },
  databases: [
    { name: "orders", kind: "postgres", namespace: "shop", team: "shop", interval: "60s" },
    { name: "orders-2", kind: "postgres", namespace: "shop", team: "shop", cluster: "orders" },
    { name: "sessions", kind: "redis", namespace: "shop" },
    { name: "legacy", kind: "mysql", team: "shop" },
    { name: "events", kind: "mongodb" },
    { name: "search", kind: "elasticsearch" },
    { name: "jobs", kind: "rabbitmq", namespace: "shop", port: "prometheus", path: "/metrics/per-object" },
    { name: "ledger", kind: "postgres", namespace: "bank", port: 9187, labels: { "cnpg.io/cluster": "ledger" } },
  ],
};
const credentials = {
  "postgres/orders": DSNS.postgres,
  "postgres/orders-2": DSNS.postgres,
  "redis/sessions": DSNS.redis,
  "mysql/legacy": DSNS.mysql,
  "mongodb/events": DSNS.mongodb,
  "elasticsearch/search": DSNS.elasticsearch,
};
const settings = settingsOf(sections);
const asked = settings.databases.filter(needsExporter);
const of = (name: string) => settings.databases.find((one) => one.name === name) ?? assert.fail(name);
const askedOf = (name: string) => asked.find((one) => one.name === name) ?? assert.fail(name);

describe("the exporter of a database", () => {
  it("has no credential but by the name of its Secret, and the Secret is encrypted in the state", async () => {
    const { resources } = await runStack(planStack("databases", rawOf(sections, credentials)));
    const own = resources.filter(({ name }) => name.startsWith("database-"));
    const text = JSON.stringify(resources);
    for (const part of [PASSWORD, ENCODED, "db.shop.svc", "us:er", "us%3Aer", "2001:db8"])
      assert.ok(!text.includes(JSON.stringify(part).slice(1, -1)), part);
    const secrets = own.filter(({ type }) => type.endsWith(":Secret"));
    assert.deepEqual(secrets.map(({ name }) => name).sort(), asked.map(({ name }) => `database-${name}`).sort());
    for (const { inputs } of secrets) assert.equal(inputs["stringData"], "[secret]");
  });

  it("may do nothing that it does not need", () => {
    for (const name of ["legacy", "events", "search"]) {
      const { spec } = exporterSpec(settings, askedOf(name)).template;
      assert.equal(spec.automountServiceAccountToken, false);
      assert.equal(spec.securityContext.runAsNonRoot, true);
      for (const { securityContext } of spec.containers)
        assert.deepEqual(securityContext, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
    }
    const redis = exporterValues(settings, askedOf("sessions")) as Record<string, unknown> as Record<
      string,
      Record<string, unknown>
    >;
    assert.equal(redis["podSecurityContext"]?.["runAsNonRoot"], true);
    assert.equal(redis["securityContext"]?.["readOnlyRootFilesystem"], true);
  });

  it("is begun anew when the DSN has another revision, and not otherwise", () => {
    for (const database of asked) {
      const made = (revision?: string) =>
        JSON.stringify([exporterSpec(settings, database, revision), exporterValues(settings, database, revision)]);
      assert.notEqual(made("1"), made("2"));
      assert.equal(made("1"), made("1"));
      assert.doesNotMatch(made(), /revision/);
    }
  });

  it("is no pod of the platform's own exporter", () => {
    for (const database of asked)
      assert.notEqual(exporterLabels(database)["app.kubernetes.io/name"], EXPORTER_LABELS["app.kubernetes.io/name"]);
  });
});

/** The labels of a target after the relabelings that a monitor has, as far as these go. */
function labelsAfter(name: string, target: Record<string, string>): Record<string, string> {
  const [endpoint] = databaseMonitorSpec(settings, of(name))["podMetricsEndpoints"] as [
    {
      relabelings: {
        action: string;
        sourceLabels?: string[];
        targetLabel?: string;
        replacement?: string;
        regex?: string;
      }[];
    },
  ];
  return endpoint.relabelings.reduce<Record<string, string>>((labels, { action, ...step }) => {
    if (action === "labeldrop")
      return Object.fromEntries(Object.entries(labels).filter(([label]) => !matchesPattern(step.regex ?? "", label)));
    const value = step.replacement ?? (step.sourceLabels ?? []).map((label) => target[label] ?? "").join(";");
    return { ...labels, [step.targetLabel ?? ""]: value };
  }, target);
}

describe("the series of a database", () => {
  const pod = (name: string) => ({
    __meta_kubernetes_pod_name: name,
    namespace: "observability",
    job: "x",
    instance: "10.0.0.1:9187",
    pod: name,
    container: "c",
    endpoint: "http",
  });
  const shown = (labels: Record<string, string>) =>
    Object.fromEntries(Object.entries(labels).filter(([label]) => !label.startsWith("__")));

  it("are the same ones of a new exporter pod, in the namespace of the database", () => {
    const [one, other] = ["database-orders-abc", "database-orders-xyz"].map((name) =>
      shown(labelsAfter("orders", pod(name))),
    );
    assert.deepEqual(one, other);
    assert.deepEqual(one, { namespace: "shop", job: "orders", instance: "orders" });
  });

  it("are another server's of the same cluster, and the platform's where it has no namespace", () => {
    const replica = shown(labelsAfter("orders-2", pod("p")));
    assert.deepEqual(replica, { namespace: "shop", job: "orders", instance: "orders-2" });
    assert.equal(labelsAfter("legacy", pod("p"))["namespace"], "observability");
  });

  it("are each pod's by its name, where pods are scraped themselves", () => {
    const labels = shown(labelsAfter("ledger", { ...pod("ledger-1"), namespace: "bank" }));
    assert.deepEqual(labels, { namespace: "bank", job: "ledger", instance: "ledger-1", pod: "ledger-1" });
  });

  it("are not scraped a second time by annotation", () => {
    const drops = scrapeSpec("pod", settings).relabelings.filter(({ action }) => action === "Drop");
    const dropped = (namespace: string, labels: Record<string, string>) =>
      drops.some(({ sourceLabels = [], regex = "" }) => {
        const values = sourceLabels.map((label) =>
          label === "__meta_kubernetes_namespace"
            ? namespace
            : (labels[label.replace("__meta_kubernetes_pod_label_", "")] ?? ""),
        );
        return sourceLabels.length > 1 && matchesPattern(regex, values.join(";"));
      });
    assert.ok(dropped("bank", { cnpg_io_cluster: "ledger" }));
    assert.ok(dropped("shop", { app_kubernetes_io_name: "jobs" }));
    assert.ok(!dropped("bank", { cnpg_io_cluster: "other" }));
    assert.ok(!dropped("other", { cnpg_io_cluster: "ledger" }));
  });
});

describe("the alerts of a database", () => {
  const teamOf = (labels: Record<string, string>) => {
    const all = { team: "platform", component: "postgres", ...labels };
    const steps = teamRelabelling(settings) as { source_labels: string[]; regex: string; replacement: string }[];
    const relabelled = steps.reduce<Record<string, string>>(
      (now, { source_labels: from, regex, replacement }) =>
        matchesPattern(regex, from.map((label) => now[label] ?? "").join(";")) ? { ...now, team: replacement } : now,
      all,
    );
    assert.equal(withTeam(settings, all)["team"], relabelled["team"]);
    return relabelled["team"];
  };

  it("are its team's, whichever they are, else those of the namespace's owner", () => {
    assert.equal(teamOf({ namespace: "shop", job: "orders" }), "shop");
    assert.equal(teamOf({ namespace: "shop", job: "orders", component: "targets" }), "shop");
    assert.equal(teamOf({ namespace: "shop", job: "sessions" }), "search");
    assert.equal(teamOf({ namespace: "observability", job: "legacy" }), "shop");
    assert.equal(teamOf({ namespace: "elsewhere", job: "legacy" }), "platform");
    assert.equal(teamOf({ namespace: "elsewhere", job: "orders" }), "platform");
  });
});
