import * as assert from "node:assert/strict";
import { AUDIT_EVENTS } from "../../log-format/events";
import { renderDashboard } from "../../dashboards";
import { clusterOverview } from "../../dashboards/cluster-overview";
import type { Dashboard } from "../../dashboards/page";
import { logsOverview } from "../../dashboards/logs-overview";
import { traceability } from "../../dashboards/traceability";
import { initial, variables } from "../support/dashboards";
import { settingsOf } from "../support/settings";

const overview = logsOverview(settingsOf());
const audit = traceability(settingsOf());

describe("the logs overview", () => {
  it("lets namespaces, services, levels and a text be picked, at first everything, in either Loki", () => {
    assert.deepEqual(
      variables(overview).map(({ name }) => name),
      ["datasource", "cluster", "logs", "namespace", "service", "level", "text"],
    );
    assert.equal(initial(overview, "logs"), "loki");
    assert.equal(initial(overview, "namespace"), ".+", "Loki refuses a selector that may match nothing");
  });

  it("says where its thresholds are", () => {
    const rendered = renderDashboard(logsOverview(settingsOf({ thresholds: { logErrorPercent: 33 } })));
    assert.match(rendered, /more than 33% are errors/);
    assert.match(rendered, /> 0\.33/);
  });
});

describe("links between pages", () => {
  const links = (dashboard: Dashboard) => [
    ...renderDashboard(dashboard).matchAll(/"url":"(\/d\/logs-overview\?[^"]*)"/g),
  ];

  it("lead from a namespace's use of CPU and memory to its lines, over the same time", () => {
    const found = links(clusterOverview(settingsOf())).map(([, url]) => url);
    assert.deepEqual(found, [
      "/d/logs-overview?var-namespace=${__field.labels.namespace}&${__url_time_range}",
      "/d/logs-overview?var-namespace=${__field.labels.namespace}&${__url_time_range}",
      "/d/logs-overview?var-namespace=${__value.text}&${__url_time_range}",
    ]);
    for (const [, name = ""] of found.join().matchAll(/var-(\w+)=/g)) initial(overview, name);
  });

  it("lead nowhere without an engine", () => {
    assert.deepEqual(links(clusterOverview(settingsOf({ logs: { engine: "none" } }))), []);
  });

  it("lead from an event to its trace, with tracing", () => {
    const url = (tracing: object) =>
      /"url":"(\/explore[^"]*)"/.exec(renderDashboard(traceability(settingsOf({ tracing }))))?.[1];
    const panes = new URL(url({}) ?? assert.fail(), "http://grafana").searchParams.get("panes");
    const { trace } = JSON.parse(panes ?? "") as { trace: { datasource: string; queries: { query: string }[] } };
    assert.deepEqual([trace.datasource, trace.queries[0]?.query], ["jaeger", "${__value.text}"]);
    assert.equal(url({ storage: "none" }), undefined);
  });
});

describe("the page of who did what", () => {
  it("offers every event that is known", () => {
    const event = variables(audit).find(({ name }) => name === "event");
    assert.deepEqual(
      event?.options?.map(({ value }) => value),
      [...AUDIT_EVENTS],
    );
  });
});
