import assert from "node:assert/strict";
import { CONSEQUENCES } from "../../components/alertmanager/consequences";
import { links } from "../../names/links";
import { allRules } from "../../rules";
import { renderGroups } from "../../rules/rule";
import { SEVERITIES } from "../../settings/channels";
import { promqlParser, type Syntax } from "../support/promql";
import { alertsOf, everything, UNRENDERED } from "../support/rules";
import { settingsOf } from "../support/settings";

const groups = allRules(everything);
const alerts = alertsOf(groups);
const names = [...new Set(alerts.map(({ alert }) => alert))].sort();
const stems = Object.keys(groups);
const expressions = Object.values(groups).flatMap((own) => own.flatMap(({ rules }) => rules.map(({ expr }) => expr)));

describe("rules", () => {
  let parse: (expr: string) => Syntax;
  before(async () => {
    parse = await promqlParser();
  });

  it("have names in PascalCase", () => {
    for (const name of names) assert.match(name, /^([A-Z][a-z]+)+$/);
  });

  it("have group names that are unique", () => {
    const all = Object.values(groups).flatMap((own) => own.map(({ name }) => name));
    assert.deepEqual(all, [...new Set(all)]);
  });

  it("have labels from closed sets", () => {
    const teams = settingsOf().alerting.teams;
    for (const { alert, severity, team, component, expr } of alerts) {
      assert.ok([...SEVERITIES, "none"].includes(severity), `${alert}: severity ${severity}`);
      // The team of an application is a label of what its SLOs are recorded with.
      const own = team === "{{ $labels.team }}" && parse(expr).labels.includes("team");
      assert.ok(own || teams.includes(team), `${alert}: team ${team}`);
      assert.ok(stems.includes(component), `${alert}: component ${component}`);
    }
  });

  it("record no team that is none", () => {
    const recorded = Object.values(groups).flatMap((own) =>
      own.flatMap(({ rules }) => rules.flatMap((rule) => ("record" in rule ? (rule.labels?.["team"] ?? []) : []))),
    );
    assert.ok(recorded.length > 0);
    for (const team of recorded) assert.ok(settingsOf().alerting.teams.includes(team), team);
  });

  it("have no severity `none` but those that nobody is to hear", () => {
    assert.deepEqual(
      alerts.filter(({ severity }) => severity === "none").map(({ alert }) => alert),
      ["NodeDownWorkload", "Watchdog"],
    );
  });

  it("are rendered with every label and annotation, on one line", () => {
    for (const [stem, own] of Object.entries(groups)) {
      for (const rule of renderGroups(own, links(everything)).flatMap(({ rules }) => rules)) {
        if ("record" in rule) continue;
        const { labels, annotations, expr } = rule as Record<"labels" | "annotations", Record<string, string>> & {
          expr: string;
        };
        const { alert } = rule as { alert?: string };
        const own = Object.keys(alerts.find((other) => other.alert === alert)?.labels ?? {});
        assert.deepEqual(Object.keys(labels), [...own, "component", "severity", "subject", "team"], stem);
        assert.deepEqual(Object.keys(annotations), ["summary", "description", "runbook_url", "dashboard_url"], stem);
        for (const text of [expr, ...Object.values(labels), ...Object.values(annotations)]) {
          assert.match(text, /^\S(.*\S)?$/, `${stem}: ${text}`);
        }
        for (const text of Object.values(annotations)) assert.doesNotMatch(text, UNRENDERED, stem);
      }
    }
  });

  it("have recordings that are named level:metric:operations", () => {
    for (const [stem, own] of Object.entries(groups)) {
      for (const rule of renderGroups(own, links(everything)).flatMap(({ rules }) => rules)) {
        if (!("record" in rule)) continue;
        assert.match(String(rule["record"]), /^[a-z_]+:[a-z_]+:[a-z0-9_]+$/, stem);
        assert.match(String(rule["expr"]), /^\S(.*\S)?$/, stem);
      }
    }
  });

  it("name in an annotation only labels that their expression leaves", () => {
    const recordings = Object.values(groups).flatMap((own) =>
      own.flatMap(({ rules }) => rules.flatMap((rule) => ("record" in rule ? [rule] : []))),
    );
    for (const { alert, expr: own, summary, description } of alerts) {
      // What is recorded has the labels that its own expression leaves.
      const read = recordings.filter(({ record }) => own.includes(record));
      const expr = [own, ...read.map((rule) => rule.expr)].join(" or ");
      const used = [...`${summary}${description}`.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? "");
      const left = [...parse(expr).labels, ...[...expr.matchAll(/"(\w[\w ]*)"/g)].map(([, text]) => text ?? "")];
      for (const label of used) assert.ok(left.includes(label), `${alert}: $labels.${label}`);
    }
  });

  it("are PromQL", () => {
    for (const expr of expressions) assert.deepEqual(parse(expr).errors, [], expr);
    assert.notDeepEqual(parse("sum by (node (up)").errors, [], "and what is not would be noticed");
  });

  it("match a label by a regular expression only where there is something to choose or to leave open", () => {
    // As pint's promql/regexp says: the other way reads as if there were more, and is slower.
    const idle = (expr: string) => [...expr.matchAll(/\w+\s*[=!]~\s*"([\w /:-]*)"/g)].map(([matcher]) => matcher);
    for (const expr of expressions) assert.deepEqual(idle(expr), [], expr);
    assert.deepEqual(idle('up{phase=~"Running"}'), ['phase=~"Running"'], "and one would be noticed");
  });

  it("do not ask for the label `cluster`, which is added when samples and alerts leave Prometheus", () => {
    for (const expr of expressions) assert.ok(!parse(expr).labels.includes("cluster"), expr);
    assert.deepEqual(parse('up{cluster="a"}').labels, ["cluster"], "and one that does would be noticed");
  });

  it("about what runs on a node have ended when NodeDown lets them be heard: 5 minutes for pods to start, and their own", () => {
    const minutes = (duration = "0m") => Number(/^(\d+)m$/.exec(duration)?.[1] ?? assert.fail(duration));
    const muting = alerts.find(({ alert, severity }) => alert === "NodeDown" && severity === "info") ?? assert.fail();
    const names = CONSEQUENCES.filter(({ cause }) => cause.some(({ value }) => value === "NodeDown")).flatMap(
      ({ effect }) => effect.flatMap(({ value }) => value.split("|")),
    );
    const muted = alerts.filter(({ alert }) => names.includes(alert));
    assert.ok(muted.length >= 4, "some are about pods with their node");
    for (const { alert, keepFiringFor } of muted) {
      assert.ok(5 + minutes(keepFiringFor) <= minutes(muting.keepFiringFor), alert);
    }
  });

  it("are the same each time", () => {
    assert.deepEqual(allRules(everything), groups);
  });
});

