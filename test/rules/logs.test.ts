import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { links } from "../../names/links";
import { allRules } from "../../rules";
import { allLogRules } from "../../rules/log-rules";
import { renderGroups } from "../../rules/rule";
import { EVENTS, OPEN_FOR } from "../../rules/loki/security";
import { SEVERITIES } from "../../settings/channels";
import { logqlParser } from "../support/logql";
import { type LOW, logRuleCases, lowAlerts as alerts, lowGroups as groups } from "../support/log-rule-cases";
import { alertsOf, everything, RUNBOOKS, UNRENDERED } from "../support/rules";
import { settingsOf } from "../support/settings";

const names = [...new Set(alerts.map(({ alert }) => alert))].sort();

describe("rules over logs", () => {
  it("have names in PascalCase, of their own", () => {
    for (const name of names) assert.match(name, /^([A-Z][a-z]+)+$/);
    const others = alertsOf(allRules(everything)).map(({ alert }) => alert);
    assert.deepEqual(
      names.filter((name) => others.includes(name)),
      [],
    );
    const groupNames = [...Object.values(groups), ...Object.values(allRules(everything))]
      .flat()
      .map(({ name }) => name);
    assert.deepEqual(groupNames, [...new Set(groupNames)]);
  });

  it("have labels from closed sets", () => {
    const { teams } = settingsOf().alerting;
    for (const { alert, severity, team, component } of alerts) {
      assert.ok((SEVERITIES as readonly string[]).includes(severity), alert);
      assert.ok(teams.includes(team), alert);
      assert.equal(component, "logs", alert);
    }
  });

  it("are rendered with every label and annotation, on one line", () => {
    for (const rule of Object.values(groups).flatMap((own) => renderGroups(own, links(everything)))) {
      for (const { expr, labels, annotations } of rule.rules as {
        expr: string;
        labels: Record<string, string>;
        annotations: Record<string, string>;
      }[]) {
        assert.deepEqual(Object.keys(labels), ["component", "severity", "subject", "team"]);
        assert.deepEqual(Object.keys(annotations), ["summary", "description", "runbook_url", "dashboard_url"]);
        for (const text of [expr, ...Object.values(annotations)]) assert.match(text, /^\S(.*\S)?$/);
        for (const text of Object.values(annotations)) assert.doesNotMatch(text, UNRENDERED);
      }
    }
  });

  it("are LogQL", async () => {
    const parse = await logqlParser();
    for (const { expr } of alerts) assert.deepEqual(parse(expr).errors, [], expr);
    assert.notDeepEqual(parse('sum(rate({a="b"} |= [5m]))').errors, [], "and what is not would be noticed");
  });

  it("name in an annotation only labels that their expression leaves", async () => {
    const parse = await logqlParser();
    for (const { alert, expr, summary, description } of alerts) {
      const used = [...`${summary}${description}`.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? "");
      const left = parse(expr).labels;
      for (const label of used) assert.ok(left.includes(label), `${alert}: $labels.${label}`);
    }
  });

  it("hold by their range alone: Loki's ruler drops keep_firing_for", () => {
    const rendered = Object.values(groups).flatMap((own) => renderGroups(own, links(everything)));
    for (const rule of rendered.flatMap(({ rules }) => rules))
      assert.ok(!("keep_firing_for" in rule), String(rule["alert"]));
  });

  it("of security are each alone in a group, which Prometheus remembers for as long as the runbook says", () => {
    const own = Object.values(groups).flat();
    const security = own.filter(({ rules }) =>
      alertsOf({ group: [{ name: "", rules }] }).some((a) => a.team === "security"),
    );
    assert.deepEqual(
      security.map(({ name, rules }) => [name, rules.map((rule) => ("alert" in rule ? rule.alert : ""))]),
      EVENTS.map(({ group, event }) => [group, [event]]),
    );
    for (const { event, severity } of EVENTS) {
      const told = alerts.find(({ alert }) => alert === event)?.severity;
      // What is critical has paged by then, and wakes nobody again.
      assert.equal(severity, told === "critical" ? "high" : told);
    }
    const page = readFileSync(join(RUNBOOKS, "SecurityEventOpen.md"), "utf8");
    assert.match(
      page,
      new RegExp(`amtool .* silence add alertname=SecurityEventOpen event=<event> --duration=${OPEN_FOR} `),
    );
  });

  it("are away without an engine, and so are the rules about it", () => {
    const none = settingsOf({ logs: { engine: "none" } });
    assert.deepEqual(allLogRules(none), {});
    assert.equal("loki" in allRules(none), false);
    assert.equal("loki" in allRules(settingsOf()), true);
  });

  const changed: [keyof typeof LOW, string, number, string, string][] = [
    ["logErrorPercent", "LogErrorRateHigh", 33, "0.2", "0.33"],
    ["logErrors", "LogErrorRateHigh", 77, "50", "77"],
    ["logLinesPerSecond", "LogVolumeHigh", 77, "1000", "77"],
    ["authenticationFailures", "AuthenticationFailuresHigh", 77, "30", "77"],
  ];
  for (const [key, alert, value, before, after] of changed) {
    it(`${key} is where ${alert} fires`, () => {
      const limits = (thresholds: object) =>
        alertsOf(allLogRules(settingsOf({ thresholds })))
          .filter((candidate) => candidate.alert === alert)
          .flatMap(({ expr }) => [...expr.matchAll(/> ([\d.]+)/g)].map(([, limit]) => limit));
      assert.ok(limits({}).includes(before), `${before} by default`);
      assert.ok(limits({ [key]: value }).includes(after), `${after} when set`);
      assert.ok(!limits({ [key]: value }).includes(before), `no ${before} is left`);
    });
  }
});

describe("cases of the rules over logs", () => {
  it("are there for every alert, one in which it fires and one in which it does not, and for no other", () => {
    const found = logRuleCases.map(({ name, returns }) => {
      const [, alert = name, verb = ""] = /^(\w+) (fires|does not fire) when ./.exec(name) ?? [];
      assert.equal(returns.length > 0, verb === "fires", name);
      return `${alert} ${verb}`;
    });
    const expected = names.flatMap((name) => [`${name} does not fire`, `${name} fires`]);
    assert.deepEqual([...new Set(found)].sort(), expected);
  });
});
