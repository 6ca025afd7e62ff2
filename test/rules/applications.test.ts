import assert from "node:assert/strict";
import { links } from "../../names/links";
import { allRules } from "../../rules";
import { renderGroups } from "../../rules/rule";
import { promqlParser } from "../support/promql";
import { assertEvaluated, type ExpressionCase } from "../support/promtool";
import { alertsOf, EVERY_RULE } from "../support/rules";
import { settingsOf } from "../support/settings";

/** The groups of a stem, with the recordings alone, and what its alerts would fire on by name. */
function evaluated(sections: Record<string, unknown>, stem = "applications") {
  const settings = settingsOf(sections);
  const groups = renderGroups(allRules(settings)[stem] ?? [], links(settings));
  const alert = (name: string) => {
    const found = groups.flatMap(({ rules }) => rules).find((rule) => rule["alert"] === name);
    return (found?.["expr"] as string | undefined) ?? assert.fail(name);
  };
  const recordings = groups.map((group) => ({ ...group, rules: group.rules.filter((rule) => "record" in rule) }));
  return { recordings: recordings.filter(({ rules }) => rules.length > 0), alert };
}

const request = (labels: string, values: string) => ({ series: `http_requests_total{${labels}}`, values });

describe("rules of applications", () => {
  it("have an application's own limits", function () {
    const { recordings, alert } = evaluated({
      apps: [
        { name: "report", namespace: "shop", thresholds: { errorRatePercent: 20, serverErrorsPerSecond: 5 } },
        { name: "strict", namespace: "shop", thresholds: { errorRatePercent: 0.1 } },
      ],
    });
    const of = (service: string, failed: number) => [
      request(`namespace="shop",service="${service}",code="200"`, `0+${1000 - failed}x20`),
      request(`namespace="shop",service="${service}",code="500"`, `0+${failed}x20`),
    ];
    const test: ExpressionCase = {
      input_series: [...of("report", 190), ...of("strict", 2), ...of("plain", 9), ...of("other", 11)],
      promql_expr_test: [
        {
          expr: `count by (service) (${alert("ServiceErrorRateHigh")})`,
          eval_time: "10m",
          exp_samples: [
            { labels: '{service="other"}', value: 1 },
            { labels: '{service="strict"}', value: 1 },
          ],
        },
        {
          expr: `count by (service) (${alert("ServiceServerErrors")})`,
          eval_time: "10m",
          exp_samples: [
            { labels: '{service="other"}', value: 1 },
            { labels: '{service="plain"}', value: 1 },
          ],
        },
      ],
    };
    assertEvaluated(this, recordings, test);
  });

  it("leave out how long workers and bots take", function () {
    const { recordings, alert } = evaluated({ apps: [{ name: "worker", namespace: "shop", kind: "worker" }] });
    const slow = (service: string) => [
      request(`namespace="shop",service="${service}",code="200"`, "0+100x20"),
      ...[
        ["0.5", 10],
        ["10", 100],
        ["+Inf", 100],
      ].map(([le, value]) => ({
        series: `http_request_duration_seconds_bucket{namespace="shop",service="${service}",le="${le ?? ""}"}`,
        values: `0+${value ?? 0}x20`,
      })),
    ];
    assertEvaluated(this, recordings, {
      input_series: [...slow("worker"), ...slow("api")],
      promql_expr_test: [
        {
          expr: `count by (service) (${alert("ServiceLatencyHigh")})`,
          eval_time: "10m",
          exp_samples: [{ labels: '{service="api"}', value: 1 }],
        },
      ],
    });
  });

  it("read the labels that the conventions name, and need no spans", function () {
    const { recordings, alert } = evaluated({
      tracing: { storage: "none" },
      conventions: {
        http: {
          namespaceLabel: "kubernetes_namespace",
          serviceLabel: "app",
          sources: [{ requests: "requests_total", durationBucket: "latency_bucket", statusCode: "status" }],
        },
      },
    });
    const labels = 'kubernetes_namespace="shop",app="api"';
    assertEvaluated(this, recordings, {
      input_series: [
        { series: `requests_total{${labels},status="200"}`, values: "0+90x20" },
        { series: `requests_total{${labels},status="502"}`, values: "0+10x20" },
        { series: `latency_bucket{${labels},le="1"}`, values: "0+100x20" },
        { series: `latency_bucket{${labels},le="+Inf"}`, values: "0+100x20" },
      ],
      promql_expr_test: [
        {
          expr: `round(${alert("ServiceErrorRateHigh")}, 0.001)`,
          eval_time: "10m",
          exp_samples: [{ labels: '{namespace="shop",service="api"}', value: 0.1 }],
        },
        {
          expr: "service:http_request_duration_seconds:p99_rate5m",
          eval_time: "10m",
          exp_samples: [
            { labels: 'service:http_request_duration_seconds:p99_rate5m{namespace="shop",service="api"}', value: 0.99 },
          ],
        },
        { expr: alert("ServiceTrafficGone"), eval_time: "10m", exp_samples: [] },
      ],
    });
  });

  it("are PromQL whatever the conventions leave out", async () => {
    const parse = await promqlParser();
    const empty = {
      tracing: { storage: "none" },
      conventions: {
        http: { sources: [] },
        runtime: { eventLoopLag: [], pools: [], queues: [] },
        bot: { connected: [], latency: [], commands: [], failures: [], reconnects: [], guilds: [] },
        worker: { sources: [] },
      },
    };
    const groups = allRules(settingsOf(empty));
    for (const { rules } of Object.values(groups).flat())
      for (const { expr } of rules) assert.deepEqual(parse(expr.trim()).errors, [], expr);
    assert.ok(!("bots" in groups) && !("workers" in groups));
    const names = alertsOf(groups).map(({ alert }) => alert);
    assert.ok(!names.includes("ServiceQueueFilling") && names.includes("ServiceCpuHigh"));
  });

  it("have their thresholds and durations from the settings", () => {
    const changed = settingsOf({
      ...EVERY_RULE,
      thresholds: {
        applications: {
          errorsFor: "11m",
          latencyFor: "12m",
          availabilityPercent: 97.7,
          availabilityWindow: "2d",
          availabilityFor: "13m",
          serverErrorsPerSecond: 0.7,
          serverErrorsFor: "14m",
          trafficGoneFor: "16m",
          eventLoopLagMs: 77,
          eventLoopLagFor: "17m",
          poolPercent: 71,
          poolFor: "18m",
          queuePercent: 72,
          queueFor: "19m",
          cpuCores: 0.73,
          cpuFor: "21m",
          memory: "74M",
          memoryFor: "22m",
          deploymentWindow: "23m",
          deploymentRestarts: 7,
        },
        bots: {
          disconnectedFor: "24m",
          commandErrorPercent: 75,
          commandErrorsFor: "25m",
          gatewayLatencyMs: 76,
          gatewayLatencyFor: "26m",
          reconnects: 77,
          reconnectsWindow: "27m",
          guildsDropPercent: 78,
          guildsDropLeast: 79,
          guildsFor: "28m",
        },
        workers: {
          queueLength: 81,
          queueLengthFor: "29m",
          oldestJob: "82s",
          oldestJobFor: "31m",
          jobErrorPercent: 83,
          jobErrorsFor: "32m",
          stalledFor: "33m",
          deadLetters: 84,
          deadLettersWindow: "85m",
        },
      },
    });
    const groups = allRules(changed);
    const text = JSON.stringify([groups["applications"], groups["bots"], groups["workers"]]);
    const values = [
      ...["11m", "12m", "97.7 / 100", "[2d:1m]", "13m", "> 0.7", "14m", "16m", "77 / 1000", "17m", "71 / 100", "18m"],
      ...["72 / 100", "19m", "> 0.73", "21m", "> 74000000", "22m", "< 1380", "offset 23m", ">= 7", "24m", "75 / 100"],
      ...["25m", "76 / 1000", "26m", "> 77", "[27m]", "78 / 100", ">= 79", "28m", "> 81", "29m", "> 82", "31m"],
      ...["83 / 100", "32m", "33m", ">= 84", "[85m]"],
    ];
    assert.deepEqual(
      values.filter((value) => !text.includes(value)),
      [],
    );
  });
});
