import assert from "node:assert/strict";
import { RE2JS } from "re2js";
import { alloyValues } from "../../components/alloy";
import { alloyConfig } from "../../components/log-pipeline/alloy";
import { LABELS, METADATA, pipeline } from "../../components/log-pipeline/pipeline";
import { promtailRelabelings, promtailStages } from "../../components/log-pipeline/promtail";
import { redactions } from "../../components/log-pipeline/redaction";
import type { Stage } from "../../components/log-pipeline/stage";
import { relabelings } from "../../components/log-pipeline/targets";
import { settingsOf } from "../support/settings";
import { at } from "../support/values";

const DROP = [{ name: "health", namespace: "shop", level: "debug|info", pattern: 'GET "/healthz"' }];
const settings = settingsOf({ logs: { engine: "loki", drop: DROP } });
const kinds = (stages: Stage[]) => stages.map(({ kind }) => kind);

describe("the pipeline of log lines", () => {
  it("puts lines together before it looks at them, and redacts them before they leave", () => {
    const order = kinds(pipeline(settings));
    assert.deepEqual(order.slice(0, 5), ["cri", "replace", "multiline", "replace", "json"]);
    assert.deepEqual(order.slice(-2), ["metadata", "keep"]);
    // What is dropped is not worth redacting.
    assert.ok(order.indexOf("drop") > order.indexOf("labels"));
    assert.ok(order.indexOf("drop") < order.indexOf("match"));
  });

  it("indexes labels of few values, and keeps those of many with the line", () => {
    assert.deepEqual([...LABELS], ["cluster", "namespace", "service", "container", "level", "audit"]);
    const who = ["event", "user_id", "outcome", "source_ip", "request_id", "correlation_id", "duration_ms"];
    const decision = ["model", "version", "inputs", "outcome", "reason", "confidence", "contest"];
    assert.deepEqual(
      [...METADATA],
      ["pod", "node", "trace_id", "span_id", ...who, ...decision.map((name) => `decision_${name}`)],
    );
  });

  it("has only expressions that RE2 takes", () => {
    for (const stage of pipeline(settings).flatMap((one) => (one.kind === "match" ? one.stages : [one]))) {
      const expressions =
        "expression" in stage ? [stage.expression] : stage.kind === "multiline" ? [stage.firstLine] : [];
      for (const expression of expressions) assert.ok(RE2JS.compile(expression), expression);
    }
  });

  it("drops what a rule names, in quotes that hold", () => {
    const drop = pipeline(settings).find(({ kind }) => kind === "drop");
    assert.deepEqual(drop, {
      kind: "drop",
      reason: "health",
      selector: '{cluster="test", namespace=~"shop", level=~"debug|info", audit!="true"} |~ "GET \\"/healthz\\""',
    });
  });

  it("redacts personal data unless the settings say otherwise, and credentials in any case", () => {
    const names = (redact: object) =>
      redactions(settingsOf({ logs: { redact } })).map((one) => /<redacted:(.*)>/.exec(one.replacement)?.[1]);
    assert.ok(names({}).includes("email"));
    const without = names({ personalData: false });
    assert.ok(!without.includes("email") && !without.includes("iban"));
    for (const name of ["secret", "authorization", "jwt", "private-key", "card"])
      assert.ok(without.includes(name), name);
  });

  it("redacts what the groups of a stack's pattern hold, or all of it", () => {
    const patterns = [
      "id-[0-9]+",
      "id-([0-9]+)",
      "id-(?:a|b)",
      "\\(id\\)",
      "(?i)id",
      "id-(?P<n>[0-9])",
      "[(]\\d{4}[)]",
      "(?-i)secret\\d+",
      "\\Q(\\E",
    ].map((pattern, i) => ({ name: `p${i}`, pattern }));
    assert.deepEqual(
      redactions(settingsOf({ logs: { redact: { patterns } } }))
        .slice(0, patterns.length)
        .map(({ expression }) => expression),
      [
        "(id-[0-9]+)",
        "id-([0-9]+)",
        "(id-(?:a|b))",
        "(\\(id\\))",
        "((?i)id)",
        "id-(?P<n>[0-9])",
        "([(]\\d{4}[)])",
        "((?-i)secret\\d+)",
        "(\\Q(\\E)",
      ],
    );
  });
});

