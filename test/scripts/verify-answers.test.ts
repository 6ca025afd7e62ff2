import * as assert from "node:assert/strict";
import { dashboardFaults, dataSourceFaults } from "../../scripts/lib/verify/grafana";
import { lokiLine } from "../../scripts/lib/verify/logs";
import { Unanswered } from "../../scripts/lib/verify/outcome";
import { json, type World } from "../../scripts/lib/verify/world";
import { settingsOf } from "../support/settings";
import { localWorld } from "../support/verify-world";

const answer = (status: number, body: unknown) => ({ status, type: "application/json", text: JSON.stringify(body) });

const whats = (faults: readonly { what: string }[]) => faults.map(({ what }) => what);

describe("verification: Grafana", () => {
  const loki = { name: "Loki", type: "loki" };

  // As Grafana 13.2 answers `/api/datasources/uid/:uid/health`; see its HTTP API's reference.
  it("says which data source is not well, and why", () => {
    assert.deepEqual(dataSourceFaults(loki, answer(200, { status: "OK", message: "Data source connected" })), []);
    assert.deepEqual(dataSourceFaults(loki, answer(400, { status: "ERROR", message: "Unable to connect" })), [
      "the data source Loki is not well: Unable to connect",
    ]);
    assert.deepEqual(dataSourceFaults(loki, answer(404, { message: "Data source not found" })), [
      "the data source Loki is not there",
    ]);
  });

  it("asks Alertmanager by way of its data source", () => {
    const source = { name: "Alertmanager", type: "alertmanager" };
    assert.deepEqual(dataSourceFaults(source, answer(200, { cluster: {}, config: {} })), []);
    assert.deepEqual(dataSourceFaults(source, answer(502, { message: "bad gateway" })), [
      "the data source Alertmanager is not well: bad gateway",
    ]);
  });

  it("does not take a refused password for a data source that is not well", () => {
    assert.throws(
      () => dataSourceFaults(loki, answer(401, { message: "Invalid username or password" })),
      (error: Error) =>
        error instanceof Unanswered && error.message === "grafana refuses the user or the password (401)",
    );
  });

  it("names the dashboards that are not there", () => {
    const expected = [
      { uid: "a", title: "A" },
      { uid: "b", title: "B" },
    ];
    assert.deepEqual(whats(dashboardFaults(expected, [{ uid: "a" }, { uid: "theirs" }], "look")), [
      'the dashboard "B" is not there',
    ]);
  });
});

describe("verification: answers that are none", () => {
  const answer = (status: number, type: string, text: string) => () => json({ status, type, text }, "pod");
  const says = (run: () => unknown, message: string) => assert.throws(run, { message });

  it("repeats nothing of a page or of a broken answer", () => {
    says(
      answer(200, "text/html", "<html>token=abc</html>"),
      "pod answers with a page, as a proxy does, and not with JSON",
    );
    says(answer(200, "", "<html>token=abc</html>"), "pod answers with a page, as a proxy does, and not with JSON");
    says(answer(200, "application/json", '{"token":"abc'), "pod answers with application/json and not with JSON");
    says(answer(502, "text/html", "<html>token=abc</html>"), "pod answers with status 502");
  });

  it("repeats what a program says of an error, shortened", () => {
    says(answer(422, "application/json", '{"error":"parse\\nerror"}'), "pod answers with status 422: parse error");
    const long = JSON.stringify({ message: "x".repeat(5000) });
    assert.throws(answer(500, "application/json", long), (error: Error) => error.message.length < 400);
  });
});

describe("verification: a line that Loki took and does not give back", () => {
  for (const [engine, label] of [
    ["loki-stack", "app=loki"],
    ["loki", "app.kubernetes.io/name=loki"],
  ] as const) {
    it(`leads to the log of the pods of ${engine}`, async () => {
      const world: World = {
        ...localWorld({ settings: settingsOf({ logs: { engine } }), services: { [engine]: "http://127.0.0.1:1" } }),
        ask: () => Promise.resolve(answer(200, { data: { result: [] } })),
      };
      const { faults } = await lokiLine()(world);
      assert.match(faults[0]?.next ?? "", new RegExp(` logs -l ${label} `));
    });
  }
});
