/** Whether somebody who knows the alert, and nothing else, can follow the diagnosis from its first line to its last. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseYaml } from "yaml";
import { alertsByName } from "../../components/runbooks";
import { everything, PROMTOOL_FILES, promtoolFiles } from "../support/rules";
import { PAGES } from "../support/runbooks";

interface Case {
  alert_rule_test?: { alertname: string; exp_alerts?: { exp_labels: Record<string, string> }[] }[];
}

/** The labels of each alert: those that promtool's cases expect, and those that a rule over logs sums by. */
function alertLabels(): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  const add = (alert: string, labels: readonly string[]): void => {
    all.set(alert, new Set([...(all.get(alert) ?? []), ...labels]));
  };
  for (const file of promtoolFiles()) {
    const { tests } = parseYaml(readFileSync(join(PROMTOOL_FILES, file), "utf8")) as { tests: Case[] };
    for (const { alertname, exp_alerts = [] } of tests.flatMap((test) => test.alert_rule_test ?? []))
      for (const { exp_labels } of exp_alerts) add(alertname, Object.keys(exp_labels));
  }
  for (const [alert, { forms, language }] of alertsByName(everything)) {
    if (language === "promql") continue;
    for (const { expr } of forms) add(alert, (/sum by \(([^)]*)\)/.exec(expr)?.[1] ?? "").split(/,\s*/));
  }
  return all;
}

/** What shows the value of a placeholder, in a line before it. */
const SHOWN_BY: Readonly<Record<string, RegExp>> = {
  address: /target=/,
  claim: /get pvc|describe pvc/,
  container: /describe pod/,
  deployment: /get deployments/,
  device: /get pv/,
  id: /crictl ps|_tasks/,
  job: /get jobs/,
  kind: /scrape_job/,
  uid: /get .*prometheusrules/,
  name: /describe pod|get deployments|scrape_job/,
  namespace: / -A\b|--all-namespaces|clientConfig|"clientConfig|scrape_job/,
  node: /-o wide|get nodes/,
  pod: /get pods|Used By|by \([^)]*\bpod\b/,
  endpoint: /scrape_job/,
  port: /scrapeUrl|target=/,
  service: /clientConfig/,
  set: /get pods/,
  "target-namespace": /namespace: \.labels|get pods -A/,
  "target-pod": /pod: \.labels|get pods -A/,
};

describe("the diagnosis of a runbook", () => {
  const pages = [...PAGES].map(([alert, text]) => {
    const [, diagnosis = ""] = /## Diagnosis\n(.*?)\n## Mitigation/s.exec(text) ?? [];
    const typed = [...diagnosis.matchAll(/```.*?```|`[^`]+`/gs)].map(([code]) => code).join("\n");
    return { alert, lines: typed.split("\n") };
  });
  const labels = alertLabels();

  it("asks for nothing that neither the alert nor a line before has told", () => {
    const untold = pages.flatMap(({ alert, lines }) => {
      return lines.flatMap((line, index) =>
        [...line.matchAll(/<([a-z-]+)>/g)]
          .map(([, name = ""]) => name)
          .filter((name) => labels.get(alert)?.has(name) !== true)
          .filter((name) => {
            const shown = SHOWN_BY[name];
            return shown === undefined || !lines.slice(0, index + 1).some((before) => shown.test(before));
          })
          .map((name) => `${alert}: <${name}>: ${line}`),
      );
    });
    assert.deepEqual(untold, []);
  });

  it("means by <namespace> the alert's, which with alerts about the platform's own programs is the platform's", () => {
    const own =
      /^(Alertmanager|Elastic|Filebeat|Fluentd|Grafana|Jaeger|Kibana|LogShipper|Logstash|Loki|Otel|Prometheus)/;
    const wrong = pages
      .filter(({ alert }) => own.test(alert))
      .flatMap(({ alert, lines }) =>
        lines.filter((line) => line.includes("-n <namespace>")).map((line) => `${alert}: ${line}`),
      );
    assert.deepEqual(wrong, []);
  });

  it("has a command that works as it stands, or with the alert's labels, before any other", () => {
    const late = pages.flatMap(({ alert, lines }) => {
      const first = lines.find((line) => /^(kubectl|curl|amtool) /.test(line)) ?? "";
      const open = [...first.matchAll(/<([a-z-]+)>/g)]
        .map(([, name = ""]) => name)
        .filter((name) => labels.get(alert)?.has(name) !== true);
      return first === "" || open.length > 0 ? [`${alert}: ${first}`] : [];
    });
    assert.deepEqual(late, []);
  });
});
