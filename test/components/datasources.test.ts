import assert from "node:assert/strict";
import * as yaml from "yaml";
import { dataSources, dataSourcesAtStart, dataSourcesLater } from "../../components/datasources";
import type { DataSource } from "../../components/datasources/data-source";
import { laterDataSourcesFile } from "../../components/datasources/later";
import { grafanaValues } from "../../components/kube-prometheus-stack/grafana";
import { prometheusValues } from "../../components/kube-prometheus-stack/prometheus";
import { logqlParser } from "../support/logql";
import { promqlParser } from "../support/promql";
import { settingsOf } from "../support/settings";
import { at } from "../support/values";

const ALL = { logs: { engine: "loki", keep: "loki-stack" }, elastic: {}, tracing: { storage: "memory" } };
const sourcesOf = (sections: Record<string, unknown>) => dataSources(settingsOf(sections));
const source = (uid: string, sections: Record<string, unknown> = ALL): DataSource =>
  sourcesOf(sections).find((candidate) => candidate.uid === uid) ?? assert.fail(uid);
const uids = (sections: Record<string, unknown>) => sourcesOf(sections).map(({ uid }) => uid);

/** A text as Grafana has it once its provisioning has put in what `$` begins, of which there must be nothing but files. */
function provisioned(text: string): string {
  return text
    .split("$$")
    .map((part) => part.replace(/\$__file\{[^}]*\}/g, "a file"))
    .map((part) => (part.includes("$") ? assert.fail(`${text}: provisioning takes the dollar for a variable`) : part))
    .join("$");
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe("Grafana's data sources", () => {
  it("follow from the settings", () => {
    assert.deepEqual(uids({ logs: { engine: "none" }, tracing: { storage: "none" } }), ["prometheus", "alertmanager"]);
    assert.deepEqual(uids({}), ["prometheus", "alertmanager", "loki", "jaeger"]);
    assert.deepEqual(uids(ALL), ["prometheus", "alertmanager", "loki", "loki-previous", "jaeger", "elasticsearch"]);
  });

  it("have names and uids of their own, and exactly one default", () => {
    const all = sourcesOf(ALL);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    assert.equal(new Set(all.map(({ uid }) => uid)).size, all.length);
    assert.deepEqual(
      all.filter(({ isDefault }) => isDefault).map(({ uid }) => uid),
      ["prometheus"],
    );
  });

  it("lead to the engine in use, and to the one that is kept", () => {
    assert.equal(source("loki", {}).url, "http://loki-stack.observability.svc:3100");
    assert.equal(source("loki").url, "http://loki.observability.svc:3100");
    assert.equal(source("loki-previous").url, "http://loki-stack.observability.svc:3100");
    assert.equal(source("jaeger").url, "http://jaeger.observability.svc:16686");
    assert.equal(source("elasticsearch").url, "https://elasticsearch-es-http.observability.svc:9200");
  });

  it("have no dollar that provisioning would take for a variable, and no braces that Helm would", () => {
    for (const text of texts(sourcesOf(ALL))) {
      provisioned(text);
      assert.ok(!text.includes("{{"), text);
    }
    assert.throws(() => provisioned("${__value.raw}"), "and one would be noticed");
  });

  it("lead nowhere that is not there", () => {
    for (const sections of [ALL, {}, { logs: { engine: "none" } }, { tracing: { storage: "none" }, elastic: {} }]) {
      const known = uids(sections);
      const named = [...JSON.stringify(sourcesOf(sections)).matchAll(/"datasourceUid":"([^"]*)"/g)];
      for (const [, uid = ""] of named) assert.ok(known.includes(uid), `${uid} of ${JSON.stringify(sections)}`);
    }
    assert.doesNotMatch(JSON.stringify(sourcesOf({ ...ALL, tracing: { storage: "none" } })), /jaeger/);
  });
});

describe("Elasticsearch as a data source", () => {
  it("has its credentials from files only", () => {
    const { basicAuthUser, secureJsonData } = source("elasticsearch");
    assert.equal(basicAuthUser, "$__file{/etc/secrets/elasticsearch-user/username}");
    assert.deepEqual(secureJsonData, {
      basicAuthPassword: "$__file{/etc/secrets/elasticsearch-user/password}",
      tlsCACert: "$__file{/etc/secrets/elasticsearch-ca/ca.crt}",
    });
  });

  it("finds those files mounted, from Secrets that may come later", () => {
    const mounts = grafanaValues(settingsOf(ALL))["extraSecretMounts"] as Record<string, unknown>[];
    assert.deepEqual(
      mounts.map(({ secretName, mountPath, optional }) => [secretName, mountPath, optional]),
      [
        ["elasticsearch-user-viewer", "/etc/secrets/elasticsearch-user", true],
        ["elasticsearch-es-http-certs-public", "/etc/secrets/elasticsearch-ca", true],
      ],
    );
    assert.deepEqual(grafanaValues(settingsOf())["extraSecretMounts"], []);
    for (const [, path = ""] of JSON.stringify(source("elasticsearch")).matchAll(/__file\{([^}]*)\/[^/}]*\}/g)) {
      assert.ok(
        mounts.some(({ mountPath }) => mountPath === path),
        path,
      );
    }
  });

  it("is not among those that Grafana starts with: it would not start without the files", () => {
    const settings = settingsOf(ALL);
    assert.doesNotMatch(JSON.stringify(dataSourcesAtStart(settings)), /__file/);
    assert.deepEqual(
      dataSourcesLater(settings).map(({ uid }) => uid),
      ["elasticsearch"],
    );
    assert.deepEqual(yaml.parse(laterDataSourcesFile(settings)), {
      apiVersion: 1,
      prune: true,
      datasources: dataSourcesLater(settings),
    });
  });
});

