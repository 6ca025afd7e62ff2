/**
 * Which spaces and saved objects Kibana takes. Sources: Kibana's API reference, "Spaces" and "Import saved objects" (which answers 200
 * whether or not the objects were taken), and its guide on the header kbn-xsrf.
 */
import { type Json, object, Refusal } from "./fields";

export interface Kibana {
  spaces: Map<string, Json>;
  /** By space and id. */
  objects: Map<string, Json>;
}

const SPACE = ["id", "name", "description", "color", "initials", "imageUrl", "disabledFeatures", "solution"];
const TYPES = [
  "index-pattern",
  "search",
  "visualization",
  "dashboard",
  "lens",
  "map",
  "tag",
  "query",
  "event-annotation-group",
];

export function checkSpace(body: Json): Json {
  const space = object("body", body, SPACE, ["id", "name"]);
  if (!/^[a-z0-9_-]+$/.test(String(space["id"])))
    throw refusal("[request body.id]: must be lower case, a-z, 0-9, '_', and '-' are allowed");
  if (space["color"] !== undefined && !(typeof space["color"] === "string" && /^#[0-9A-Fa-f]{6}$/.test(space["color"])))
    throw refusal("[request body.color]: must be a 6 digit hex color, starting with a #");
  return space;
}

/** The answer to an import. What refers to nothing is refused, and the answer says so with the status 200. */
export function importObjects(kibana: Kibana, space: string, form: string): Json {
  const [, file] = /filename="[^"]*\.ndjson"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(form) ?? [];
  if (file === undefined) throw refusal("[request body.file]: expected value of type [Stream] but got [undefined]");
  const lines = file.split("\n").filter((line) => line !== "");
  const objects = lines.map(
    (line) => JSON.parse(line) as { type: string; id: string; references?: { type: string; id: string }[] } & Json,
  );
  const here = new Set(objects.map(({ type, id }) => `${type}:${id}`));
  const errors = objects.flatMap(({ type, id, references = [] }) => {
    if (!TYPES.includes(type)) return [{ id, type, error: { type: "unsupported_type" } }];
    const missing = references.filter(
      (r) => !here.has(`${r.type}:${r.id}`) && !kibana.objects.has(`${space}/${r.type}:${r.id}`),
    );
    return missing.length === 0 ? [] : [{ id, type, error: { type: "missing_references", references: missing } }];
  });
  if (errors.length > 0) return { success: false, successCount: 0, errors };
  for (const one of objects) kibana.objects.set(`${space}/${one.type}:${one.id}`, one);
  return { success: true, successCount: objects.length };
}

export function refusal(message: string): Refusal {
  return new Refusal(400, "Bad Request", message);
}
