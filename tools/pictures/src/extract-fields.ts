/** Grafana's transformation "Extract fields", which is not among its packages: columns out of a column of objects or JSON. */
import { type DataFrame, type DataTransformerInfo, type Field, FieldType } from "@grafana/data";
import { map } from "rxjs";

interface Options {
  source?: string;
  format?: "json" | "kvp" | "auto";
  replace?: boolean;
  keepTime?: boolean;
}

export const extractFields: DataTransformerInfo<Options> = {
  id: "extractFields",
  name: "Extract fields",
  defaultOptions: {},
  operator: (options) => (source) => source.pipe(map((frames) => frames.map((frame) => extracted(frame, options)))),
};

function extracted(frame: DataFrame, { source, replace = false, keepTime = false }: Options): DataFrame {
  const from = frame.fields.find(({ name }) => name === source);
  if (from === undefined) return frame;
  const columns = new Map<string, unknown[]>();
  from.values.forEach((value: unknown, row: number) => {
    for (const [key, one] of Object.entries(objectOf(value))) {
      const column = columns.get(key) ?? [];
      column[row] = one;
      columns.set(key, column);
    }
  });
  const fields = [...columns].map(([name, values]): Field => ({
    name,
    type: values.every((one) => one === undefined || typeof one === "number") ? FieldType.number : FieldType.string,
    config: {},
    values: Array.from({ length: frame.length }, (_, row) => values[row] ?? null),
  }));
  const kept = frame.fields.filter(({ type }) => !replace || (keepTime && type === FieldType.time));
  return { ...frame, fields: [...kept, ...fields] };
}

/** An object, or what a text says: JSON, or `key=value` one after the other. */
function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  if (typeof value !== "string") return {};
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // No JSON.
  }
  return Object.fromEntries(
    [...value.matchAll(/([\w.-]+)=(?:"([^"]*)"|(\S+))/g)].map(([, key, a, b]) => [key, a ?? b]),
  );
}
