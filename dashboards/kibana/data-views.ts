/** The data views: which data streams are searched, and how their fields are shown. */
import { grafanaUrl } from "../../names/links";
import { hasTracing, type Settings } from "../../settings";
import type { Field } from "./fields";
import { json, type Reference, savedObject, type SavedObject } from "./saved-object";

/** Each data view by its id. */
const DATA_VIEWS = {
  // A line that could not be stored is no log line: it would be counted twice when it is sent again.
  logs: { name: "Logs", title: "logs-*,-logs-deadletter-*" },
  "logs-audit": { name: "Audit log", title: "logs-audit-*" },
  "logs-deadletter": { name: "Dead letters", title: "logs-deadletter-*" },
} as const;

export type DataView = keyof typeof DATA_VIEWS;

export const TIME: Field = "@timestamp";

export function dataViews(settings: Settings): SavedObject[] {
  const formats = fieldFormats(settings);
  return Object.entries(DATA_VIEWS).map(([id, { name, title }]) =>
    savedObject("index-pattern", id, {
      name,
      title,
      timeFieldName: TIME,
      // Before the first line there is no data stream.
      allowNoIndex: true,
      fieldFormatMap: json(formats),
    }),
  );
}

export function dataViewReference(name: string, id: DataView): Reference {
  return { name, type: "index-pattern", id };
}

/** A trace's id leads to the trace, where there are traces. */
function fieldFormats(settings: Settings): Partial<Record<Field, unknown>> {
  if (!hasTracing(settings)) return {};
  return {
    "trace.id": {
      id: "url",
      params: { type: "a", urlTemplate: traceUrl(settings), labelTemplate: "{{value}}", openLinkInCurrentTab: false },
    },
  };
}

/** Grafana's page of a trace; Kibana puts the id in the place of `{{value}}`. */
function traceUrl(settings: Settings): string {
  const id = "{{value}}";
  const datasource = { type: "jaeger", uid: "jaeger" };
  const panes = {
    trace: {
      datasource: datasource.uid,
      queries: [{ refId: "A", datasource, query: id }],
      range: { from: "now-1h", to: "now" },
    },
  };
  // Kibana knows its own braces only as they are.
  const encoded = encodeURIComponent(json(panes)).replace(encodeURIComponent(id), id);
  return `${grafanaUrl(settings)}/explore?schemaVersion=1&orgId=1&panes=${encoded}`;
}
