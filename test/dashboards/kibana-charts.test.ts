import * as assert from "node:assert/strict";
import { FIELDS } from "../../dashboards/kibana/fields";
import { charts, controlled, dashboards, ofType, searches } from "../support/kibana-objects";
import { kqlFields } from "../support/kql";

/** Everything that breaks a rule, in one list. */
function none(mistakes: string[]): void {
  assert.deepEqual(mistakes, []);
}

describe("a chart in Kibana", () => {
  it("lists each of its columns, groups first", () => {
    for (const { name, columnOrder, columns } of charts) {
      assert.deepEqual([...columnOrder].sort(), Object.keys(columns).sort(), name);
      const groups = columnOrder.map((id) => columns[id]?.isBucketed ?? assert.fail(id));
      assert.deepEqual(groups, [...groups].sort().reverse(), name);
    }
  });

  it("draws its own layer and columns", () => {
    for (const { name, id, attributes, columns } of charts) {
      const drawn = (...accessors: (string | undefined)[]) =>
        none(accessors.flatMap((a) => (a === undefined || a in columns ? [] : [`${name}: ${a}`])));
      assert.deepEqual(
        attributes.references.map((reference) => reference.name),
        [`indexpattern-datasource-layer-${id}`],
      );
      const { visualizationType, state } = attributes;
      if (visualizationType === "lnsXY") {
        const [layer] = state.visualization.layers;
        assert.equal(layer.layerId, id, name);
        drawn(layer.xAccessor, layer.splitAccessor, ...layer.accessors);
        assert.equal(layer.seriesType, state.visualization.preferredSeriesType);
      } else if (visualizationType === "lnsMetric") {
        assert.equal(state.visualization.layerId, id, name);
        drawn(state.visualization.metricAccessor);
      } else {
        assert.equal(state.visualization.layerId, id, name);
        drawn(...state.visualization.columns.map(({ columnId }) => columnId), state.visualization.sorting.columnId);
        assert.equal(state.visualization.columns.length, Object.keys(columns).length, name);
      }
    }
  });

  it("refers to columns that are there: what orders groups, what a share is made of", () => {
    none(
      charts.flatMap(({ name, columns }) =>
        Object.values(columns)
          .flatMap((column) => {
            if (column.operationType === "terms") return [column.params.orderBy.columnId];
            if (column.operationType === "math") return [...column.references, ...column.params.tinymathAst.args];
            return column.operationType === "formula" ? column.references : [];
          })
          .flatMap((id) => (id in columns ? [] : [`${name}: ${id}`])),
      ),
    );
  });

  it("counts for a share what the share's formula says", () => {
    const shares = charts.filter(({ columns }) => "shareX2" in columns);
    assert.equal(shares.length, 2);
    for (const { columns } of shares) {
      const { share, shareX0, shareX1, shareX2 } = columns;
      assert.ok(share?.operationType === "formula" && shareX2?.operationType === "math");
      assert.ok(shareX0?.operationType === "count" && shareX1?.operationType === "count");
      const { formula } = share.params;
      assert.equal(formula, `count(kql='${shareX0.filter?.query ?? ""}') / count()`);
      assert.equal(shareX1.filter, undefined);
      assert.ok(!shareX0.filter?.query.includes("'"));
      assert.deepEqual(shareX2.params.tinymathAst.text, formula);
      assert.equal(shareX2.params.tinymathAst.location.max, formula.length);
    }
  });
});

describe("the fields that Kibana asks for", () => {
  const countable = (field: string) => Object.entries(FIELDS).some(([name, type]) => name === field && type !== "text");
  const kql = [
    ...searches.map(({ id, attributes }) => [id, attributes.kibanaSavedObjectMeta.searchSourceJSON.query.query]),
    ...charts.map(({ name, attributes }) => [name, attributes.state.query.query]),
    ...charts.flatMap(({ name, columns }) =>
      Object.values(columns).flatMap((column) =>
        column.operationType === "count" && column.filter ? [[name, column.filter.query]] : [],
      ),
    ),
  ] as [string, string][];
  const sources = charts.flatMap(({ columns }) =>
    Object.values(columns).flatMap((column) =>
      "sourceField" in column && column.operationType !== "count" ? [column.sourceField] : [],
    ),
  );
  const picked = dashboards.flatMap(controlled);
  const sorted = searches.map(({ attributes }) => attributes.sort[0][0]);
  const times = ofType("index-pattern").map(({ attributes }) => attributes.timeFieldName);

  it("that are asked for are all in the list, and the list has no others", () => {
    const formatted = ofType("index-pattern").flatMap(({ attributes }) => Object.keys(attributes.fieldFormatMap));
    const listed = searches.flatMap(({ attributes }) => [
      ...attributes.columns,
      ...Object.keys(attributes.grid.columns),
    ]);
    const queried = kql.flatMap(([, query]) => kqlFields(query));
    const used = [...sources, ...picked, ...sorted, ...times, ...formatted, ...listed, ...queried];
    assert.deepEqual([...new Set(used)].sort(), Object.keys(FIELDS).sort());
  });

  it("that are counted by, picked from a list or sorted by are not free text", () => {
    none([...sources, ...picked, ...sorted, ...times].filter((field) => !countable(field)));
  });

  it("of a search have widths only where they are columns", () => {
    none(
      searches.flatMap(({ id, attributes: { columns, grid } }) =>
        Object.keys(grid.columns).flatMap((field) => (columns.includes(field) ? [] : [`${id}: ${field}`])),
      ),
    );
  });

  it("are asked for in KQL that parses", () => {
    assert.ok(kql.length > 20);
    for (const [name, query] of kql) assert.doesNotThrow(() => kqlFields(query), name);
    const mistakes = ["a:", "a: (b or", "a b: c", "a: b c", "and a: b", "a: b or", "value", 'a: "b', "a: b)", "not: b"];
    for (const mistake of mistakes) assert.throws(() => kqlFields(mistake), /not KQL/, mistake);
    assert.deepEqual(kqlFields('a.b: (c or not "d e*") and not (f >= 1 or g: x*)'), ["a.b", "f", "g"]);
  });
});
