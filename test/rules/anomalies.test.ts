/** Bands of earlier weeks: what is recorded, held against figures worked out by hand, and what settings change. */
import assert from "node:assert/strict";
import { allRules } from "../../rules";
import { rolloutRecording } from "../../rules/applications/deployments";
import { renderGroups, type RenderedGroup } from "../../rules/rule";
import { dayIn } from "../../settings/anomalies";
import { assertEvaluated } from "../support/promtool";
import { testLinks } from "../support/rules";
import { settingsOf } from "../support/settings";

const KEPT = { retention: "40d" };
const REQUESTS = "service:http_requests:rate5m";

/** The rules of bands, by default with those of services. */
function rulesOf(sections: object = {}): RenderedGroup[] {
  return renderGroups(
    allRules(settingsOf({ metrics: KEPT, tracing: { storage: "badger" }, ...sections }))["anomalies"] ?? [],
    testLinks,
  );
}

/** The rule that says when Deployments were rolled out. */
function rolloutRules(): RenderedGroup[] {
  const rules = [rolloutRecording(settingsOf())];
  return renderGroups([{ name: "rollouts", interval: "1m", rules }], testLinks);
}

describe("bands", () => {
  it("are of whole weeks: the middle of the hour that is an hour ahead, four times back", () => {
    const median = rulesOf()
      .flatMap((group) => group.rules)
      .find((rule) => rule["record"] === "service:signal_ahead:median");
    const offsets = [...String(median?.expr).matchAll(/offset (\w+)/g)].map(([, text]) => text);
    assert.deepEqual([...new Set(offsets)], ["166h30m", "334h30m", "502h30m", "670h30m"]);
  });

  it("are of no service while a rollout of its Deployment is recent", function () {
    this.timeout(600_000);
    const series = (namespace: string, service: string) => ({
      series: `${REQUESTS}{namespace="${namespace}",service="${service}"}`,
      values: "1x20",
    });
    assertEvaluated(
      this,
      [...rolloutRules(), ...rulesOf()],
      {
        input_series: [
          series("shop", "a"),
          series("blog", "a"),
          series("blog", "b"),
          series("blog", "c"),
          {
            series: 'kube_replicaset_created{job="kube-state-metrics",namespace="shop",replicaset="a-1",pod="ksm-1"}',
            values: "-9000x20",
          },
          {
            series: 'kube_replicaset_created{job="kube-state-metrics",namespace="shop",replicaset="a-2",pod="ksm-1"}',
            values: "600x20",
          },
          {
            series: 'kube_replicaset_created{job="kube-state-metrics",namespace="shop",replicaset="a-2",pod="ksm-2"}',
            values: "600x20",
          },
          ...["a-1", "a-2"].map((replicaset) => ({
            series: `kube_replicaset_owner{job="kube-state-metrics",namespace="shop",replicaset="${replicaset}",owner_kind="Deployment",owner_name="a",pod="ksm-1"}`,
            values: "1x20",
          })),
        ],
        promql_expr_test: [
          {
            expr: "service:deployment_rollout:timestamp_seconds",
            eval_time: "65m",
            exp_samples: [
              { labels: 'service:deployment_rollout:timestamp_seconds{namespace="shop", service="a"}', value: 600 },
            ],
          },
          { expr: "service:deployment_rollout:timestamp_seconds", eval_time: "75m", exp_samples: [] },
        ],
      },
      "5m",
    );
  });

  it("are not there where less is kept than they need, and are of services that send no spans", () => {
    assert.deepEqual(rulesOf({ metrics: { retention: "20d" } }), []);
    assert.ok(rulesOf({ tracing: { storage: "none" } }).length > 0);
  });
});

describe("holidays", () => {
  it("last from midnight to midnight where they are, also when the clock is changed", () => {
    const hours = (day: string, zone: string) => {
      const [from, to] = dayIn(day, zone);
      return [new Date(from * 1000).toISOString().slice(0, 16), (to - from) / 3600];
    };
    assert.deepEqual(hours("2026-12-25", "UTC"), ["2026-12-25T00:00", 24]);
    assert.deepEqual(hours("2026-12-25", "Europe/Berlin"), ["2026-12-24T23:00", 24]);
    assert.deepEqual(hours("2026-03-29", "Europe/Berlin"), ["2026-03-28T23:00", 23]);
    assert.deepEqual(hours("2026-10-25", "Europe/Berlin"), ["2026-10-24T22:00", 25]);
    assert.deepEqual(hours("2026-07-04", "America/Los_Angeles"), ["2026-07-04T07:00", 24]);
    assert.deepEqual(hours("2026-01-01", "Pacific/Auckland"), ["2025-12-31T11:00", 24]);
  });

  it("are active within them, and mute each alert of a band", function () {
    this.timeout(600_000);
    const rules = rulesOf({
      thresholds: { anomalies: { holidays: ["1970-01-02", "1970-01-04"] } },
      apps: [{ name: "a", business: { revenue: {} } }],
    });
    const is = (eval_time: string, value: number) => ({
      expr: "count(platform:holiday:active) or vector(0)",
      eval_time,
      exp_samples: [{ labels: "{}", value }],
    });
    assertEvaluated(
      this,
      rules,
      {
        input_series: [],
        promql_expr_test: [is("23h55m", 0), is("24h", 1), is("47h55m", 1), is("48h", 0), is("72h", 1)],
      },
      "5m",
    );
    const alerts = rules.flatMap((group) => group.rules).filter((rule) => "alert" in rule);
    assert.equal(alerts.length, 4);
    for (const { expr } of alerts) assert.match(String(expr), /unless on \(\) platform:holiday:active/);
    for (const { expr } of rulesOf().flatMap((group) => group.rules)) assert.doesNotMatch(String(expr), /holiday/);
  });
});
