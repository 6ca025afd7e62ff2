/** What the settings refuse, and what they convert, tried with the program that would have to take it. */
import assert from "node:assert/strict";
import { RE2JS } from "re2js";
import * as yaml from "yaml";
import { alertmanagerConfig } from "../../components/alertmanager";
import { fluentdConfig } from "../../components/fluentd/config";
import { kubePrometheusStackValues } from "../../components/kube-prometheus-stack";
import { redactions } from "../../components/log-pipeline/redaction";
import { persistent } from "../../components/otel-collector/destinations";
import { spanMetricConnectors } from "../../components/otel-collector/span-metrics";
import { tailSampling } from "../../components/otel-collector/sampling";
import { links } from "../../names/links";
import { allRules } from "../../rules";
import { renderGroups } from "../../rules/rule";
import { isTimeZone } from "../../settings/time-zones";
import { isDuration } from "../../settings/units";
import { found } from "../stacks/parse";
import { assertTaken } from "../support/consumers";
import { everything } from "../support/rules";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";
import { at } from "../support/values";

describe("what is refused, by the program's own word", function () {
  this.timeout(120_000);

  for (const zone of ["Europe/Berlin", "US/Pacific", "Asia/Calcutta", "Etc/GMT+3", "europe/berlin", "+01:00", "Berlin"])
    it(`time zone ${zone}: Alertmanager`, function () {
      const amtool = toolOrSkip(this, "amtool");
      const hours = { name: "n", timezone: "UTC", from: "22:00", to: "06:00" };
      const config = yaml.stringify(alertmanagerConfig(settingsOf({ alerting: { quietHours: [hours] } })));
      assert.match(config, /location: UTC/);
      const text = config.replaceAll("location: UTC", `location: ${JSON.stringify(zone)}`);
      assertTaken(isTimeZone(zone), amtool, (file) => ["check-config", file], text);
    });

  for (const duration of ["290y", "300y", "106800d"]) {
    it(`a retention of ${duration}: Prometheus`, function () {
      const promtool = toolOrSkip(this, "promtool");
      const text = `{ storage: { tsdb: { retention: { time: ${duration} } } } }`;
      assertTaken(isDuration(duration), promtool, (file) => ["check", "config", "--syntax-only", file], text);
    });
  }

  for (const name of ["X-Scope-OrgID", "Host", "User-Agent"])
    it(`the header ${name}: Prometheus`, function () {
      const promtool = toolOrSkip(this, "promtool");
      const text = `{ remote_write: [{ url: "http://m/push", headers: { ${name}: x } }] }`;
      const store = { name: "m", url: "http://m/push", headers: { [name]: "x" } };
      const taken = found({ metrics: { remoteWrite: [store] } }).problems.length === 0;
      assertTaken(taken, promtool, (file) => ["check", "config", "--syntax-only", file], text);
    });

  for (const url of ["https://wiki/runbooks", "https://wiki/{{alert}}"])
    it(`runbooks at ${url}: Prometheus`, function () {
      const promtool = toolOrSkip(this, "promtool");
      const { problems } = found({ alerting: { runbooks: url } });
      // The schema would not let the other one through.
      const settings = { ...everything, alerting: { ...everything.alerting, runbooks: url } };
      const rules = yaml.stringify({ groups: renderGroups(allRules(settings)["node"] ?? [], links(settings)) });
      assert.ok(rules.includes(url));
      assertTaken(problems.length === 0, promtool, (file) => ["check", "rules", file], rules);
    });
});

describe("what is converted for its consumer", () => {
  it("Alertmanager's retention, for an operator that knows no days", () => {
    const retention = (alerting: object) =>
      at(kubePrometheusStackValues(settingsOf({ alerting })), "alertmanager.alertmanagerSpec.retention");
    assert.equal(retention({ retention: "5d" }), "120h");
    assert.equal(retention({}), "120h");
    assert.equal(retention({ retention: "1h30m" }), "1h30m");
  });

  it("Fluentd's times, of which it reads one unit and no milliseconds", () => {
    const settings = settingsOf({ elastic: { fluentd: { flushInterval: "500ms", requestTimeout: "1m30s" } } });
    const text = Object.values(fluentdConfig(settings, settings.elastic ?? assert.fail())).join("\n");
    assert.match(text, /^\s*flush_interval 0\.5$/m);
    assert.match(text, /^\s*request_timeout 90s$/m);
    assert.doesNotMatch(text, /500ms|1m30s/);
  });

  it("a dollar in a service's name, for the collector", () => {
    const policies = [{ service: "${env:HOME}", percent: 50, latencyMs: 100 }];
    const config = JSON.stringify(tailSampling(settingsOf({ tracing: { tailSampling: { policies } } })));
    assert.equal(config.split("$${env:HOME}").length - 1, config.split("${env:HOME}").length - 1);
    assert.ok(config.includes("$${env:HOME}"));
  });

  it("sizes and bounds in whole numbers, for the collector", () => {
    assert.equal(at(persistent("0.3Gi"), "sending_queue.queue_size"), Math.floor(0.3 * 2 ** 30));
    const settings = settingsOf({ tracing: { spanMetrics: { buckets: ["1ms", "2s300ms", "10s"] } } });
    const bounds = at(spanMetricConnectors(settings), "span_metrics.histogram.explicit.buckets");
    assert.deepEqual(bounds, ["1ms", "2300ms", "10000ms"]);
  });

  it("patterns without a group, for Promtail and Alloy, which replace what a group holds", () => {
    const texts: [string, string][] = [
      ["[(]\\d{4}[)]", "pin (1234)"],
      ["(?-i)secret\\d+", "my secret42"],
      ["\\(\\d+\\)", "pin (1234)"],
      ["(?i:token)-\\d", "TOKEN-1"],
    ];
    for (const [pattern, line] of texts) {
      const [{ expression } = assert.fail()] = redactions(
        settingsOf({ logs: { redact: { patterns: [{ name: "x", pattern }] } } }),
      );
      const matcher = RE2JS.compile(expression).matcher(line);
      assert.ok(matcher.find() && matcher.groupCount() === 1 && matcher.group(1) !== "", pattern);
    }
  });
});
