/** Requests, jobs and calls: what each leaves in metrics, lines and spans, and how they find each other. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Called } from "../src/stand-ins/payments.js";
import { metric, PASSWORD, type Running, running, until } from "./support/running.js";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = {
  traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
  baggage: "app.tenant=north,secret.plan=x",
  "x-correlation-id": "order-4711",
};

describe("a request", () => {
  let app: Running;
  const paid: Called[] = [];

  before(async () => {
    app = await running({}, { paid: (call) => paid.push(call) });
  });
  after(() => app.stop());

  const page = async () => (await app.ask("/metrics")).text;

  it("is one trace with its job and its call, and one correlation id in all lines", async () => {
    const answer = await app.ask("/orders", { body: { item: "lamp" }, headers: CALLER });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get("x-correlation-id"), "order-4711");
    await until(() => app.lines("job done").length === 1);

    const spans = app.spans().filter((span) => span.spanContext().traceId === TRACE);
    const byName = Object.fromEntries(spans.map((span) => [span.name, span]));
    const parents = (name: string) =>
      spans.find((span) => span.spanContext().spanId === byName[name]?.parentSpanContext?.spanId)?.name;
    assert.equal(byName["POST /orders"]?.parentSpanContext?.spanId, "00f067aa0ba902b7");
    assert.deepEqual(["place order", "POST /payments", "INSERT orders", "send mails", "process mails"].map(parents), [
      "POST /orders",
      "place order",
      "place order",
      "place order",
      "send mails",
    ]);
    // Baggage that is known goes on; anything else ends at the door.
    for (const span of spans) assert.equal(span.attributes["app.tenant"], "north", span.name);
    const [call] = paid;
    assert.match(String(call?.headers["traceparent"]), new RegExp(TRACE));
    assert.match(String(call?.headers["baggage"]), /app\.tenant=north/);
    assert.doesNotMatch(String(call?.headers["baggage"]), /secret/);
    assert.equal(call?.headers["x-correlation-id"], "order-4711");
    for (const message of ["order placed", "job done", "request answered"]) {
      const [line] = app.lines(message);
      assert.deepEqual([line?.["trace_id"], line?.["correlation_id"]], [TRACE, "order-4711"], message);
    }
  });

  it("is measured by its route, with its trace as exemplar", async () => {
    await app.ask("/orders/7f2c1b1e-0000-4000-8000-000000000000", { headers: CALLER });
    const text = await until(async () => {
      const now = await page();
      return metric(now, "http_server_request_duration_seconds_count", { http_route: "/orders/{id}" }) === 1 && now;
    });
    assert.match(
      text,
      new RegExp(
        `http_route="/orders/{id}",http_response_status_code="404"} 1 # {trace_id="${TRACE}",span_id="[0-9a-f]{16}"}`,
      ),
    );
    assert.match(text, /# EOF\n$/);
  });

  it("counts what the application is for", async () => {
    const before = await page();
    await app.ask("/orders", { body: { item: "chair", quantity: 2, currency: "USD" } });
    await app.ask("/orders", { body: { item: "chair", quantity: 30 } });
    await app.ask("/orders", { body: { item: "chair", quantity: 100 } });
    await app.ask("/search?q=la");
    const now = await page();
    const grown = (name: string, labels = {}) => (metric(now, name, labels) ?? 0) - (metric(before, name, labels) ?? 0);
    assert.deepEqual(
      [
        grown("business_transactions_total"),
        grown("business_revenue_total", { currency: "USD" }),
        grown("business_revenue_total", { currency: "EUR" }),
        grown("business_errors_total", { reason: "payment_refused" }),
        grown("business_errors_total", { reason: "refused_by_rule" }),
        grown("business_feature_uses_total", { feature: "search" }),
        grown("business_visits_total"),
      ],
      [1, 240, 0, 1, 1, 1, 1],
    );
  });

  it("of a user who has logged in names the user, and no request but theirs", async () => {
    const { json } = await app.ask("/login", { body: { user: "ada", password: PASSWORD } });
    const authorization = `Bearer ${String(json["token"])}`;
    await app.ask("/orders", { body: { item: "book" }, headers: { authorization, "x-correlation-id": "ada-1" } });
    await app.ask("/orders", { headers: { "x-correlation-id": "nobody-1" } });
    const user = (id: string) =>
      app.lines("request answered").find((line) => line["correlation_id"] === id)?.["user_id"];
    await until(() => app.lines("request answered").some((line) => line["correlation_id"] === "nobody-1"));
    assert.deepEqual([user("ada-1"), user("nobody-1")], ["u-1", undefined]);
    const orders = app.spans().filter(({ attributes }) => attributes["user.id"] === "u-1");
    assert.ok(orders.some(({ name }) => name === "INSERT orders"));
    assert.equal(metric(await page(), "business_active_users"), 1);
  });

  it("audits logins and what a rule has decided", async () => {
    await app.ask("/login", { body: { user: "ada", password: "wrong" } });
    await app.ask("/login", { body: { user: "mallory", password: "wrong" } });
    const audited = app.lines().filter((line) => line["audit"] === true);
    const of = (event: string) => audited.filter((line) => line["event"] === event);
    assert.deepEqual(
      of("UserLogin").map((line) => [line["user_id"], line["outcome"], line["source_ip"]]),
      [["u-1", "success", "127.0.0.1"]],
    );
    assert.deepEqual(
      of("UserLoginFailed").map((line) => line["user_id"]),
      ["u-1", "unknown"],
    );
    assert.deepEqual(
      of("AutomatedDecision").map((line) => line["decision.outcome"]),
      ["accepted", "refused"],
    );
  });

  it("that fails is recorded where it failed, and tells its caller nothing but an id", async () => {
    const answer = await app.ask("/orders?fail=1", { headers: { "x-correlation-id": "fails-1" } });
    assert.deepEqual(
      [answer.status, answer.json],
      [500, { error: "something went wrong here", correlation_id: "fails-1" }],
    );
    const [line] = app.lines("request failed");
    const error = line?.["error"] as Record<string, string>;
    assert.deepEqual(
      [line?.["level"], error["type"], error["message"]],
      ["error", "DrillError", "the request was asked to fail"],
    );
    assert.match(error["stack_trace"] ?? "", /^DrillError: .*\n {4}at /);
    const span = await until(() => app.spans().find(({ attributes }) => attributes["correlation.id"] === "fails-1"));
    assert.deepEqual(
      [span.status.code, span.attributes["error.type"], span.events[0]?.name],
      [2, "DrillError", "exception"],
    );
  });

  it("tries a job that fails three times, and then gives it up", async () => {
    await app.ask("/orders?failJob=1", { body: { item: "book" } });
    await until(() => app.lines("job given up").length === 1);
    const now = await until(async () => {
      const text = await page();
      return metric(text, "worker_dead_letters", { queue: "mails" }) === 1 && text;
    });
    assert.equal(metric(now, "worker_jobs_failed_total", { queue: "mails" }), 3);
    assert.deepEqual(
      app.lines("job failed").map((line) => line["level"]),
      ["warn", "warn"],
    );
  });

  it("writes nothing that is not in the format of logs", () => {
    const schema = JSON.parse(
      readFileSync(new URL("../../../docs/log-format.schema.json", import.meta.url), "utf8"),
    ) as object;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const lines = app.lines();
    assert.ok(lines.length > 20);
    for (const line of lines) {
      const { error, ...rest } = line;
      const flat = Object.entries(error ?? {}).map(([name, value]) => [`error.${name}`, value] as const);
      assert.ok(
        validate({ ...rest, ...Object.fromEntries(flat) }),
        `${JSON.stringify(line)}: ${JSON.stringify(validate.errors)}`,
      );
    }
  });
});

describe("the bot", () => {
  it("counts commands and failures, and connects anew", async () => {
    const app = await running({}, { commandEveryMs: 20 });
    const value = async (name: string, labels = {}) => metric((await app.ask("/metrics")).text, name, labels) ?? 0;
    try {
      await until(async () => (await value("discord_event_on_command_total", { command: "other" })) > 0);
      assert.equal(await value("discord_command_failures_total", { command: "other" }), 0);
      await app.ask("/drills", { body: { dependency: "downstream", state: "down" } });
      await until(async () => (await value("discord_command_failures_total", { command: "order" })) > 0);
      await app.ask("/drills", { body: { dependency: "downstream", state: "up" } });
      assert.ok((await value("discord_event_on_command_total", { command: "order" })) > 0);
      assert.deepEqual([await value("discord_connected"), await value("discord_stat_total_guilds")], [1, 3]);
      assert.ok((await value("discord_latency")) > 0);
      await app.ask("/drills", { body: { dependency: "gateway", state: "down" } });
      await until(
        async () => (await value("discord_connected")) === 0 && (await value("discord_reconnects_total")) > 0,
      );
      await app.ask("/drills", { body: { dependency: "gateway", state: "up" } });
      await until(async () => (await value("discord_connected")) === 1);
      // A command's order is a trace of its own, with the bot as its channel.
      const order = app.spans().find(({ name }) => name === "place order");
      assert.equal(order?.attributes["app.channel"], "bot");
    } finally {
      await app.stop();
    }
  });
});
