import assert from "node:assert/strict";
import type { Pipeline, Statement } from "../../components/logstash/language";
import { deadLetterPipeline, mainPipeline } from "../../components/logstash/pipelines";
import { SECRETS } from "../support/elastic-lines";
import { ruby, rubyOrSkip } from "../support/ruby";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ elastic: { logstash: {} } });
const logstash = settings.elastic?.logstash ?? assert.fail();

const plugins = (statements: readonly Statement[]): Extract<Statement, { plugin: string }>[] =>
  statements.flatMap((one) => ("plugin" in one ? [one] : [...plugins(one.then), ...plugins(one.otherwise ?? [])]));

function code({ filter }: Pipeline, id: string): string {
  const given = plugins(filter).find(({ options }) => options["id"] === id)?.options["code"];
  return typeof given === "string" ? given : assert.fail(id);
}

const TIME = "2026-11-20T10:00:00.123456789Z";

describe("Logstash's Ruby", () => {
  beforeEach(function () {
    if (this.currentTest) rubyOrSkip(this);
  });

  const main = mainPipeline(settings, logstash);

  it("blacks out every sample", () => {
    const answers = ruby({ code: code(main, "redact"), cases: SECRETS.map(({ line }) => ({ message: line })) });
    assert.deepEqual(
      answers.map(({ message }) => message),
      SECRETS.map(({ kept }) => kept),
    );
  });

  it("names the fields as Fluentd does", () => {
    const [event] = ruby({
      code: code(main, "name_fields"),
      cases: [
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
      ],
    });
    assert.deepEqual(event, {
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
      event: { dataset: "audit" },
      data_stream: { type: "logs", dataset: "audit", namespace: "default" },
    });
  });

  it("names a user, an event and its outcome as Fluentd does", () => {
    const lines = [
      { user_id: "u-7", user: "ann", event: "UserLogin", outcome: "failure", source_ip: "10.0.0.7" },
      { user: { id: "u-7", name: "ann" }, event: { action: "UserLogin", outcome: "failure" } },
    ];
    const events = ruby({ code: code(main, "name_fields"), cases: lines.map((app) => ({ message: "{…}", app })) });
    for (const { user, event } of events) {
      assert.deepEqual(user, { id: "u-7", name: "ann" });
      assert.deepEqual(event, { action: "UserLogin", outcome: "failure", dataset: "kubernetes" });
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
    const [event] = ruby({ code: code(deadLetterPipeline(settings), "keep_as_text"), cases: [refused] });
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
