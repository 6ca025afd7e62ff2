/** The history of alerts, and what namespaces use: each recording, held against what it is made of. */
import { alertHistory } from "../../rules/alert-history";
import { renderGroups } from "../../rules/rule";
import { usage } from "../../rules/usage";
import { assertEvaluated } from "../support/promtool";
import { alertsOf, everything, testLinks } from "../support/rules";
import { workloads } from "../../rules/workloads";

const history = renderGroups(alertHistory(alertsOf({ workloads: workloads(everything) })), testLinks);

/** Series of an alert that fires for one subject. */
const fires = (alertname: string, values: string, subject = "a") => ({
  series: `ALERTS{alertname="${alertname}",alertstate="firing",namespace="shop",severity="high",team="shop",subject="${subject}"}`,
  values,
});
const LABELS = '{alertname="Down", namespace="shop", severity="high", team="shop"}';
const at = (eval_time: string, expr: string, value: number | undefined, labels = LABELS) => ({
  expr,
  eval_time,
  exp_samples: value === undefined ? [] : [{ labels, value }],
});
const over = (what: string, window: string) => `sum_over_time(alert:${what}:count[${window}])`;

describe("the history of an alert", () => {
  it("counts a firing once, however long it is, with its time and its age", function () {
    assertEvaluated(this, history, {
      input_series: [fires("Down", "_x30 1x29 stale _x60")],
      promql_expr_test: [
        at("20m", over("started", "1h"), undefined),
        at("90m", over("started", "90m"), 1),
        at("90m", `${over("firing", "90m")} * 60`, 30 * 60),
        at("90m", "max_over_time(alert:firing_age_seconds:max[90m])", 29 * 60),
        at("90m", over("resumed", "90m"), undefined),
        at("40m", "alert:firing:count + 0", 1),
        at("90m", "alert:firing:count", undefined),
        {
          expr: "alert:firing_since:timestamp_seconds",
          eval_time: "40m",
          exp_samples: [
            {
              labels:
                'alert:firing_since:timestamp_seconds{alertname="Down", namespace="shop", severity="high", team="shop", subject="a"}',
              value: 1800,
            },
          ],
        },
      ],
    });
  });

  it("counts two subjects, and two firings an hour apart, each by itself", function () {
    assertEvaluated(this, history, {
      input_series: [fires("Down", "1x9 stale _x58 1x9 stale _x30"), fires("Down", "1x9 stale _x100", "b")],
      promql_expr_test: [
        at("5m", "alert:firing:count + 0", 2),
        at("100m", over("started", "101m"), 3),
        at("100m", `${over("firing", "101m")} * 60`, 30 * 60),
      ],
    });
  });

  it("knows what comes and goes as one firing that went on again", function () {
    assertEvaluated(this, history, {
      // From the 30th minute on, two minutes of every four, ten times; then an end.
      input_series: [fires("Down", `_x29 ${"1 1 stale _ ".repeat(10)} _x60`)],
      promql_expr_test: [
        at("120m", over("started", "120m"), 1),
        at("120m", over("resumed", "120m"), 9),
        at("120m", `${over("firing", "120m")} * 60`, 20 * 60),
      ],
    });
  });

  it("takes a pause of just under 20 minutes for part of a firing, and one of more for its end", function () {
    const paused = (minutes: number) => `_x29 1x4 stale _x${minutes - 2} 1x4 stale _x30`;
    assertEvaluated(this, history, {
      input_series: [fires("Down", paused(18)), fires("Slow", paused(20))],
      promql_expr_test: [
        at("90m", `${over("started", "90m")} == 1`, 1),
        at("90m", `${over("started", "90m")} == 2`, 2, LABELS.replace("Down", "Slow")),
      ],
    });
  });
});

describe("what is kept of alerts", () => {
  it("is when each last fired, and since when that is known", function () {
    assertEvaluated(this, history, {
      input_series: [fires("Down", "_x9 1x9 stale _x60")],
      promql_expr_test: [
        at(
          "70m",
          "alert:last_fired:timestamp_seconds",
          18 * 60,
          'alert:last_fired:timestamp_seconds{alertname="Down"}',
        ),
        at("70m", "alert_history:began:timestamp_seconds", 0, "alert_history:began:timestamp_seconds"),
        at(
          "70m",
          'alert:known:info{alertname="CronJobNotSucceeding"}',
          1,
          'alert:known:info{alertname="CronJobNotSucceeding", component="kubernetes"}',
        ),
        at("70m", "count(alert:known:info)", 5, "{}"),
      ],
    });
  });

  it("leaves out what nobody is told of", function () {
    assertEvaluated(this, history, {
      input_series: [
        { series: 'ALERTS{alertname="Watchdog",alertstate="firing",severity="none"}', values: "1x60" },
        { series: 'ALERTS{alertname="Down",alertstate="pending",severity="high"}', values: "1x60" },
      ],
      promql_expr_test: [
        at("30m", "alert:firing:count", undefined),
        at("30m", "alert:last_fired:timestamp_seconds", undefined),
      ],
    });
  });
});

describe("what a namespace uses", () => {
  it("is its targets' series, its spans, and what Loki takes of all", function () {
    assertEvaluated(this, renderGroups(usage(everything), testLinks), {
      input_series: [
        { series: 'scrape_samples_post_metric_relabeling{namespace="shop",job="a"}', values: "100x60" },
        { series: 'scrape_samples_post_metric_relabeling{namespace="shop",job="b"}', values: "50x60" },
        {
          series: 'traces_span_metrics_calls_total{namespace="shop",service="a",collector="0"}',
          values: "0+60x30 0+60x30",
        },
        { series: 'traces_span_metrics_calls_total{namespace="shop",service="a",collector="1"}', values: "0+60x61" },
        { series: 'loki_distributor_bytes_received_total{pod="loki-0"}', values: "0+6000x61" },
        { series: 'loki_distributor_bytes_received_total{pod="loki-1"}', values: "0+6000x61" },
      ],
      promql_expr_test: [
        at("40m", "namespace:scraped_series:sum", 150, 'namespace:scraped_series:sum{namespace="shop"}'),
        // The gateway that began anew at 31 minutes has lost one step of ten.
        at("35m", "round(namespace:spans:rate10m, 0.1)", 1.9, '{namespace="shop"}'),
        at("50m", "namespace:spans:rate10m", 2, 'namespace:spans:rate10m{namespace="shop"}'),
        at("40m", "loki:received_bytes:rate10m", 200, "loki:received_bytes:rate10m"),
      ],
    });
  });
});
