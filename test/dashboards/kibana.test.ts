import * as assert from "node:assert/strict";
import { kibanaObjects, kibanaSavedObjects } from "../../dashboards/kibana";
import { kibanaObject, type KibanaPanel } from "../support/kibana";
import { controlled, dashboards, objects, panels, searches, settings } from "../support/kibana-objects";
import { settingsOf } from "../support/settings";

/** Everything that breaks a rule, in one list. */
function none(mistakes: string[]): void {
  assert.deepEqual(mistakes, []);
}

describe("what Kibana is given", () => {
  it("is these objects, under these ids", () => {
    assert.deepEqual(
      objects.map(({ type, id }) => `${type}/${id}`),
      [
        "index-pattern/logs",
        "index-pattern/logs-audit",
        "index-pattern/logs-deadletter",
        "search/latest-lines",
        "search/errors",
        "search/stack-traces",
        "search/audit-events",
        "search/user-logins",
        "search/decisions",
        "search/path",
        "search/dead-letters",
        "dashboard/log-overview",
        "dashboard/error-tracking",
        "dashboard/audit-logging",
        "dashboard/traceability",
      ],
    );
  });

  it("is without all that shows audit events for those who read logs alone, and refers to nothing that is not there", () => {
    const all = objects.map(({ type, id }) => `${type}/${id}`);
    const ofLogs = kibanaObjects(settings, "logs").map(({ type, id }) => `${type}/${id}`);
    assert.deepEqual(
      all.filter((id) => !ofLogs.includes(id)),
      ["index-pattern/logs-audit", "search/audit-events", "dashboard/audit-logging"],
    );
    for (const { id, references } of kibanaObjects(settings, "logs"))
      for (const to of references) assert.ok(ofLogs.includes(`${to.type}/${to.id}`), `${id}: ${to.type}/${to.id}`);
    assert.doesNotMatch(kibanaSavedObjects(settings, "logs"), /logs-audit/);
  });

  it("is refused by the test with an attribute that Kibana does not know", () => {
    for (const object of kibanaObjects(settings)) {
      const misspelt = { ...object, attributes: { ...object.attributes, descripton: "" } };
      assert.equal(kibanaObject.safeParse(misspelt).success, false, object.id);
    }
  });

  it("is one object a line, the same bytes each time, and small enough for one request", () => {
    const text = kibanaSavedObjects(settings, "audit");
    assert.equal(text, kibanaSavedObjects(structuredClone(settings), "audit"));
    assert.ok(text.endsWith("\n") && !text.endsWith("\n\n"));
    const lines = text.trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => kibanaObject.parse(JSON.parse(line))),
      objects,
    );
    assert.ok(Buffer.byteLength(text) <= 900_000, `${Buffer.byteLength(text)} bytes`);
  });

  it("has no title twice within a type, and every object says what it is for", () => {
    const titles = objects.map(({ type, attributes }) => `${type} ${attributes.title}`);
    assert.deepEqual(titles, [...new Set(titles)]);
    none(
      [...dashboards, ...searches].flatMap(({ id, attributes }) => (/\.$/.test(attributes.description) ? [] : [id])),
    );
  });
});

describe("references", () => {
  it("lead to objects of the same file", () => {
    const there = new Set(objects.map(({ type, id }) => `${type}/${id}`));
    none(
      objects.flatMap(({ id: from, references }) =>
        references.flatMap(({ type, id }) => (there.has(`${type}/${id}`) ? [] : [`${from} -> ${type}/${id}`])),
      ),
    );
  });

  it("of a dashboard are those that its panels and controls speak of, and no others", () => {
    for (const { id, attributes, references } of dashboards) {
      const named = [
        ...attributes.panelsJSON.flatMap((panel) => panelReferences(panel)),
        ...Object.keys(attributes.controlGroupInput.panelsJSON).map(
          (control) => `controlGroup_${control}:optionsListDataView`,
        ),
      ];
      assert.deepEqual(references.map(({ name }) => name).sort(), named.sort(), id);
      assert.deepEqual(named, [...new Set(named)], id);
    }
  });

  it("of a search are its data view", () => {
    for (const { id, attributes, references } of searches) {
      const { indexRefName } = attributes.kibanaSavedObjectMeta.searchSourceJSON;
      assert.deepEqual(
        references.map(({ name, type }) => [name, type]),
        [[indexRefName, "index-pattern"]],
        id,
      );
    }
  });

  function panelReferences(panel: KibanaPanel): string[] {
    const names =
      panel.type === "search"
        ? [panel.panelRefName]
        : panel.embeddableConfig.attributes.references.map(({ name }) => name);
    return names.map((name) => `${panel.panelIndex}:${name}`);
  }
});