describe("thresholds", () => {
  const changed: [string, Record<string, unknown>, string, number, number][] = [
    ["cpuPercent", { thresholds: { cpuPercent: 61 } }, "NodeCpuHigh", 80, 61],
    ["memoryPercent", { thresholds: { memoryPercent: 61 } }, "NodeMemoryHigh", 90, 61],
    ["diskPercent", { thresholds: { diskPercent: 61 } }, "NodeDiskFilling", 85, 61],
    ["diskPercent", { thresholds: { diskPercent: 61 } }, "NodeInodesFilling", 85, 61],
    ["diskPercent", { thresholds: { diskPercent: 61 } }, "PersistentVolumeFilling", 85, 61],
    ["diskPercent", { thresholds: { diskPercent: 61 } }, "PersistentVolumeInodesFilling", 85, 61],
    ["diskPercent", { thresholds: { diskPercent: 61 } }, "NodeDiskWillFill", 70, 46],
    ["diskCriticalPercent", { thresholds: { diskCriticalPercent: 91 } }, "NodeDiskFilling", 95, 91],
    ["diskCriticalPercent", { thresholds: { diskCriticalPercent: 91 } }, "PersistentVolumeFilling", 95, 91],
    ["containerMemoryPercent", { thresholds: { containerMemoryPercent: 61 } }, "ContainerMemoryHigh", 90, 61],
    ["podRestarts", { thresholds: { podRestarts: 7 } }, "PodCrashLooping", 3, 7],
    ["seriesPerPrometheus", { thresholds: { seriesPerPrometheus: 7 } }, "PrometheusTooManySeries", 349_525, 7],
    // Half of 4 GiB, at 3 KiB a series.
    ["memoryLimit", { metrics: { resources: { memoryLimit: "4Gi" } } }, "PrometheusTooManySeries", 349_525, 699_050],
    ["errorRatePercent", { thresholds: { errorRatePercent: 7 } }, "ServiceErrorRateHigh", 1, 7],
    [
      "latencyMs",
      { thresholds: { latencyMs: 700 }, tracing: { tailSampling: { latencyMs: 700 } } },
      "ServiceLatencyHigh",
      500,
      700,
    ],
    ["storage", { metrics: { storage: "30Gi" } }, "PrometheusStorageFilling", 20 * 2 ** 30, 30 * 2 ** 30],
    ["replicas", { alerting: { replicas: 5 } }, "AlertmanagerClusterMembersMissing", 3, 5],
    ["nodes", { elastic: { nodes: [{ name: "a", count: 3 }] } }, "ElasticsearchNodesMissing", 1, 3],
  ];
  const numbers = (sections: Record<string, unknown>, name: string) =>
    alertsOf(allRules(settingsOf({ alerting: { replicas: 3 }, elastic: {}, ...sections })))
      .filter(({ alert }) => alert === name)
      .flatMap(({ expr }) => [...expr.matchAll(/(?<![\w.[])\d+(?![\w.])/g)].map(([number]) => Number(number)));

  for (const [key, sections, alert, before, after] of changed) {
    it(`${key} is where ${alert} fires`, () => {
      assert.ok(numbers({}, alert).includes(before), `${before} by default`);
      assert.ok(numbers(sections, alert).includes(after), `${after} when set`);
      assert.ok(!numbers(sections, alert).includes(before), `no ${before} is left`);
    });
  }
});
