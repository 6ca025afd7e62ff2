import assert from "node:assert/strict";
import { CONFIG_FOLDER, fluentdRuby } from "../../components/fluentd/config";
import { fluentdParams } from "../support/collector-ruby";
import { SECRETS } from "../support/elastic-lines";
import { type Ruby, startRuby } from "../support/ruby";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ elastic: {} });
const elastic = settings.elastic ?? assert.fail();

const params = (id: string) => fluentdParams(settings, id);

const TIME = "2026-11-20T10:00:00.123456789Z";

const KUBERNETES = {
  namespace_name: "shop",
  pod_name: "web-5d4f8c7b9-abcde",
  pod_id: "u-1",
  container_name: "app",
  container_image: "web:1",
  host: "node-1",
};

describe("Fluentd's Ruby", () => {
  let ruby: Ruby;
  before(async () => {
    ruby = await startRuby(CONFIG_FOLDER, fluentdRuby(elastic));
  });

  const filter = (id: string, cases: Record<string, unknown>[]) => ruby.fluentd(id, params(id), TIME, cases);
  const named = (...cases: Record<string, unknown>[]) =>
    filter(
      "name_fields",
      cases.map((one) => ({ app: {}, ...one })),
    );

  it("blacks out every sample", () => {
    const answers = filter(
      "redact",
      SECRETS.map(({ line }) => ({ message: line })),
    );
    assert.deepEqual(
      answers.map(({ message }) => message),
      SECRETS.map(({ kept }) => kept),
    );
  });

  it("comes to an end with long texts that begin like secrets again and again", () => {
    const beginnings = [
      "eyJ",
      "a.",
      "secret",
      "cookie=",
      "://a:",
      "-----BEGIN ",
      "AA11 ",
      "bearer ",
      "authorization: ",
    ];
    const cases = beginnings.map((text) => ({ message: text.repeat(100_000 / text.length) }));
    assert.equal(filter("redact", cases).length, cases.length);
  });

  it("takes a line that is not the runtime's for a message", () => {
    assert.deepEqual(filter("redact", [{ unmatched_line: "token=abc" }]), [
      { unmatched_line: "token=abc", message: "token=<redacted:secret>" },
    ]);
  });

  it("names the fields of a JSON line, and keeps the others", () => {
    const [event = {}] = named({
      message: "{…}",
      stream: "stderr",
      docker: { container_id: "c-1" },
      kubernetes: { ...KUBERNETES, labels: { app: "x", "app.kubernetes.io/name": "web" } },
      app: {
        timestamp: "2026-11-20T12:00:00.25+02:00",
        level: "WARNING",
        message: "paid",
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
        span_id: "00f067aa0ba902b7",
        user_id: 42,
        order: 7,
        error: { type: "E", message: "m", stack_trace: "s", code: 5 },
        http: { method: "GET", status_code: 200 },
      },
    });
    assert.deepEqual(event, {
      "@timestamp": "2026-11-20T10:00:00.250000000Z",
      message: "paid",
      "log.level": "warn",
      "log.iostream": "stderr",
      "service.name": "web",
      "trace.id": "4bf92f3577b34da6a3ce929d0e0e4736",
      "span.id": "00f067aa0ba902b7",
      "user.id": 42,
      "error.type": "E",
      "error.message": "m",
      "error.stack_trace": "s",
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "event.created": TIME,
      "event.dataset": "kubernetes",
      "data_stream.type": "logs",
      "data_stream.dataset": "kubernetes",
      "data_stream.namespace": "default",
      "orchestrator.type": "kubernetes",
      "orchestrator.cluster.name": "test",
      "container.id": "c-1",
      "container.image.name": "web:1",
      "kubernetes.namespace": "shop",
      "kubernetes.pod.name": "web-5d4f8c7b9-abcde",
      "kubernetes.pod.uid": "u-1",
      "kubernetes.container.name": "app",
      "kubernetes.node.name": "node-1",
      "host.name": "node-1",
      "kubernetes.labels": { app: "x", "app_kubernetes_io/name": "web" },
      app: { order: 7, error: { code: 5 } },
    });
  });

  it("names a user, an event and its outcome, whether written flat, with dots or as objects", () => {
    const events = named(
      { app: { user_id: "u-7", user: "ann", event: "UserLogin", outcome: "failure", source_ip: "10.0.0.7" } },
      { app: { "user.id": "u-7", "user.name": "ann", "event.action": "UserLogin", "event.outcome": "failure" } },
      { app: { user: { id: "u-7", name: "ann", team: 1 }, event: { action: "UserLogin", outcome: "failure" } } },
    );
    for (const event of events) {
      const { "user.id": id, "user.name": name, "event.action": action, "event.outcome": outcome } = event;
      assert.deepEqual([id, name, action, outcome], ["u-7", "ann", "UserLogin", "failure"]);
    }
    assert.deepEqual(
      events.map((event) => event["app"]),
      [undefined, undefined, { user: { team: 1 } }],
    );
    assert.equal(events[0]?.["source.ip"], "10.0.0.7");
  });

  it("finds what is two objects deep", () => {
    const [event] = named({ app: { http: { request: { method: "PUT" }, response: { status_code: 409 } } } });
    assert.deepEqual([event?.["http.request.method"], event?.["http.response.status_code"]], ["PUT", 409]);
  });

  it("leaves a text as it is", () => {
    const [event = {}] = named({ message: "hello", stream: "stdout" });
    assert.equal(event["message"], "hello");
    assert.equal(event["log.level"], "unknown");
    assert.equal(event["@timestamp"], TIME);
    assert.ok(!("app" in event));
  });

  it("does not believe a time that is none, or a day off", () => {
    const times = ["yesterday", "2026-11-18T10:00:00Z", 1763632800, null].map((timestamp) => ({ app: { timestamp } }));
    for (const event of named(...times)) assert.equal(event["@timestamp"], TIME);
  });

  it("normalises levels", () => {
    const levels = ["WARNING", "Err", "notice", 30, 60, "I", "verbose", "loud", { a: 1 }];
    assert.deepEqual(
      named(...levels.map((level) => ({ app: { level } }))).map((event) => event["log.level"]),
      ["warn", "error", "info", "info", "fatal", "info", "trace", "unknown", "unknown"],
    );
  });

  it("knows the service by label, controller or container", () => {
    const owner = (kind: string, name: string) => ({ ownerrefs: [{ kind, name }] });
    const cases = [
      { labels: { app: "b", "app.kubernetes.io/name": "a" } },
      { labels: { app: "b" }, ...owner("ReplicaSet", "c-5d4f8c7b9") },
      owner("ReplicaSet", "c-5d4f8c7b9"),
      owner("StatefulSet", "d"),
      owner("Job", "e-29000000"),
      owner("Node", "node-1"),
      {},
    ];
    assert.deepEqual(
      named(...cases.map((one) => ({ kubernetes: { ...KUBERNETES, ...one } }))).map((event) => event["service.name"]),
      ["a", "b", "c", "d", "e", "app", "app"],
    );
  });

  it("sorts out what is marked as audit, and only that", () => {
    const marks = [true, "true", false, "yes", 1, undefined].map((audit) => ({ app: { audit } }));
    assert.deepEqual(
      named(...marks).map((event) => event["data_stream.dataset"]),
      ["audit", "audit", "kubernetes", "kubernetes", "kubernetes", "kubernetes"],
    );
  });

  it("makes a text of a map where the schema has one value", () => {
    const [event = {}] = named({ app: { logger: { a: 1 }, error: "text" } });
    assert.equal(event["log.logger"], '{"a":1}');
    assert.deepEqual(event["app"], { error: "text" });
  });

  it("leaves a map alone that may have fields of the schema and has none", () => {
    const [event = {}] = named({ app: { event: { a: 1 }, user: { b: 2 } } });
    assert.deepEqual([event["event.action"], event["user.name"]], [undefined, undefined]);
    assert.deepEqual(event["app"], { event: { a: 1 }, user: { b: 2 } });
  });

  it("keeps what is refused as a text", () => {
    const record = { message: "a", "service.name": "web", app: { x: { y: 1 } } };
    const [event = {}] = filter("keep_as_text", [record]);
    assert.deepEqual(JSON.parse(String(event["event.original"])), record);
    assert.equal(event["service.name"], "web");
  });
});