describe("correlation", () => {
  it("leads from a line to its trace, by what is kept with the line and by its text", () => {
    const fields = at({ loki: source("loki") }, "loki.jsonData.derivedFields") as Record<string, string>[];
    assert.deepEqual(
      fields.map(({ matcherType, datasourceUid, url = "" }) => [matcherType, datasourceUid, provisioned(url)]),
      [
        ["label", "jaeger", "${__value.raw}"],
        ["regex", "jaeger", "${__value.raw}"],
      ],
    );
    assert.equal(fields[0]?.["matcherRegex"], "trace_id");
    const pattern = new RegExp(fields[1]?.["matcherRegex"] ?? "");
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const lines = [`{"trace_id":"${id}"}`, `traceId=${id} done`, `{"trace.id": "${id}"}`, `[x] traceID: ${id}`];
    for (const line of lines) assert.equal(pattern.exec(line)?.[1], id, line);
    for (const line of ["trace_id=", 'trace_id="none"', `request_id=${id}`]) assert.equal(pattern.exec(line), null);
  });

  it("leads from a span to its lines, in LogQL", async () => {
    const parse = await logqlParser();
    const link = at({ jaeger: source("jaeger") }, "jaeger.jsonData.tracesToLogsV2") as Record<string, unknown>;
    assert.equal(link["datasourceUid"], "loki");
    assert.deepEqual(link["tags"], [
      { key: "k8s.namespace.name", value: "namespace" },
      { key: "service.name", value: "service" },
    ]);
    const query = provisioned(String(link["query"]));
    assert.equal(query, '{${__tags}} | trace_id="${__trace.traceId}"');
    const filled = query.replace("${__tags}", 'namespace="a", service="b"').replace("${__trace.traceId}", "abc");
    assert.deepEqual(parse(filled).errors, []);
    assert.equal("tracesToLogsV2" in source("jaeger", { logs: { engine: "none" } }).jsonData, false);
  });

  it("leads from a span to the metrics of its kind, in PromQL", async () => {
    const parse = await promqlParser();
    const link = at({ jaeger: source("jaeger") }, "jaeger.jsonData.tracesToMetrics") as {
      datasourceUid: string;
      queries: { query: string }[];
    };
    assert.equal(link.datasourceUid, "prometheus");
    assert.equal(link.queries.length, 3);
    for (const { query } of link.queries) {
      const filled = provisioned(query).replaceAll("$__tags", 'namespace="a", service="b"');
      assert.ok(!filled.includes("$"), filled);
      assert.deepEqual(parse(filled).errors, [], filled);
      assert.match(filled, /traces_span_metrics_(calls_total|duration_seconds_bucket)\{namespace="a"/);
    }
  });

  it("leads from an exemplar to its trace, and Prometheus keeps exemplars and takes the metrics of spans", () => {
    const destinations = at({ p: source("prometheus") }, "p.jsonData.exemplarTraceIdDestinations") as object[];
    assert.deepEqual(destinations[0], { name: "trace_id", datasourceUid: "jaeger", urlDisplayLabel: "Trace" });
    const spec = prometheusValues(settingsOf())["prometheusSpec"] as Record<string, unknown>;
    assert.deepEqual(spec["enableFeatures"], ["exemplar-storage"]);
    assert.deepEqual(spec["exemplars"], { maxSize: 100_000 });
    assert.equal(spec["enableRemoteWriteReceiver"], true);
  });

  it("is away without tracing, and so is what it needs of Prometheus", () => {
    const spec = prometheusValues(settingsOf({ tracing: { storage: "none" } }))["prometheusSpec"] as object;
    for (const key of ["enableFeatures", "exemplars", "enableRemoteWriteReceiver"]) assert.equal(key in spec, false);
  });

  it("leads from a document of Elasticsearch's to its trace", () => {
    const { jsonData } = source("elasticsearch");
    assert.deepEqual([jsonData["logMessageField"], jsonData["logLevelField"]], ["message", "log.level"]);
    const [link] = jsonData["dataLinks"] as Record<string, string>[];
    assert.equal(new RegExp(provisioned(link?.["field"] ?? "")).test("trace.id"), true);
    assert.deepEqual([link?.["datasourceUid"], provisioned(link?.["url"] ?? "")], ["jaeger", "${__value.raw}"]);
  });
});
