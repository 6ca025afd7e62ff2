/** The settings' schema as data, to say what a setting takes. */
import { z } from "zod";
import type { Path } from "../settings/problem";

/** The little of JSON Schema that is looked at here. */
export interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | false;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  pattern?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
}

/** What a stack file may hold, as JSON Schema. */
export function jsonSchema(schema: z.ZodType): JsonSchema {
  const known = MADE.get(schema) ?? (z.toJSONSchema(schema, { io: "input" }) as JsonSchema);
  MADE.set(schema, known);
  return known;
}

/** Making one takes as long as all that a configuration is looked at for. */
const MADE = new WeakMap<z.ZodType, JsonSchema>();

/** The schema of one setting, found by its path. */
export function schemaAt(json: JsonSchema, path: Path): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((at, part) => {
    if (typeof part === "number") return at?.items;
    const key = String(part);
    return (
      (at?.properties && Object.hasOwn(at.properties, key) ? at.properties[key] : undefined) ??
      (at?.additionalProperties || undefined)
    );
  }, json);
}
