/** What Kibana imports: objects by type and id, and the references between them. */
import { sortedKeys } from "../sorted-keys";

/** A reference of one object to another, by the name under which its attributes speak of it. */
export interface Reference {
  name: string;
  type: ObjectType;
  id: string;
}

export type ObjectType = keyof typeof TYPE_VERSIONS;

/** An object as `POST /api/saved_objects/_import` takes it. */
export interface SavedObject {
  type: ObjectType;
  id: string;
  attributes: Record<string, unknown>;
  references: Reference[];
  coreMigrationVersion: string;
  typeMigrationVersion: string;
}

/** The last change that Kibana made to the envelope of all objects. */
const CORE_VERSION = "8.8.0";

/**
 * The model version that the attributes are in. Kibana migrates an older one up and refuses a newer one, so each is the
 * oldest that has every attribute in use: all of them were there before Kibana 9.0.
 */
const TYPE_VERSIONS = {
  dashboard: "10.1.0",
  "index-pattern": "8.0.0",
  search: "10.1.0",
} as const;

/** Puts an object into its envelope. */
export function savedObject(
  type: ObjectType,
  id: string,
  attributes: Record<string, unknown>,
  references: Reference[] = [],
): SavedObject {
  return {
    type,
    id,
    attributes,
    references,
    coreMigrationVersion: CORE_VERSION,
    typeMigrationVersion: TYPE_VERSIONS[type],
  };
}

/** JSON with sorted keys: Kibana keeps many attributes as JSON in a string. */
export function json(value: unknown): string {
  return JSON.stringify(sortedKeys(value));
}