describe("the pipeline of Promtail and of Alloy", () => {
  const stages = pipeline(settings);
  const alloy = alloyConfig(settings);

  /** With the steps inside of others. */
  const flat = (all: Record<string, unknown>[]): Record<string, unknown>[] =>
    all.flatMap((stage) => {
      const inner = (stage["match"] as { stages?: Record<string, unknown>[] } | undefined)?.stages ?? [];
      return [stage, ...flat(inner)];
    });

  it("have the same steps", () => {
    const names: Record<string, string> = { structured_metadata: "structured_metadata", labelallow: "label_keep" };
    const promtail = flat(promtailStages(stages)).map((stage) => Object.keys(stage)[0] ?? "");
    const blocks = [...alloy.matchAll(/^\t+stage\.(\w+) \{/gm)].map(([, kind]) => kind);
    assert.deepEqual(
      blocks,
      promtail.map((kind) => names[kind] ?? kind),
    );
  });

  it("have the same expressions, templates and selectors", () => {
    for (const stage of flat(promtailStages(stages))) {
      for (const value of Object.values(Object.values(stage)[0] as object)) {
        if (typeof value === "string") assert.ok(alloy.includes(`= ${JSON.stringify(value)}`), value);
      }
    }
  });

  it("have the same labels of Kubernetes, by the same rules", () => {
    const rules = promtailRelabelings(relabelings(settings));
    assert.equal([...alloy.matchAll(/^\trule \{/gm)].length, rules.length);
    for (const rule of rules) {
      for (const value of Object.values(rule)) {
        const text = Array.isArray(value)
          ? `[${value.map((v) => JSON.stringify(v)).join(", ")}]`
          : JSON.stringify(value);
        assert.ok(alloy.includes(`= ${text}`), text);
      }
    }
  });

  /** A pod's labels as the rules make them, as Prometheus applies them: whole matches, nothing changed without one. */
  function labelsOf(meta: Record<string, string>): Record<string, string> {
    const labels: Record<string, string> = { ...meta };
    for (const { sourceLabels = [], separator = ";", regex = "(.*)", replacement = "$1", targetLabel } of relabelings(
      settings,
    )) {
      const value = sourceLabels.map((label) => labels[label] ?? "").join(separator);
      const match = new RegExp(`^(?:${regex})$`).exec(value);
      if (match !== null) labels[targetLabel] = replacement.replace(/\$1/g, match[1] ?? "");
    }
    return labels;
  }
  const pod = (more: Record<string, string>) =>
    labelsOf(
      Object.fromEntries(
        Object.entries({ namespace: "shop", pod_uid: "uid", pod_container_name: "app", ...more }).map(
          ([key, value]) => [`__meta_kubernetes_${key}`, value],
        ),
      ),
    );
  const controller = (kind: string, name: string) => ({ pod_controller_kind: kind, pod_controller_name: name });

  const SERVICES: [string, Record<string, string>, string][] = [
    [
      "the recommended label",
      { pod_label_app_kubernetes_io_name: "a", pod_label_app: "b", ...controller("ReplicaSet", "c-7d4b9c5f6d") },
      "a",
    ],
    ["the label app", { pod_label_app: "b", ...controller("ReplicaSet", "c-7d4b9c5f6d") }, "b"],
    ["its Deployment", controller("ReplicaSet", "checkout-api-7d4b9c5f6d"), "checkout-api"],
    ["its CronJob", controller("Job", "report-29384750"), "report"],
    ["its Job", controller("Job", "migrate"), "migrate"],
    ["its StatefulSet", controller("StatefulSet", "db"), "db"],
    ["its container, of a static pod", controller("Node", "node-1"), "app"],
    ["its container, of a pod of its own", {}, "app"],
  ];
  for (const [what, meta, service] of SERVICES) {
    it(`know a service by ${what}`, () => assert.equal(pod(meta)["service"], service));
  }

  it("find the files of a pod, and of a static pod", () => {
    assert.equal(pod({})["__path__"], "/var/log/pods/*uid/app/*.log");
    assert.equal(
      pod({ pod_annotation_kubernetes_io_config_hash: "hash" })["__path__"],
      "/var/log/pods/*hash/app/*.log",
    );
  });
});

describe("Alloy", () => {
  it("sends to the engine in use, without an end", () => {
    const config = alloyConfig(settings);
    assert.match(config, /url {17}= "http:\/\/loki\.observability\.svc:3100\/loki\/api\/v1\/push"/);
    assert.match(config, /max_backoff_retries = 0/);
  });

  it("is on every node, remembers what it read, and may only look for pods", () => {
    const values = alloyValues(settings);
    assert.equal(at(values, "controller.type"), "daemonset");
    assert.deepEqual(at(values, "controller.tolerations"), [{ operator: "Exists" }]);
    assert.equal(at(values, "alloy.storagePath"), "/var/lib/alloy");
    const rules = [...(at(values, "rbac.rules") as object[]), ...(at(values, "rbac.clusterRules") as object[])];
    assert.deepEqual(
      [...new Set(rules.map((rule) => JSON.stringify((rule as { resources: unknown }).resources)))],
      ['["pods"]'],
    );
    assert.equal(at(values, "alloy.enableReporting"), false);
    assert.equal(at(values, "crds.create"), false);
  });
});
