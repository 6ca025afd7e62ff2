import assert from "node:assert/strict";
import type { Pipeline } from "../../components/logstash/language";
import { deadLetterPipeline, logstashRuby, mainPipeline, RUBY_DIRECTORY } from "../../components/logstash/pipelines";
import { logstashFilter as filter } from "../support/collector-ruby";
import { SECRETS } from "../support/elastic-lines";
import { type Ruby, startRuby } from "../support/ruby";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ elastic: { logstash: {} } });
const elastic = settings.elastic ?? assert.fail();
const logstash = elastic.logstash ?? assert.fail();

const TIME = "2026-11-20T10:00:00.123456789Z";

describe("Logstash's Ruby", () => {
  let ruby: Ruby;
  before(async () => {
    ruby = await startRuby(RUBY_DIRECTORY, logstashRuby(elastic));
  });

  const main = mainPipeline(settings, logstash);
  const run = (pipeline: Pipeline, id: string, cases: Record<string, unknown>[]) => {
    const { path, params } = filter(pipeline, id);
    const events = cases.map((one) => ({ "@timestamp": TIME, ...one }));
    return ruby.logstash(path, params, events);
  };

  it("blacks out every sample", () => {
    const answers = run(
      main,
      "redact",
      SECRETS.map(({ line }) => ({ message: line })),
    );
    assert.deepEqual(
      answers.map(({ message }) => message),
      SECRETS.map(({ kept }) => kept),
    );
  });

  it("names the fields as Fluentd does", () => {
    const [event] = run(main, "name_fields", [
      {
        message: "{…}",
        stream: "stdout",
        kubernetes: {
          namespace: "shop",
          node: { name: "node-1" },
          container: { name: "app" },
          deployment: { name: "web" },
        },
        app: { level: "Err", msg: "paid", trace_id: "t", audit: true, order: 7, http: { status_code: 200 } },
      },
    ]);
    assert.deepEqual(event, {
      "@timestamp": TIME,
      message: "paid",
      kubernetes: {
        namespace: "shop",
        node: { name: "node-1" },
        container: { name: "app" },
        deployment: { name: "web" },
      },
      app: { audit: true, order: 7, http: { status_code: 200 } },
      trace: { id: "t" },
      http: { response: { status_code: 200 } },
      log: { level: "error", iostream: "stdout" },
      service: { name: "web" },
      host: { name: "node-1" },
      orchestrator: { cluster: { name: "test" } },
      event: { created: TIME, dataset: "audit" },
      data_stream: { type: "logs", dataset: "audit", namespace: "default" },
    });
  });

  it("names a user, an event and its outcome as Fluentd does", () => {
    const lines = [
      { user_id: "u-7", user: "ann", event: "UserLogin", outcome: "failure", source_ip: "10.0.0.7" },
      { user: { id: "u-7", name: "ann" }, event: { action: "UserLogin", outcome: "failure" } },
    ];
    const events = run(
      main,
      "name_fields",
      lines.map((app) => ({ message: "{…}", app })),
    );
    for (const { user, event } of events) {
      assert.deepEqual(user, { id: "u-7", name: "ann" });
      assert.deepEqual(event, { action: "UserLogin", outcome: "failure", created: TIME, dataset: "kubernetes" });
    }
    assert.deepEqual(events[0]?.["source"], { ip: "10.0.0.7" });
  });

  it("keeps what is refused as a text, and why", () => {
    const refused = {
      "@timestamp": TIME,
      "@metadata": { dead_letter_queue: { reason: "mapper_parsing_exception" } },
      message: "a",
      service: { name: "web" },
      app: { x: { y: 1 } },
    };
    const [event] = run(deadLetterPipeline(settings), "keep_as_text", [refused]);
    const { event: about, ...rest } = event as { event: { original: string; dataset: string } };
    assert.deepEqual((JSON.parse(about.original) as typeof refused).app, { x: { y: 1 } });
    assert.deepEqual(rest, {
      "@timestamp": TIME,
      message: "not indexed as it was: event.original has it",
      error: { message: "mapper_parsing_exception" },
      kubernetes: { namespace: null, pod: { name: null } },
      service: { name: "web" },
      log: { level: "error" },
      orchestrator: { cluster: { name: "test" } },
      data_stream: { type: "logs", dataset: "deadletter", namespace: "default" },
    });
    assert.equal(about.dataset, "deadletter");
  });
});
