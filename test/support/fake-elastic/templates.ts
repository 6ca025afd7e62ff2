/**
 * What the imitation keeps of templates and data streams. Whether Elasticsearch takes them is asked of the core of a real one
 * (`test/logs/elasticsearch.logs.ts`), which knows no lifecycle policies: that a template names one that is there is checked here.
 */
import { illegal, isObject, type Json, Refusal } from "./fields";

/** What is stored, by name. */
export interface Templates {
  policies: Map<string, Json>;
  components: Map<string, Json>;
  indices: Map<string, Json>;
  streams: Map<string, { generation: number; lazy: boolean }>;
}

function flat(value: Json, above: string[] = []): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]) =>
    isObject(inner) ? flat(inner, [...above, key]) : [[[...above, key].join("."), inner] as [string, unknown]],
  );
}

/** Throws if an index template names, by its components, a policy that is not there. */
export function checkPolicies(body: Json, { policies, components }: Templates): void {
  for (const component of (body["composed_of"] ?? []) as string[]) {
    const used = flat(components.get(component) ?? {}).find(([path]) => path.endsWith("index.lifecycle.name"))?.[1];
    // Elasticsearch takes it and stops at the first index; an imitation that lets it pass would be no help.
    if (typeof used === "string" && !policies.has(used)) throw illegal(`policy [${used}] does not exist`);
  }
}

/** Makes a data stream, or throws that it is there. */
export function createStream(name: string, { streams }: Templates): void {
  if (streams.has(name))
    throw new Refusal(400, "resource_already_exists_exception", `data_stream [${name}] already exists`);
  streams.set(name, { generation: 1, lazy: false });
}
