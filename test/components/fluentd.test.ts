import assert from "node:assert/strict";
import { fluentdValues } from "../../components/fluentd";
import { fluentdConfig, fluentdSections } from "../../components/fluentd/config";
import { render, section, type Section } from "../../components/fluentd/language";
import { fluentdSize } from "../../components/fluentd/output";
import { faults, parseFluentd, type Parsed } from "../support/fluentd-syntax";
import { onigmo } from "../support/onigmo";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ elastic: {} });
const elastic = settings.elastic ?? assert.fail();
const files = fluentdConfig(settings, elastic);
const sections = Object.values(files).flatMap(parseFluentd);

/** Every section, at any depth. */
function all(found: readonly Parsed[]): Parsed[] {
  return found.flatMap((one) => [one, ...all(one.sections)]);
}

const label = (name: string) =>
  sections.find((one) => one.name === "label" && one.argument === name) ?? assert.fail(name);
const outputs = all(sections).filter(({ params }) => params["@type"] === "elasticsearch");

describe("Fluentd's configuration", () => {
  it("is read back as it was meant", () => {
    const plain = (one: Section): unknown => ({
      name: one.name,
      argument: one.argument ?? "",
      params: Object.fromEntries(
        Object.entries(one.params).map(([key, value]) => [
          key,
          typeof value === "object" ? ("ruby" in value ? value.ruby : JSON.stringify(value)) : String(value),
        ]),
      ),
      sections: one.sections.map(plain),
    });
    assert.deepEqual(sections, Object.values(fluentdSections(settings, elastic)).flat().map(plain));
  });

  it("has only plugins of the image, with parameters that they have", () => {
    assert.deepEqual(faults(sections), []);
  });

  it("and what has not would be noticed", () => {
    const wrong = parseFluentd(
      "<match **>\n  @type relabel\n  label @A\n</match>\n<filter **>\n  @type grep\n</filter>\n<source>\n  @type tail\n  path a\n  tag b\n</source>",
    );
    assert.deepEqual(faults(wrong), [
      "match relabel: lacks @label",
      "match relabel: has no parameter label",
      "filter grep: is not known",
      "source tail: lacks pos_file",
    ]);
    for (const text of ["<match **>", "</match>", "<match **>\n  a\n</match>", "a 'b", "<a>\n  b 1 # c\n</a>"]) {
      assert.throws(() => parseFluentd(text), text);
    }
  });

  it("replaces every file of the chart: Helm would keep the others", () => {
    assert.deepEqual(Object.keys(files), ["01_sources.conf", "02_filters.conf", "03_dispatch.conf", "04_outputs.conf"]);
  });

  it("has every label that is sent to, once, and sends to every label that it has", () => {
    const there = sections.filter(({ name }) => name === "label").map(({ argument }) => argument);
    const sent = all(sections).flatMap(({ name, params }) => [
      ...(name === "label" ? [] : [params["@label"] ?? params["label"] ?? []].flat()),
      ...[params["timeout_label"] ?? []].flat(),
    ]);
    // Fluentd itself sends to @ERROR.
    assert.deepEqual([...there].sort(), [...new Set([...sent, "@ERROR"])].sort());
  });

  it("has an id for every plugin with metrics, each once", () => {
    const ids = all(sections).flatMap(({ params }) => params["@id"] ?? []);
    assert.deepEqual(ids, [...new Set(ids)]);
    for (const { params } of outputs) assert.match(params["@id"] ?? "", /^elasticsearch_/);
  });

  it("has expressions that Ruby takes", async () => {
    const compile = await onigmo();
    const found = all(sections).flatMap(({ params }) => [params["expression"] ?? [], params["pattern"] ?? []].flat());
    assert.ok(found.length >= 7);
    for (const literal of found) {
      const [, body] = /^\/(.*)\/$/s.exec(literal) ?? assert.fail(literal);
      assert.doesNotThrow(() => compile(body ?? ""), literal);
    }
  });

  it("reads no line of the platform's own", () => {
    const [tail] = sections.filter(({ params }) => params["@type"] === "tail");
    assert.equal(tail?.params["exclude_path"], '["/var/log/containers/*_observability_*.log"]');
  });

  it("loses nothing while Elasticsearch is away", () => {
    assert.equal(outputs.length, 3);
    for (const output of outputs) {
      const buffer = output.sections.find(({ name }) => name === "buffer")?.params ?? assert.fail();
      assert.equal(buffer["@type"], "file");
      assert.match(buffer["path"] ?? "", /^\/var\/lib\/fluentd\/buffer\//);
      assert.equal(buffer["overflow_action"], "block");
      assert.equal(buffer["retry_forever"], "true");
      assert.equal(buffer["retry_max_interval"], "60s");
      assert.equal(output.sections.find(({ name }) => name === "secondary")?.params["@type"], "secondary_file");
      // Being busy would end a batch by default.
      assert.equal(output.params["unrecoverable_error_types"], '["out_of_memory_error"]');
      assert.equal(output.params["verify_es_version_at_startup"], "false");
    }
    const paths = outputs.map(({ sections: [buffer] }) => buffer?.params["path"]);
    assert.equal(new Set(paths).size, 3, "each has a buffer of its own");
  });

  it("only appends, each event under an id that stays with it", () => {
    for (const { params } of outputs) {
      assert.equal(params["write_operation"], "create");
      assert.equal(params["id_key"], "$['event.id']");
      assert.ok(!("remove_keys" in params));
    }
    const ids = all(sections).filter(({ params }) => params["@type"] === "elasticsearch_genid");
    assert.deepEqual(
      ids.map(({ params }) => params["hash_id_key"]),
      ["event.id", "event.id"],
    );
  });

  it("writes audit lines, others, and what is refused apart", () => {
    assert.deepEqual(
      outputs.map(({ params }) => params["index_name"]),
      ["logs-audit-default", "logs-kubernetes-default", "logs-deadletter-default"],
    );
    assert.deepEqual(
      label("@OUTPUT").sections.map(({ argument }) => argument),
      ["logs.audit", "logs.kubernetes"],
    );
    assert.deepEqual(
      label("@REFUSED").sections.map(({ argument }) => argument),
      ["**"],
    );
  });

  it("takes the sizes from the settings", () => {
    const changed = settingsOf({ elastic: { fluentd: { buffer: "10Gi", flushInterval: "1s" } } });
    const text = fluentdConfig(changed, changed.elastic ?? assert.fail())["04_outputs.conf"] ?? "";
    assert.match(text, /total_limit_size 10g\n/);
    assert.match(text, /flush_interval 1s\n/);
    assert.deepEqual(["2Gi", "512Mi", "1.5Gi", "2G"].map(fluentdSize), ["2g", "512m", "1610612736", "2000000000"]);
  });

  it("is one line a value", () => {
    assert.throws(() => render([section("a", { b: "c\nd" })]), /is one line/);
  });
});

describe("Fluentd's values", () => {
  const values = fluentdValues(settings, elastic);

  it("have the Ruby of every filter of ours where Fluentd is told to look for it, and no include takes it", () => {
    const given = Object.keys(values["fileConfigs"] as object);
    const reading = settingsOf({ elastic: {}, security: { sources: { nodes: {} } } });
    const used = Object.values(fluentdConfig(reading, elastic)).flatMap(parseFluentd);
    const types = all(used).flatMap(({ params }) => params["@type"] ?? []);
    const ours = given.flatMap((file) => /^filter_(.*)\.rb$/.exec(file)?.[1] ?? []);
    assert.deepEqual(ours, ["audit_sources", "keep_as_text", "name_fields", "redact"]);
    for (const type of ours) assert.ok(types.includes(type), type);
    assert.deepEqual(
      given.filter((file) => file.endsWith(".conf")),
      Object.keys(files),
    );
    assert.deepEqual(
      (values["env"] as { name: string; value?: string }[]).find(({ name }) => name === "FLUENTD_OPT")?.value,
      "--plugin /etc/fluent/config.d",
    );
  });

  it("take out personal data unless the settings say otherwise", () => {
    const kept = settingsOf({ elastic: { redact: { personalData: false } } });
    const tables = (of: Record<string, unknown>) => (of["fileConfigs"] as Record<string, string>)["parsing.json"] ?? "";
    assert.match(tables(values), /<redacted:email>/);
    assert.doesNotMatch(tables(fluentdValues(kept, kept.elastic ?? assert.fail())), /<redacted:email>/);
  });

  it("have no credential, only where it is", () => {
    assert.deepEqual((values["env"] as object[]).slice(0, 2), [
      {
        name: "ELASTICSEARCH_USERNAME",
        valueFrom: { secretKeyRef: { name: "elasticsearch-user-log-writer", key: "username" } },
      },
      {
        name: "ELASTICSEARCH_PASSWORD",
        valueFrom: { secretKeyRef: { name: "elasticsearch-user-log-writer", key: "password" } },
      },
    ]);
    for (const { params } of outputs) {
      assert.equal(params["user"], "#{ENV['ELASTICSEARCH_USERNAME']}");
      assert.equal(params["password"], "#{ENV['ELASTICSEARCH_PASSWORD']}");
    }
  });

  it("keep positions and buffers on the node, and cannot write to its logs", () => {
    assert.deepEqual(values["volumeMounts"], [
      { name: "varlog", mountPath: "/var/log", readOnly: true },
      { name: "state", mountPath: "/var/lib/fluentd" },
      { name: "elasticsearch-ca", mountPath: "/etc/elasticsearch-ca", readOnly: true },
    ]);
    assert.equal(values["mountVarLogDirectory"], false);
  });

  it("are of a client that Elasticsearch 9 answers", () => assert.equal(values["variant"], "elasticsearch8"));
});
