import * as assert from "node:assert/strict";
import { VariableType } from "@grafana/grafana-foundation-sdk/dashboard";
import { allDashboards, FOLDERS, renderDashboard } from "../../dashboards";
import { unfolded } from "../../dashboards/rows";
import { dataSources } from "../../components/datasources";
import { everyDashboard, overlaps, panels, queries, substituted, variables } from "../support/dashboards";
import { logqlParser } from "../support/logql";
import { promqlParser } from "../support/promql";
import { settingsOf } from "../support/settings";

const all = everyDashboard();

/** Everything that breaks a rule, in one list. */
function none(mistakes: string[]): void {
  assert.deepEqual(mistakes, []);
}

/** What occurs more than once. */
function repeated(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) < index);
}

/** Every panel, with a name for messages. */
const everyPanel = all.flatMap(({ dashboard }) =>
  panels(dashboard).map((panel) => ({ panel, dashboard, name: `${dashboard.title ?? ""}: ${panel.title ?? "?"}` })),
);

describe("every dashboard", () => {
  it("has a uid of its own that Grafana takes, and its file is named after it", () => {
    none(repeated(all.map(({ dashboard }) => dashboard.uid ?? "")));
    none(all.flatMap(({ dashboard: { uid = "" } }) => (/^[\w-]{1,40}$/.test(uid) ? [] : [uid])));
    none(all.flatMap(({ name, dashboard }) => (name === dashboard.uid ? [] : [name])));
  });

  it("has a title of its own within its folder", () => {
    none(repeated(all.map(({ folder, dashboard }) => `${folder}/${dashboard.title ?? ""}`)));
    none(all.flatMap(({ name, dashboard }) => (dashboard.title ? [] : [name])));
  });

  it("has panels, numbered without repetition", () => {
    for (const { dashboard } of all) {
      assert.ok(panels(dashboard).length > 0, dashboard.title);
      const ids = unfolded(dashboard.panels ?? []).map(({ id }) => id);
      assert.deepEqual(ids, [...new Set(ids)], dashboard.title);
      assert.ok(!ids.includes(undefined), dashboard.title);
    }
  });

  it("has no panel over another, nor past the 24 columns of the grid", () => {
    none(all.flatMap(({ dashboard }) => overlaps(dashboard)));
    none(
      everyPanel.flatMap(({ panel: { gridPos }, name }) =>
        gridPos && gridPos.w > 0 && gridPos.h > 0 && gridPos.x >= 0 && gridPos.x + gridPos.w <= 24 ? [] : [name],
      ),
    );
  });

  it("is the same bytes each time, without an id of its own", () => {
    const again = everyDashboard();
    for (const [index, { dashboard }] of all.entries()) {
      const rendered = renderDashboard(dashboard);
      assert.equal(rendered, renderDashboard((again[index] ?? assert.fail()).dashboard));
      const parsed = JSON.parse(rendered) as Record<string, unknown>;
      assert.equal("id" in parsed, false);
      assert.equal(parsed["version"], 1);
    }
  });

  it("is less than 200 KB", () => {
    none(all.flatMap(({ name, dashboard }) => (renderDashboard(dashboard).length < 200_000 ? [] : [name])));
  });
});

