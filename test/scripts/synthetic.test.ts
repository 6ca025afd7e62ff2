/** What the synthetic cluster is made of, and how its rules are evaluated, without a Prometheus. */
import assert from "node:assert/strict";
import { allRules } from "../../rules";
import type { Alert } from "../../rules/rule";
import { alertStates } from "../../scripts/lib/synthetic/alert-states";
import { cluster } from "../../scripts/lib/synthetic/cluster";
import { allLines } from "../../scripts/lib/synthetic/lines";
import { ordered } from "../../scripts/lib/synthetic/rule-order";
import { allSeries } from "../../scripts/lib/synthetic/series";
import { syntheticSettings } from "../../scripts/lib/synthetic/settings";
import { EXPORTERS } from "../support/metrics";

const END = Date.UTC(2026, 5, 15, 12) / 1000;
const series = allSeries(cluster("observability"), END);
const keyOf = (labels: Readonly<Record<string, string>>) =>
  JSON.stringify(
    Object.entries(labels)
      .filter(([, value]) => value !== "")
      .sort(),
  );

describe("the synthetic cluster", () => {
  it("has each series once, and the same each time", () => {
    const keys = series.map(({ labels }) => keyOf(labels));
    assert.equal(new Set(keys).size, keys.length);
    const again = allSeries(cluster("observability"), END);
    assert.deepEqual(
      again.map(({ labels }) => keyOf(labels)),
      keys,
    );
    for (const at of [END, END - 3600, END - 86_400])
      assert.deepEqual(
        again.map((one) => one.at(at)),
        series.map((one) => one.at(at)),
      );
    assert.deepEqual(allLines(cluster("observability"), "a", END), allLines(cluster("observability"), "a", END));
  });

  it("has numbers only, and counters that do not fall", () => {
    for (const { labels, at } of series) {
      const name = labels["__name__"] ?? "";
      const values = [END - 86_400, END - 7200, END - 2701, END - 2640, END - 60, END].map(at);
      assert.ok(values.every(Number.isFinite), `${name} ${values.join(" ")}`);
      if (
        /_(total|bucket|count)$/.test(name) &&
        !/^cnpg_backends|^pg_locks_count|_(queue|active)_count|_dead_count|_job_count|_jobs_waiting_count|nodes_count|activity_count|connection_count/.test(
          name,
        )
      )
        assert.deepEqual(
          [...values].sort((a, b) => a - b),
          values,
          keyOf(labels),
        );
    }
  });

  it("has nearly every metric that an exporter is known to have", () => {
    const names = new Set(series.map(({ labels }) => labels["__name__"]));
    const missing = [...EXPORTERS].flatMap(([exporter, { metrics }]) =>
      exporter === "karpenter" ? [] : Object.keys(metrics).filter((metric) => !names.has(metric)),
    );
    assert.deepEqual(
      missing.filter(
        // The rules over logs of the synthetic cluster are Loki's.
        (metric) =>
          !/^(ALERTS_FOR_STATE|log_rule_\w+|loki_(azure_blob|gcs)_\w+|http_server_request_duration_seconds)$/.test(
            metric,
          ),
      ),
      [],
    );
  });

  it("grows to the size that is asked for", () => {
    const { nodes, pods } = cluster("observability", { nodes: 30, pods: 1000 });
    assert.equal(nodes.length, 30);
    assert.ok(pods.length >= 1000 && pods.length < 1050, String(pods.length));
    assert.equal(new Set(pods.map(({ namespace, pod }) => `${namespace}/${pod}`)).size, pods.length);
  });
});

describe("the order of rules", () => {
  it("has each after those that it reads, but for itself", () => {
    const groups = Object.values(allRules(syntheticSettings())).flat();
    const layers = ordered(groups);
    assert.equal(layers.flat().length, groups.flatMap(({ rules }) => rules).length);
    const done = new Set<string>();
    const recorded = new Set(
      groups.flatMap(({ rules }) => rules.flatMap((rule) => ("record" in rule ? [rule.record] : []))),
    );
    const early: string[] = [];
    for (const layer of layers) {
      for (const { rule } of layer) {
        const own = "record" in rule ? rule.record : rule.alert;
        for (const name of new Set(rule.expr.match(/\w+:[\w:]+/g) ?? []))
          if (recorded.has(name) && name !== own && !done.has(name)) early.push(`${own} reads ${name}`);
      }
      for (const { rule } of layer) if ("record" in rule) done.add(rule.record);
    }
    assert.deepEqual(early, []);
  });
});

describe("the states of an alert", () => {
  const alert: Alert = {
    alert: "Example",
    expr: "a > 0",
    for: "2m",
    keepFiringFor: "1m",
    severity: "high",
    team: "platform",
    component: "node",
    summary: "",
    description: "",
    dashboard: "node",
    labels: { volume: "{{ $labels.node }}-disk" },
  };
  const moments = Array.from({ length: 9 }, (_, index) => 600 + index * 60);
  const states = (...holds: number[]) => {
    const found = [{ labels: { __name__: "a", node: "n1" }, values: holds.map((at) => [at, 1] as const) }];
    return alertStates(alert, found, moments).map(({ labels, times, values }) => ({
      labels,
      times: times.map((time) => time / 1000),
      values,
    }));
  };

  it("are pending, then firing, and firing for a while after it is over", () => {
    const [pending, firing, since] = states(600, 660, 720, 780);
    assert.deepEqual(pending?.times, [600, 660]);
    assert.deepEqual(firing?.times, [720, 780]);
    assert.deepEqual(since?.values, [600, 600, 600, 600]);
    // A minute without it is bridged, two are not.
    assert.deepEqual(states(600, 660, 720, 840)[1]?.times, [720]);
    assert.deepEqual(states(600, 660)[1]?.times, []);
  });

  it("have the alert's own labels, and its subject", () => {
    assert.deepEqual(states(600)[0]?.labels, {
      __name__: "ALERTS",
      alertname: "Example",
      alertstate: "pending",
      component: "node",
      node: "n1",
      severity: "high",
      subject: "n1",
      team: "platform",
      volume: "n1-disk",
    });
  });
});
