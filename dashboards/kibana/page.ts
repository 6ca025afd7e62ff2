/** The look of every dashboard in Kibana: how a page is put together. */
import { type DataView, dataViewReference } from "./data-views";
import type { Countable } from "./fields";
import type { Panel } from "./panels";
import { json, type Reference, savedObject, type SavedObject } from "./saved-object";

/** A list at the top of the page, of which any number of values can be picked. */
export interface Control {
  field: Countable;
  title: string;
}

/** Panels side by side. */
export interface Row {
  /** Of all of them, in steps of the grid (20 pixels each). */
  height: number;
  panels: Panel[];
}

export interface Page {
  id: string;
  title: string;
  /** The question that it answers. */
  description: string;
  /** How far back it looks at first, e.g. `24h`. */
  since: string;
  /** Where the controls find their values. */
  dataView: DataView;
  controls: Control[];
  rows: Row[];
}

/** Lays out a page. */
export function page({ id, title, description, since, dataView, controls, rows }: Page): SavedObject {
  const placed = rows.flatMap((row, index) => place(row, sum(rows.slice(0, index).map(({ height }) => height))));
  return savedObject(
    "dashboard",
    id,
    {
      title,
      description,
      timeRestore: true,
      timeFrom: `now-${since}`,
      timeTo: "now",
      // Whoever reads does not want the lines to move; whoever watches starts it.
      refreshInterval: { pause: true, value: 60_000 },
      optionsJSON: json({
        useMargins: true,
        syncColors: true,
        syncCursor: true,
        syncTooltips: false,
        hidePanelTitles: false,
      }),
      kibanaSavedObjectMeta: { searchSourceJSON: json({ query: { language: "kuery", query: "" }, filter: [] }) },
      controlGroupInput: controlGroup(controls),
      panelsJSON: json(placed),
    },
    [
      ...rows.flatMap((row) => row.panels.flatMap(panelReferences)),
      ...controls.map(({ field }) =>
        dataViewReference(`controlGroup_${controlId(field)}:optionsListDataView`, dataView),
      ),
    ],
  );
}

function place({ height, panels }: Row, y: number): object[] {
  return panels.map(({ id, type, width, embeddableConfig, panelRefName }, index) => ({
    type,
    panelIndex: id,
    gridData: { i: id, x: sum(panels.slice(0, index).map((panel) => panel.width)), y, w: width, h: height },
    embeddableConfig,
    ...(panelRefName === undefined ? {} : { panelRefName }),
  }));
}

/** A dashboard holds the references of its panels, told apart by the panel's id. */
function panelReferences({ id, references }: Panel): Reference[] {
  return references.map((reference) => ({ ...reference, name: `${id}:${reference.name}` }));
}

/** The format from before Kibana 9.4, which every Kibana 9 reads. */
function controlGroup(controls: Control[]): object {
  return {
    controlStyle: "oneLine",
    // What is picked in one narrows what the next offers.
    chainingSystem: "HIERARCHICAL",
    ignoreParentSettingsJSON: json({
      ignoreFilters: false,
      ignoreQuery: false,
      ignoreTimerange: false,
      ignoreValidations: false,
    }),
    panelsJSON: json(
      Object.fromEntries(
        controls.map(({ field, title }, order) => {
          const id = controlId(field);
          return [
            id,
            {
              order,
              type: "optionsListControl",
              width: "medium",
              grow: true,
              explicitInput: { id, fieldName: field, title, searchTechnique: "prefix" },
            },
          ];
        }),
      ),
    ),
  };
}

function controlId(field: Countable): string {
  return `by-${field.replaceAll(".", "-")}`;
}

function sum(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
