import * as assert from "node:assert/strict";
import { resourceFaults } from "../../scripts/lib/verify/custom-resources";
import { type Monitor, type Target, targetOutcome } from "../../scripts/lib/verify/prometheus";
import { ruleFaults, type RulesAnswer } from "../../scripts/lib/verify/rules";
import { alertFaults } from "../../scripts/lib/verify/alertmanager";

const whats = (faults: readonly { what: string }[]) => faults.map(({ what }) => what);

describe("verification: custom resources", () => {
  const kind = { path: "monitoring.coreos.com/v1", plural: "prometheuses", wanted: ["Reconciled", "Available"] };
  const condition = (type: string, status: string, more = {}) => ({ type, status, ...more });

  it("passes one that is reconciled and available", () => {
    const status = { conditions: [condition("Reconciled", "True"), condition("Available", "True")] };
    assert.deepEqual(resourceFaults({ metadata: { name: "p" }, status }, kind, "o"), []);
  });

  it("names the condition, its message, since when it is so, and where to look", () => {
    const failed = { message: "unknown\nfield", lastTransitionTime: "2026-01-02T03:04:05Z" };
    const status = { conditions: [condition("Reconciled", "False", failed), condition("Available", "True")] };
    assert.deepEqual(resourceFaults({ metadata: { name: "p" }, status }, kind, "o"), [
      {
        what: "prometheuses/p: Reconciled is False, unknown field",
        since: "2026-01-02T03:04:05Z",
        next: "kubectl -n o describe prometheuses.monitoring.coreos.com p",
      },
    ]);
  });

  it("does not take a condition that is missing, or of an earlier generation, for a good one", () => {
    const old = {
      metadata: { name: "p", generation: 3 },
      status: { conditions: [condition("Reconciled", "True", { observedGeneration: 2 })] },
    };
    assert.deepEqual(whats(resourceFaults(old, kind, "o")), [
      "prometheuses/p: Reconciled is of what it was before",
      "prometheuses/p: Available is not said",
    ]);
  });

  it("wants Elastic's to be green, and of what they are now", () => {
    const elastic = { path: "elasticsearch.k8s.elastic.co/v1", plural: "elasticsearches", wanted: "green" } as const;
    const of = (status: object, generation = 1) =>
      whats(resourceFaults({ metadata: { name: "e", generation }, status }, elastic, "o"));
    assert.deepEqual(of({ health: "green", observedGeneration: 1 }), []);
    assert.deepEqual(of({ health: "yellow" }), ["elasticsearches/e: health is yellow"]);
    assert.deepEqual(of({}), ["elasticsearches/e: health is not said"]);
    assert.deepEqual(of({ health: "green", observedGeneration: 1 }, 2), [
      "elasticsearches/e was changed, and its operator has not seen that",
    ]);
  });

  it("tells of a monitor that a Prometheus does not accept, and not of one without a status", () => {
    const monitor = { path: "monitoring.coreos.com/v1", plural: "servicemonitors", wanted: "nothing bad" } as const;
    const bindings = [{ name: "prom", conditions: [condition("Accepted", "False", { message: "bad relabeling" })] }];
    assert.deepEqual(whats(resourceFaults({ metadata: { name: "m" }, status: { bindings } }, monitor, "o")), [
      "servicemonitors/m for prom: Accepted is False, bad relabeling",
    ]);
    assert.deepEqual(resourceFaults({ metadata: { name: "m" } }, monitor, "o"), []);
  });
});

