import assert from "node:assert/strict";
import { FILEBEAT_RULES, filebeatConfig, filebeatSpec } from "../../components/filebeat";
import { LOGSTASH_INGRESS, logstashSpec, volumeSize } from "../../components/logstash";
import { plugin, render } from "../../components/logstash/language";
import { deadLetterPipeline, logstashRuby, mainPipeline } from "../../components/logstash/pipelines";
import { LINES } from "../support/elastic-lines";
import { faults, parseLogstash } from "../support/logstash-syntax";
import { captures, onigmo } from "../support/onigmo";
import { settingsOf } from "../support/settings";

function of(own: Record<string, unknown> = {}) {
  const settings = settingsOf({ elastic: { shipper: "filebeat", logstash: own } });
  const elastic = settings.elastic ?? assert.fail();
  return { settings, elastic, logstash: elastic.logstash ?? assert.fail() };
}

const main = (own?: Record<string, unknown>) => {
  const { settings, logstash } = of(own);
  return parseLogstash(render(mainPipeline(settings, logstash)));
};
const named = (parsed: ReturnType<typeof parseLogstash>, id: string) =>
  parsed.find(({ options }) => options["id"] === id)?.options ?? assert.fail(id);

interface Spec {
  pipelines: Record<string, unknown>[];
  podTemplate: { spec: { containers: Record<string, unknown>[] } };
  volumeClaimTemplates: { spec: { resources: unknown } }[];
}

describe("Logstash's pipelines", () => {
  it("are in its language, with plugins and options that there are", () => {
    const { settings } = of();
    const everything = main({ geoip: true, tlsSecret: "tls" });
    for (const parsed of [main(), everything, parseLogstash(render(deadLetterPipeline(settings)))]) {
      assert.deepEqual(faults(parsed), []);
    }
  });

  it("and what is not would be noticed", () => {
    assert.deepEqual(faults(parseLogstash("input { beats { prt => 1 } }\nfilter { grk { } }")), [
      "input beats: has no option prt",
      "filter grk: is not known",
    ]);
    for (const text of ["input { beats { port => } }", "filter {", 'filter { date { match => ["a" "b"] } }', "x { }"]) {
      assert.throws(() => parseLogstash(text), text);
    }
  });

  it("have the forms of lines that Fluentd has, by grok's own expressions (run by a translation, not by grok)", async () => {
    const compile = await onigmo();
    const { message } = named(main(), "take_apart")["match"] as { message: string[] };
    for (const { line, groups } of LINES) {
      const taken = message.map(compile).find((regexp) => regexp.test(line));
      assert.deepEqual(taken && captures(taken, line), groups, line);
    }
  });

  it("take JSON for JSON, with white space before it too, and nothing else", async () => {
    const { settings, logstash } = of();
    const found = mainPipeline(settings, logstash).filter.find(
      (one) => "condition" in one && one.condition.includes("=~"),
    );
    const [, expression = assert.fail()] =
      /=~ "(.*)"$/.exec(found && "condition" in found ? found.condition : "") ?? [];
    const regexp = (await onigmo())(expression);
    const lines = ['{"audit":true}', ' \t{"audit":true}', "text", 'text\n{"audit":true}', "at {"];
    assert.deepEqual(
      lines.map((line) => regexp.test(line)),
      [true, true, false, false, false],
    );
  });

  it("have no credential, only the names of environment variables", () => {
    const options = named(main(), "elasticsearch");
    assert.equal(options["user"], "${ELASTICSEARCH_USERNAME}");
    assert.equal(options["password"], "${ELASTICSEARCH_PASSWORD}");
  });

  it("write into data streams alone, by which audit lines are kept apart, and everything has an end", () => {
    const options = named(main(), "elasticsearch");
    assert.equal(options["data_stream"], "true");
    assert.ok(!("index" in options));
    assert.throws(() => of({ index: "daily" }), /index/);
  });

  it("ask for places, and speak TLS, only if told to", () => {
    assert.ok(!main().some((one) => one.plugin === "geoip"));
    assert.ok(main({ geoip: true }).some((one) => one.plugin === "geoip"));
    assert.ok(!("ssl_enabled" in named(main(), "filebeat")));
    assert.equal(named(main({ tlsSecret: "tls" }), "filebeat")["ssl_key"], "/etc/logstash-tls/tls.key");
  });

  it("are refused where a text cannot be written", () => {
    const pipeline = (code: string) => ({ input: [], filter: [plugin("ruby", { code })], output: [] });
    assert.throws(() => render(pipeline(`"'`)), /both quotes/);
    assert.throws(() => render(pipeline("a\nb")), /one line/);
  });
});

