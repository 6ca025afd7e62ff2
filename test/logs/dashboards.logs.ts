/** The dashboards of logs with the answers of a real Loki. */
import assert from "node:assert/strict";
import { logsOverview } from "../../dashboards/logs-overview";
import { traceability } from "../../dashboards/traceability";
import { DECISION } from "../support/elastic-world";
import { filled, panel, panels, queries } from "../support/dashboards";
import { type Entry, type Loki, startLoki } from "../support/rule-loki";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const overview = logsOverview(settingsOf());
const audit = traceability(settingsOf());

describe("the pages of logs in Loki", () => {
  let loki: Loki | undefined;
  const now = Date.now();
  const entry = (fields: Record<string, unknown>, labels: Record<string, string>, ago: number): Entry => ({
    labels: { cluster: "test", container: "app", level: "info", ...labels },
    metadata: { trace_id: `trace-${ago}` },
    line: JSON.stringify(fields),
    time: now - ago * 1000,
  });
  const web = { namespace: "production", service: "web" };

  before(async function () {
    loki = await startLoki(toolOrSkip(this, "loki"));
    await loki.push("page", [
      entry({ event: "UserLogin", user_id: "u-1", message: "signed in", audit: true }, { ...web, audit: "true" }, 50),
      entry({ event: "DataExport", user_id: "u-2", message: "exported", audit: true }, { ...web, audit: "true" }, 40),
      entry({ event: "UserLoginFailed", user_id: "u-1", message: "wrong" }, { ...web, level: "warn" }, 30),
      entry({ message: "a page about UserLogin" }, web, 20),
      entry({ event: "UserLogin", user_id: "u-3", message: "signed in" }, { namespace: "staging", service: "web" }, 10),
      {
        ...entry({ ...DECISION, message: "refused" }, { ...web, namespace: "credit", audit: "true" }, 8),
        metadata: {
          event: DECISION.event,
          user_id: DECISION.user_id,
          ...Object.fromEntries(
            Object.entries(DECISION.decision).map(([name, value]) => [`decision_${name}`, String(value)]),
          ),
        },
      },
      { labels: { ...web, level: "error" }, metadata: {}, line: "UserLogin: not JSON", time: now - 5000 },
      { labels: { ...web, level: "error" }, metadata: {}, line: "no database", time: now - 4000 },
    ]);
  });
  after(async () => loki?.stop());

  for (const [title, dashboard] of Object.entries({ "Logs overview": overview, Traceability: audit })) {
    for (const { title: name = "", ...each } of panels(dashboard)) {
      const asked = queries(each as never).filter(({ datasource }) => datasource?.type === "loki");
      if (asked.length === 0) continue;
      it(`${title}: ${name} shows something`, async () => {
        assert.ok(loki);
        for (const { expr } of asked) {
          const query = filled(dashboard, expr);
          const found = /^[{]/.test(query) ? await loki.lines("page", query) : await loki.query("page", query, now);
          assert.ok(found.length > 0, query);
        }
      });
    }
  }

  it("tell who did what, when an event and a user are asked for", async () => {
    assert.ok(loki);
    const [query] = queries(panel(audit, "Who did what"));
    const who = async (values: Record<string, string>) =>
      (await (loki ?? assert.fail()).lines("page", filled(audit, query?.expr ?? "", values))).map(
        ({ labels }) => `${labels["user_id"] ?? ""} ${labels["event"] ?? ""} ${labels["trace_id"] ?? ""}`,
      );
    assert.deepEqual(await who({ namespace: "production" }), [
      "u-1 UserLoginFailed trace-30",
      "u-2 DataExport trace-40",
      "u-1 UserLogin trace-50",
    ]);
    assert.deepEqual(await who({ event: "UserLogin" }), ["u-3 UserLogin trace-10", "u-1 UserLogin trace-50"]);
    assert.deepEqual(await who({ user: "u-2" }), ["u-2 DataExport trace-40"]);
    assert.deepEqual(await who({ text: "EXPORTED" }), ["u-2 DataExport trace-40"]);
  });

  it('find what {namespace="production"} |= "UserLogin" finds', async () => {
    assert.ok(loki);
    const [query] = queries(panel(audit, "Lines as they were written"));
    const values = { namespace: "production", event: "UserLogin" };
    const shown = await loki.lines("page", filled(audit, query?.expr ?? "", values));
    const asked = await loki.lines("page", '{namespace="production"} |= "UserLogin"');
    assert.equal(asked.length, 4);
    assert.deepEqual(shown, asked);
  });
});
