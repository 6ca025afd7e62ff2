/** Whether the queries of runbooks find anything, and say what their rules say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseYaml } from "yaml";
import { alertsByName } from "../../components/runbooks";
import { allRules } from "../../rules";
import { everyDashboard, filled, panels, queries } from "../support/dashboards";
import { type PromqlSyntax, promqlParser } from "../support/promql";
import { alertsOf, everything, PROMTOOL_FILES, promtoolFiles } from "../support/rules";
import { OF_NODES, OF_RUNBOOKS, OF_TARGETS } from "../support/runbook-metrics";
import { PAGES } from "../support/runbooks";

interface Query {
  page: string;
  query: string;
}

/** Queries in blocks and in lines, without those that are generated from the rule. */
function queriesOf(language: "promql" | "logql"): Query[] {
  return [...PAGES].flatMap(([page, text]) => {
    const own = text.replace(/## Rule\n.*/s, "");
    const blocks = [...own.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].flatMap(([, block = ""]) =>
      block.trim().split(/\n\n+/),
    );
    const inline = [...own.replace(/```.*?```/gs, "").matchAll(/`([^`]+)`/g)]
      .map(([, code = ""]) => code)
      .filter((code) => /^(topk|sum|rate|max|min|count|increase|ALERTS)\b.*[[{(].*[\])}]$/s.test(code));
    return [...blocks, ...(language === "promql" ? inline : [])].map((query) => ({ page, query }));
  });
}

describe("the queries of runbooks", () => {
  let parse: (expr: string) => PromqlSyntax;
  const labels = new Map<string, Set<string>>();

  const learn = (expr: string): void => {
    const { selectors, groupedBy } = parse(expr);
    for (const { metric, labels: matched } of selectors) {
      const known = labels.get(metric) ?? new Set();
      // A rule that groups two metrics by a label may have it from either.
      for (const label of [...matched, ...(selectors.length === 1 ? groupedBy : [])]) known.add(label);
      labels.set(metric, known);
    }
  };

  before(async () => {
    parse = await promqlParser();
    for (const { rules } of Object.values(allRules(everything)).flat()) {
      for (const rule of rules) {
        learn(rule.expr.trim());
        if ("record" in rule) labels.set(rule.record, new Set(["namespace", "service", ...parse(rule.expr).groupedBy]));
      }
    }
    for (const { dashboard } of everyDashboard()) {
      const expressions = panels(dashboard).flatMap((panel) => queries(panel).map(({ expr }) => expr));
      for (const expr of expressions) if (!expr.includes("|=")) learn(filled(dashboard, expr));
    }
    for (const file of promtoolFiles()) {
      const { tests } = parseYaml(readFileSync(join(PROMTOOL_FILES, file), "utf8")) as {
        tests: { input_series?: { series: string }[] }[];
      };
      for (const { series } of tests.flatMap(({ input_series = [] }) => input_series)) learn(series);
    }
    for (const [metric, own] of OF_RUNBOOKS) labels.set(metric, new Set([...(labels.get(metric) ?? []), ...own]));
    // What starts an alert is in its own labels.
    labels.set("ALERTS", new Set([...(labels.get("ALERTS") ?? []), "alertname", "alertstate", "severity"]));
  });

  it("are on the pages", () => {
    assert.ok(queriesOf("promql").length > 200, String(queriesOf("promql").length));
  });

  it("are of metrics that there are", () => {
    const unknown = queriesOf("promql").flatMap(({ page, query }) =>
      parse(query)
        .selectors.map(({ metric }) => metric)
        .filter((metric) => metric !== "" && !labels.has(metric))
        .map((metric) => `${page}: ${metric}`),
    );
    assert.deepEqual(unknown, []);
  });

  it("ask for labels that these metrics have", () => {
    const has = (metric: string, label: string) =>
      metric === "" ||
      OF_TARGETS.includes(label) ||
      labels.get(metric)?.has(label) === true ||
      (/^(container|kubelet|node)_/.test(metric) && OF_NODES.includes(label));
    const unknown = queriesOf("promql").flatMap(({ page, query }) => {
      const { selectors, groupedBy } = parse(query);
      const matched = selectors.flatMap(({ metric, labels: own }) => own.map((label) => ({ metric, label })));
      const grouped = groupedBy.filter((label) => !selectors.some(({ metric }) => has(metric, label)));
      return [
        ...matched.filter(({ metric, label }) => !has(metric, label)).map(({ metric, label }) => `${metric}{${label}}`),
        ...grouped.map((label) => `by (${label}): ${query}`),
      ].map((what) => `${page}: ${what}`);
    });
    assert.deepEqual(unknown, []);
  });

  it("are of metrics of which none is listed in vain", () => {
    const used = new Set(
      queriesOf("promql").flatMap(({ query }) => parse(query).selectors.map(({ metric }) => metric)),
    );
    assert.deepEqual(
      [...OF_RUNBOOKS.keys()].filter((metric) => !used.has(metric)),
      [],
    );
  });

  it("show the lines that the rules over logs count: what they filter by is the rule's own", () => {
    const filters = (text: string) =>
      [...text.matchAll(/[|!]~ *(`[^`]*`|"(?:[^"\\]|\\.)*")/g)].map(([, one = ""]) => one);
    const alerts = alertsByName(everything);
    const own = (name: string) => (alerts.get(name)?.forms ?? []).flatMap(({ expr }) => filters(expr));
    const allowed = new Map([...alerts.keys()].map((name) => [name, own(name)]));
    // It is about the events of three others.
    const events = ["RootShellOpened", "AuthenticationFailuresHigh", "CredentialInLogs"];
    allowed.set("SecurityEventOpen", events.flatMap(own));
    const wrong = queriesOf("logql").flatMap(({ page, query }) =>
      filters(query)
        .filter((filter) => allowed.get(page)?.includes(filter) !== true)
        .map((filter) => `${page}: ${filter}`),
    );
    assert.deepEqual(wrong, []);
    assert.ok(queriesOf("logql").flatMap(({ query }) => filters(query)).length > 4);
  });

  it("are of rules that are on the page as they are evaluated", () => {
    const squeezed = (text: string) => text.replace(/\s+/g, " ").trim();
    for (const [alert, { forms, language }] of alertsByName(everything)) {
      const [, section = ""] = /## Rule\n(.*)/s.exec(PAGES.get(alert) ?? "") ?? [];
      const shown = [...section.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(
        ([, one = ""]) => one,
      );
      assert.deepEqual(
        shown.map(squeezed),
        forms.map(({ expr }) => squeezed(expr)),
        alert,
      );
    }
    assert.equal(alertsOf(allRules(everything)).length > 100, true);
  });
});
