/** Redaction: what is taken out of lines and spans by name and by look, and what that may cost. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLog } from "../src/logging.js";
import { clean, scrub } from "../src/redaction.js";
import { inSpan } from "../src/tracing.js";
import { running } from "./support/running.js";

describe("redaction", () => {
  it("holds of errors too, in lines and in spans", async () => {
    const app = await running();
    try {
      const failing = () =>
        Promise.reject(new Error("refused: token=abcdefgh12345 of postgres://shop:abcdefgh12345@db"));
      const attributes = { "db.password": "abcdefgh12345", "order.item": "book" };
      const error = await inSpan("failing", { attributes }, failing).catch((thrown: unknown) => thrown);
      createLog({ service: "sample-app", logLevel: "info" }, { write: (line) => app.written.push(line) }).error(
        { error },
        "failed",
      );
      const [span] = app.spans().filter(({ name }) => name === "failing");
      const seen = JSON.stringify([span?.attributes, span?.events, span?.status, app.lines("failed")]);
      assert.match(seen, /"order.item":"book".*exception.*"message":"failed"/);
      assert.doesNotMatch(seen, /abcdefgh12345/);
    } finally {
      await app.stop();
    }
  });

  it("takes credentials out of texts, by how they look", () => {
    for (const text of [
      "Bearer abcdefgh12345",
      "password=abcdefgh12345",
      'db_password: "abcdefgh12345"',
      "postgres://shop:abcdefgh12345@db/shop",
    ]) {
      assert.doesNotMatch(scrub(`refused: ${text}, bye`), /abcdefgh12345/, text);
    }
    assert.equal(
      scrub("order 4711 of u-1 placed at http://shop.test:8080/a"),
      "order 4711 of u-1 placed at http://shop.test:8080/a",
    );
  });

  it("takes fields out by their names, however deep, and is bounded", () => {
    const deep = { a: { db_password: "x", Authorization: "y", list: [{ apiKey: "z" }] }, keyboard: "kept" };
    assert.deepEqual(clean(deep), {
      a: { db_password: "[redacted]", Authorization: "[redacted]", list: [{ apiKey: "[redacted]" }] },
      keyboard: "kept",
    });
    const round: Record<string, unknown> = {};
    round["self"] = round;
    assert.ok(JSON.stringify(clean(round)).length < 200);
    assert.ok(scrub("x".repeat(1e6)).length < 5000);
    // Begins like a secret again and again.
    assert.ok(scrub("password".repeat(100_000)).length < 5000);
  });
});