describe("verification: targets", () => {
  const monitor = (name: string, more: Partial<Monitor> = {}): Monitor => ({
    ...{ name, pools: [`serviceMonitor/o/${name}/0`], mayBeEmpty: false },
    ...more,
  });
  const target = (name: string, health = "up", more: Partial<Target> = {}): Target => ({
    scrapePool: `serviceMonitor/o/${name}/0`,
    scrapeUrl: `http://10.0.0.1/${name}`,
    health,
    lastError: health === "down" ? "connection refused" : "",
    lastScrape: "2026-01-02T03:04:05Z",
    labels: { job: name, namespace: "o" },
    ...more,
  });

  it("counts what is up, by job", () => {
    const found = [target("a"), target("a", "down"), target("b")];
    const outcome = targetOutcome([monitor("a"), monitor("b")], found, "o");
    assert.deepEqual([outcome.state, outcome.text], ["passed", "2 of 3 targets up, in 2 jobs"]);
  });

  it("names a monitor without a target, and a job of which none is up, with its error", () => {
    const found = [target("a", "down"), target("a", "down")];
    const { state, faults } = targetOutcome([monitor("a"), monitor("b")], found, "o");
    assert.equal(state, "failed");
    assert.deepEqual(whats(faults), [
      "b has no target",
      "job a: none of 2 targets is up; http://10.0.0.1/a: connection refused",
    ]);
    assert.equal(faults[1]?.since, "2026-01-02T03:04:05Z");
  });

  it("waits for one that was not scraped yet", () => {
    const { faults } = targetOutcome([monitor("a")], [target("a", "unknown")], "o");
    assert.deepEqual(whats(faults), ["job a: none of 1 targets is up; http://10.0.0.1/a: was not scraped yet"]);
  });

  it("leaves what applications expose to its alerts", () => {
    const pods = monitor("pods", { pools: ["scrapeConfig/o/pods"], mayBeEmpty: true });
    const application = { scrapePool: "scrapeConfig/o/pods", labels: { job: "shop", namespace: "shop" } };
    const others = target("x", "down", { scrapePool: "serviceMonitor/shop/x/0" });
    const found = [target("a"), target("shop", "down", application), others];
    assert.equal(targetOutcome([monitor("a"), pods], found, "o").state, "passed");
    assert.equal(targetOutcome([monitor("a"), pods], [target("a")], "o").state, "passed");
  });
});

describe("verification: rules", () => {
  const expected = { node: [{ name: "node", rules: [{ alert: "NodeDown" }, { record: "node:cpu" }] }] };
  const answer = (names: string[], health = "ok", name = "node", file = "/x/node"): RulesAnswer => ({
    data: {
      groups: [
        {
          name,
          file,
          interval: 30,
          rules: names.map((rule) => ({ name: rule, health, lastError: "many-to-many", lastEvaluation: "2026" })),
        },
      ],
    },
  });
  const faults = (given: RulesAnswer) => ruleFaults(expected, given, (path) => path.split("/").at(-1) ?? "");

  it("passes exactly those that are deployed", () => {
    assert.deepEqual(faults(answer(["NodeDown", "node:cpu"])), []);
  });

  it("names a group and a rule that are not loaded, and those that are too many", () => {
    assert.deepEqual(whats(faults({ data: { groups: [] } })), ["the group node (2 rules) is not loaded"]);
    assert.deepEqual(whats(faults(answer(["NodeDown", "NodeDown"]))), [
      "node: node:cpu is not loaded",
      "node: NodeDown is loaded, and not deployed",
    ]);
    const more = {
      data: { groups: [...answer(["NodeDown", "node:cpu"]).data.groups, ...answer([], "ok", "old").data.groups] },
    };
    assert.deepEqual(whats(faults(more)), ["the group old is loaded, and not deployed"]);
  });

  it("names each that fails, whoever made it, and waits for one that was not evaluated", () => {
    const other = answer(["Theirs"], "err", "theirs", "/x/theirs").data.groups;
    const ours = answer(["NodeDown", "node:cpu"], "unknown").data.groups;
    const found = faults({ data: { groups: [...ours, ...other] } });
    assert.deepEqual(whats(found), [
      "node: NodeDown was not evaluated yet",
      "node: node:cpu was not evaluated yet",
      "theirs: Theirs fails: many-to-many",
    ]);
    assert.equal(found[2]?.since, "2026");
  });

  it("does not wait for a group that is evaluated more rarely than every minute", () => {
    const rare = answer(["NodeDown", "node:cpu"], "unknown").data.groups.map((group) => ({ ...group, interval: 180 }));
    assert.deepEqual(faults({ data: { groups: rare } }), []);
    const failing = answer(["NodeDown", "node:cpu"], "err").data.groups.map((group) => ({ ...group, interval: 180 }));
    assert.equal(faults({ data: { groups: failing } }).length, 2);
  });
});

describe("verification: the alert of the test", () => {
  it("is there, and leads to nobody", () => {
    assert.deepEqual(alertFaults([{ labels: {}, receivers: [{ name: "nobody" }] }]), []);
    assert.deepEqual(alertFaults([]), ["the alert of the test was taken, and is not there"]);
    assert.deepEqual(alertFaults([{ labels: {}, receivers: [{ name: "nobody" }, { name: "slack/x" }] }]), [
      "the alert of the test, which is for nobody, goes to slack/x",
    ]);
  });
});