describe("a dashboard in Kibana", () => {
  it("fills the 48 columns of the grid, no panel over another, each in its own place", () => {
    for (const { id, attributes } of dashboards) {
      const cells = new Map<string, string>();
      for (const { panelIndex, gridData } of attributes.panelsJSON) {
        assert.equal(gridData.i, panelIndex);
        for (let x = gridData.x; x < gridData.x + gridData.w; x++) {
          for (let y = gridData.y; y < gridData.y + gridData.h; y++) {
            const cell = `${x},${y}`;
            assert.ok(x < 48, `${id}/${panelIndex} leaves the grid`);
            assert.ok(!cells.has(cell), `${id}/${panelIndex} is over ${cells.get(cell) ?? ""}`);
            cells.set(cell, panelIndex);
          }
        }
      }
      const height = Math.max(...attributes.panelsJSON.map(({ gridData: { y, h } }) => y + h));
      assert.equal(cells.size, 48 * height, `${id} has holes`);
    }
  });

  it("has panels of a size that can be read", () => {
    const least = { lnsMetric: [8, 5], lnsXY: [16, 10], lnsDatatable: [16, 10], search: [24, 12] } as const;
    none(
      panels.flatMap(({ name, panel }) => {
        const kind = panel.type === "search" ? "search" : panel.embeddableConfig.attributes.visualizationType;
        const [width, height] = least[kind];
        return panel.gridData.w >= width && panel.gridData.h >= height ? [] : [name];
      }),
    );
  });

  it("has panels with titles of their own, and descriptions that say more than the title", () => {
    for (const { id, attributes } of dashboards) {
      const ids = attributes.panelsJSON.map(({ panelIndex }) => panelIndex);
      assert.deepEqual(ids, [...new Set(ids)], id);
    }
    none(
      panels.flatMap(({ name, panel: { embeddableConfig } }) =>
        embeddableConfig.description.endsWith(".") && embeddableConfig.description !== embeddableConfig.title
          ? []
          : [name],
      ),
    );
  });

  it("has controls in order, each under its own id", () => {
    for (const { id, attributes } of dashboards) {
      const controls = Object.entries(attributes.controlGroupInput.panelsJSON);
      assert.deepEqual(
        controls.map(([, { order }]) => order).sort(),
        controls.map((_, index) => index),
        id,
      );
      for (const [key, { explicitInput }] of controls) assert.equal(explicitInput.id, key);
    }
  });

  it("can be narrowed by what one looks for", () => {
    assert.deepEqual(Object.fromEntries(dashboards.map((dashboard) => [dashboard.id, controlled(dashboard)])), {
      "log-overview": ["kubernetes.namespace", "service.name", "log.level"],
      "error-tracking": ["kubernetes.namespace", "service.name", "error.type"],
      "audit-logging": ["user.id", "event.action", "event.outcome"],
      traceability: ["kubernetes.namespace", "user.id", "event.action", "event.outcome", "trace.id"],
    });
  });

  it("for auditing reads the audit log alone, and the others the logs", () => {
    for (const { id, references } of dashboards) {
      const views = references.flatMap((reference) => (reference.type === "index-pattern" ? [reference.id] : []));
      assert.deepEqual([...new Set(views)], [id === "audit-logging" ? "logs-audit" : "logs"], id);
    }
  });
});

describe("a trace's id", () => {
  const template = (tracing: object) => {
    const [view] = kibanaObjects(
      settingsOf({ cluster: { name: "t", platform: "kind", domain: "example.com" }, tracing }),
    );
    const parsed = kibanaObject.parse(view);
    assert.ok(parsed.type === "index-pattern");
    return parsed.attributes.fieldFormatMap["trace.id"]?.params.urlTemplate;
  };

  it("leads to the trace in Grafana", () => {
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const url = new URL((template({ storage: "memory" }) ?? "").replace("{{value}}", id));
    assert.equal(url.origin + url.pathname, "https://grafana.example.com/explore");
    const panes = JSON.parse(url.searchParams.get("panes") ?? "") as Record<string, unknown>;
    assert.deepEqual(panes["trace"], {
      datasource: "jaeger",
      queries: [{ refId: "A", datasource: { type: "jaeger", uid: "jaeger" }, query: id }],
      range: { from: "now-1h", to: "now" },
    });
  });

  it("leads nowhere without traces", () => {
    assert.equal(template({ storage: "none" }), undefined);
  });
});