describe("Logstash's resource", () => {
  const { settings, elastic, logstash } = of({ queue: "8Gi", deadLetters: "2Gi", replicas: 2, heap: "512Mi" });
  const spec = logstashSpec(settings, elastic, logstash) as unknown as Spec;

  it("keeps a queue and dead letters on a volume that holds both", () => {
    const [first] = spec.pipelines;
    assert.equal(first?.["queue.type"], "persisted");
    assert.equal(first["queue.max_bytes"], "8192mb");
    assert.equal(first["dead_letter_queue.max_bytes"], "2048mb");
    assert.equal(volumeSize(logstash), "12Gi");
    assert.deepEqual(spec.volumeClaimTemplates[0]?.spec.resources, { requests: { storage: "12Gi" } });
  });

  it("has a heap, and a name and password from the Secret", () => {
    assert.deepEqual(
      (spec.podTemplate.spec.containers[0]?.["env"] as { name: string }[]).map(({ name }) => name),
      ["ELASTICSEARCH_USERNAME", "ELASTICSEARCH_PASSWORD", "LS_JAVA_OPTS"],
    );
    assert.match(JSON.stringify(spec), /-Xms512m -Xmx512m/);
  });

  it("has its Ruby mounted where the pipelines look for it, and new pods when that changes", () => {
    const files = logstashRuby(elastic);
    const plugins = spec.pipelines.flatMap((one) => parseLogstash(one["config.string"] as string));
    const scripts = plugins.flatMap(({ options }) => {
      const path = options["path"];
      return typeof path === "string" ? (/^\/etc\/logstash-ruby\/(.*)$/.exec(path)?.[1] ?? []) : [];
    });
    assert.deepEqual(scripts, ["redact.rb", "name_fields.rb", "keep_as_text.rb"]);
    for (const script of scripts) assert.ok(script in files, script);
    const { volumeMounts } = spec.podTemplate.spec.containers[0] ?? assert.fail();
    assert.deepEqual(volumeMounts, [{ name: "ruby", mountPath: "/etc/logstash-ruby", readOnly: true }]);
    const annotations = (own: Record<string, unknown>) => {
      const changed = settingsOf({ elastic: { shipper: "filebeat", logstash: {}, ...own } });
      const section = changed.elastic ?? assert.fail();
      const { podTemplate } = logstashSpec(changed, section, section.logstash ?? assert.fail()) as {
        podTemplate: { metadata: unknown };
      };
      return podTemplate.metadata;
    };
    assert.deepEqual(annotations({}), annotations({}));
    assert.notDeepEqual(annotations({}), annotations({ redact: { personalData: false } }));
  });

  it("hears Filebeat's pods only", () => {
    assert.deepEqual(LOGSTASH_INGRESS.ingress[0], {
      from: [{ podSelector: { matchLabels: { "beat.k8s.elastic.co/name": "filebeat" } } }],
      ports: [{ port: 5044, protocol: "TCP" }],
    });
  });
});

describe("Filebeat", () => {
  it("reads every container's lines but the platform's own, and hands them to Logstash", () => {
    const { settings, elastic } = of();
    const config = filebeatConfig(settings, elastic) as {
      "filebeat.inputs": Record<string, unknown>[];
      "output.logstash": Record<string, unknown>;
    };
    assert.deepEqual(config["filebeat.inputs"][0]?.["prospector.scanner.exclude_files"], ["_observability_"]);
    assert.deepEqual(config["output.logstash"]["hosts"], ["logstash-ls-beats.observability.svc:5044"]);
  });

  it("trusts the authority of the Secret where there is one", () => {
    const { settings, elastic } = of({ tlsSecret: "tls" });
    assert.deepEqual(
      (filebeatConfig(settings, elastic)["output.logstash"] as object)["ssl.certificate_authorities" as never],
      ["/etc/logstash-ca/ca.crt"],
    );
    assert.match(JSON.stringify(filebeatSpec(settings, elastic)), /"secretName":"tls"/);
    const plain = of();
    assert.doesNotMatch(JSON.stringify(filebeatSpec(plain.settings, plain.elastic)), /secretName/);
  });

  it("may only read", () => {
    for (const { verbs } of FILEBEAT_RULES) assert.deepEqual(verbs, ["get", "list", "watch"]);
  });
});