describe("every panel", () => {
  it("has a title and says in a sentence what it shows", () => {
    none(everyPanel.flatMap(({ panel, name }) => (panel.title ? [] : [name])));
    none(everyPanel.flatMap(({ panel, name }) => (/^[A-Z].{30,}[.!]$/.test(panel.description ?? "") ? [] : [name])));
  });

  it("has a title of its own on its page, by which people speak of it", () => {
    none(
      all.flatMap(({ name, dashboard }) => {
        const titles = panels(dashboard).map(({ title = "" }) => title);
        return titles.filter((title, at) => titles.indexOf(title) !== at).map((title) => `${name}: ${title}`);
      }),
    );
  });

  it("has a unit where it has numbers", () => {
    none(
      everyPanel.flatMap(({ panel, name }) =>
        panel.type === "text" || panel.fieldConfig?.defaults.unit ? [] : [name],
      ),
    );
  });

  it("has queries, each with a ref id of its own, and a legend where its series are named", () => {
    for (const { panel, name } of everyPanel) {
      if (panel.type === "text") continue;
      assert.ok(queries(panel).length > 0, name);
      none(repeated(queries(panel).map(({ refId }) => `${name} ${refId ?? "without"}`)));
      // Series of these are rows with their labels.
      if (["logs", "nodeGraph", "table"].includes(panel.type)) continue;
      none(queries(panel).flatMap(({ legendFormat, refId }) => (legendFormat ? [] : [`${name} ${refId ?? ""}`])));
    }
  });

  it("asks in the language of its data source", async () => {
    const parsers = { prometheus: await promqlParser(), loki: await logqlParser() };
    const asked = new Set<string>();
    for (const { panel, name } of everyPanel) {
      for (const { expr, datasource } of queries(panel)) {
        const language = datasource?.type === "loki" ? "loki" : "prometheus";
        asked.add(language);
        assert.deepEqual(parsers[language](substituted(expr)).errors, [], `${name}: ${expr}`);
      }
    }
    assert.deepEqual([...asked].sort(), ["loki", "prometheus"]);
  });

  it("uses no variable that its dashboard does not have", () => {
    const used = (text: string) => [...text.matchAll(/\$\{?([a-z]\w*)/g)].map(([, variable]) => variable);
    none(
      everyPanel.flatMap(({ panel, dashboard, name }) => {
        const known = variables(dashboard).map((variable) => variable.name);
        return queries(panel)
          .flatMap(({ expr }) => used(expr))
          .filter((variable) => !known.includes(variable ?? ""))
          .map((variable) => `${name}: $${variable ?? ""}`);
      }),
    );
  });

  it("asks the data source that the variable holds, or one that is provisioned", () => {
    const known = ["${datasource}", "${logs}", ...dataSources(settingsOf()).map(({ uid }) => uid)];
    const named = everyPanel.flatMap(({ panel, name }) =>
      panel.type === "text"
        ? []
        : [panel.datasource, ...queries(panel).map(({ datasource }) => datasource)].map((d) => ({ d, name })),
    );
    const picked = all.flatMap(({ dashboard, name }) =>
      variables(dashboard).flatMap((v) =>
        v.type === VariableType.Query ? [{ d: v.datasource, name: `${name} $${v.name}` }] : [],
      ),
    );
    none([...named, ...picked].flatMap(({ d, name }) => (known.includes(d?.uid ?? "") ? [] : [name])));
  });
});

describe("the data source variable", () => {
  it("is on every dashboard, and begins with one that is provisioned", () => {
    const { name, uid } = dataSources(settingsOf()).find(({ isDefault }) => isDefault) ?? assert.fail();
    for (const { dashboard } of all) {
      const variable = variables(dashboard).find((candidate) => candidate.name === "datasource");
      assert.deepEqual(variable?.current, { selected: true, text: name, value: uid }, dashboard.title);
    }
  });
});

describe("the dashboards of a stack", () => {
  const folders = (sections: Parameters<typeof settingsOf>[0]) => [
    ...new Set(allDashboards(settingsOf(sections)).map(({ folder }) => folder)),
  ];

  it("are in folders by what they are about", () => {
    assert.deepEqual([...new Set(all.map(({ folder }) => folder))], FOLDERS);
  });

  it("include the runbooks, unless those are served elsewhere", () => {
    assert.ok(folders({}).includes("Runbooks"));
    assert.ok(!folders({ alerting: { runbooks: "https://example.com/runbooks" } }).includes("Runbooks"));
  });

  it("include those of logs and of traces where there are any", () => {
    const none = allDashboards(settingsOf({ logs: { engine: "none" }, tracing: { storage: "none" } }));
    assert.ok(folders({}).includes("Logs and traces"));
    assert.ok(!none.some(({ folder }) => folder === "Logs and traces"));
  });

  it("render with sorted keys on one line, with a newline at the end", () => {
    for (const { dashboard } of all) {
      const rendered = renderDashboard(dashboard);
      const parsed = JSON.parse(rendered, (_, value: unknown) => {
        if (typeof value === "object" && !Array.isArray(value)) {
          const keys = Object.keys(value ?? {});
          assert.deepEqual(keys, [...keys].sort());
        }
        return value;
      }) as unknown;
      assert.equal(rendered, `${JSON.stringify(parsed)}\n`);
    }
  });
});
