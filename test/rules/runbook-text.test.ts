/** Whether what a page says in words is so: its figures, its settings, and the files that it names. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { alertsByName } from "../../components/runbooks";
import { allRules } from "../../rules";
import { ROOT } from "../../scripts/lib/stack";
import { ruled, said } from "../support/quantities";
import { everything } from "../support/rules";
import { PAGES } from "../support/runbooks";

/** Figures that are a setting's of the platform, or of the program itself, and no rule's. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  // How often the plugin `reload` reads the file, by its default.
  CoreDnsReloadFailing: ["half"],
  // components/fluentd: how it waits between attempts.
  FluentdOutputFailing: ["1 second"],
  // `compaction_interval`, by Loki's default.
  LokiCompactorNotRunning: ["10 minutes"],
  // components/otel-collector: the memory limiter.
  OtelCollectorMemoryLimited: ["55 %", "80 %"],
  // components/kube-prometheus-stack/prometheus.ts: the part of a volume that blocks may have, and of the rest.
  PrometheusStorageFilling: ["80 %", "half"],
  // The default of `thresholds.seriesPerPrometheus`.
  PrometheusTooManySeries: ["half"],
  // The default of `apps[].slo[].window`.
  SloBudgetBurning: ["30 days"],
  // The window of `slo:events:rate3d`, which is made of shorter ones.
  SloNotMeasured: ["three days"],
  // The rule's recording counts steps of 5 minutes, and has a rate of a tenth a second.
  ServiceTrafficGone: ["55 minutes", "10 seconds"],
};

/** The sections of the JSON Schema of a stack file, of which only this is looked at. */
interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
}

const SECTIONS = (
  JSON.parse(fs.readFileSync(path.join(ROOT, "docs/settings.schema.json"), "utf8")) as {
    properties: { config: { properties: Record<string, Schema> } };
  }
).properties.config.properties;

/** What a setting's schema has under a name, in one of its forms. */
function under(schema: Schema, name: string): Schema | undefined {
  const forms = [schema, ...(schema.anyOf ?? [])].flatMap((form) => [
    form,
    ...(form.items === undefined ? [] : [form.items]),
  ]);
  return forms.map((form) => form.properties?.[name]).find((found) => found !== undefined);
}

describe("what runbooks say", () => {
  it("has the figures of their rules: times and shares in the first section", () => {
    const recordings = Object.values(allRules(everything))
      .flat()
      .flatMap(({ rules }) => rules)
      .filter((rule) => "record" in rule);
    let figures = 0;
    const wrong = [...alertsByName(everything)].flatMap(([alert, { forms }]) => {
      const [, meaning = ""] = /## Meaning\n(.*?)\n## /s.exec(PAGES.get(alert) ?? "") ?? [];
      const { seconds, percent } = said(meaning.replaceAll("\n", " "));
      figures += seconds.size + percent.size;
      const used = forms.map((form) => ({
        ...form,
        expr: recordings.reduce(
          (expr, { record, expr: own }) => (expr.includes(record) ? `${expr} ${own}` : expr),
          form.expr,
        ),
      }));
      const rule = ruled(used);
      return [
        ...[...seconds].filter(([, value]) => !rule.seconds.has(value)),
        ...[...percent].filter(([, value]) => ![...rule.percent].some((one) => Math.abs(one - value) < 1e-9)),
      ]
        .filter(([text]) => ELSEWHERE[alert]?.includes(text) !== true)
        .map(([text]) => `${alert}: ${text}`);
    });
    assert.deepEqual(wrong, []);
    assert.ok(figures > 150, String(figures));
  });

  it("names settings that there are", () => {
    const names = Object.keys(SECTIONS).map((key) => key.replace(/^\w+:/, ""));
    const named = new RegExp(`(?<![\\w./-])(?:${names.join("|")})\\.[a-zA-Z][\\w.[\\]]*`, "g");
    const found = [...PAGES].flatMap(([page, text]) =>
      [...text.replace(/```.*?```/gs, "").matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) =>
        [...code.matchAll(named)].map(([setting]) => ({ page, setting })),
      ),
    );
    const unknown = found.filter(({ setting }) => {
      const [section = "", ...rest] = setting.replaceAll("[]", "").split(".");
      const top = SECTIONS[`observability:${section}`];
      return rest.reduce<Schema | undefined>((at, name) => at && under(at, name), top) === undefined;
    });
    // Elasticsearch's own.
    assert.deepEqual(
      unknown.filter(({ setting }) => setting !== "cluster.max_shards_per_node"),
      [],
    );
    assert.ok(found.length > 100, String(found.length));
  });

  it("names files of the repository that there are", () => {
    const folders = ["components", "dashboards", "docs", "names", "rules", "scripts", "settings", "stacks", "test"];
    const named = new RegExp(`(?<![\\w./-])(?:${folders.join("|")})/[\\w./-]*[\\w/]`, "g");
    const found = [...PAGES].flatMap(([page, text]) => [...text.matchAll(named)].map(([file]) => ({ page, file })));
    assert.deepEqual(
      found.filter(({ file }) => !fs.existsSync(path.join(ROOT, file))),
      [],
    );
    assert.ok(found.length > 5);
  });

  it("does not promise that `up` puts back what Helm has made: neither it nor a refresh looks at that", () => {
    const made = /\b(DaemonSet|ServiceMonitor|ClusterRole|StatefulSet|Deployment|CronJob)\b/;
    const promises = [...PAGES].flatMap(([page, text]) => {
      const [, list = ""] = /## Mitigation\n(.*?)\n## /s.exec(text) ?? [];
      return list
        .trim()
        .split(/\n(?=- |\d\. )/)
        .filter((item) => made.test(item) && /gone|changed|deleted it/.test(item) && /pulumi (up|refresh)/.test(item))
        .map((item) => `${page}: ${item}`);
    });
    assert.deepEqual(promises, []);
  });
});
