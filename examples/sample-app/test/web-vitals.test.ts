/** What browsers measure of pages, as they report it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { metric, type Running, running } from "./support/running.js";

describe("a report", () => {
  let app: Running;

  before(async () => {
    app = await running();
  });
  after(() => app.stop());

  it("of a page that reports what its browser measured is kept in seconds, and nothing else is taken", async () => {
    const report = (body: object) => app.ask("/vitals", { body });
    assert.equal((await report({ name: "LCP", value: 1800 })).status, 202);
    assert.equal((await report({ name: "CLS", value: 0.07 })).status, 202);
    for (const body of [
      { name: "FID", value: 1 },
      { name: "LCP" },
      { name: "LCP", value: "1800" },
      { name: "LCP", value: -1 },
      { name: "LCP", value: 1e12 },
      { name: "__proto__", value: 1 },
    ]) {
      assert.equal((await report(body)).status, 400, JSON.stringify(body));
    }
    const { text } = await app.ask("/metrics");
    assert.equal(metric(text, "web_vitals_lcp_seconds_bucket", { le: "1.5" }), 0);
    assert.equal(metric(text, "web_vitals_lcp_seconds_bucket", { le: "2" }), 1);
    assert.equal(metric(text, "web_vitals_cls_bucket", { le: "0.1" }), 1);
    assert.equal(metric(text, "web_vitals_inp_seconds_count"), 0);
  });
});
