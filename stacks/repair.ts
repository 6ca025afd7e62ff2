/**
 * What is wrong with a stack file beside what its schema says, so that every mistake is reported at once: the checks run on
 * copies in which something that the schema accepts is in the place of each mistake.
 */
import type { z } from "zod";
import { jsonSchema, type JsonSchema, type Path, schemaAt, valueAt } from "./json-schema";
import { nearest, pathText, type Problem } from "./problems";

/** What is put in the place of a mistake: nothing, so that the default holds, or something. */
export type Taste = "default" | "something";

/** A copy of the input as the schema accepts and completes it; undefined when no repair was found. */
export function repaired<S extends z.ZodType>(schema: S, input: unknown, taste: Taste): z.output<S> | undefined {
  const json = jsonSchema(schema);
  const copy: unknown = structuredClone(input);
  // A round mends what the schema complains about; a section that a round puts in has gaps, which the next one fills.
  for (let round = 0; round < 10; round++) {
    const result = schema.safeParse(copy);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      if (issue.code === "unrecognized_keys") {
        for (const key of issue.keys) put(copy, [...issue.path, key], undefined);
      } else if (
        !candidates(schemaAt(json, issue.path), taste).some((value) => heals(schema, copy, issue.path, value))
      ) {
        return undefined;
      }
    }
  }
  return undefined;
}

/** Puts a value in, and says whether the schema accepts it there; what is still missing inside of it does not matter. */
function heals(schema: z.ZodType, copy: unknown, path: Path, value: unknown): boolean {
  if (path.length === 0) return false;
  put(copy, path, structuredClone(value));
  const at = pathText(path);
  return schema.safeParse(copy).error?.issues.every((issue) => pathText(issue.path) !== at) ?? true;
}

function put(copy: unknown, path: Path, value: unknown): void {
  const parent = valueAt(copy, path.slice(0, -1));
  const last = path.at(-1);
  if (typeof parent !== "object" || parent === null || last === undefined) return;
  if (value === undefined && !Array.isArray(parent)) Reflect.deleteProperty(parent, last);
  else (parent as Record<PropertyKey, unknown>)[last] = value;
}

/** One of each form that a setting can have, twice: what depends on the sample shows by being different. */
const SAMPLES: Record<Taste, readonly unknown[]> = {
  default: ["sample", "1Gi", "1m", "sample.invalid:1", "https://sample.invalid/", "a@sample.invalid", "01:00", "#a", 1],
  something: ["other", "2Pi", "2m", "other.invalid:2", "https://other.invalid/", "b@other.invalid", "02:00", "#b", 2],
};

function candidates(expected: JsonSchema | undefined, taste: Taste): unknown[] {
  const choices = [...(expected?.enum ?? expected?.items?.enum ?? [])];
  if (taste === "something") choices.reverse();
  const scalars = [...choices, ...SAMPLES[taste], taste === "something", {}];
  const values = [...scalars, ...scalars.map((value) => [value]), []];
  return taste === "default" ? [undefined, ...values] : [...values, undefined];
}

/** The settings that the schema complained about; of one that does not exist, also the one that was meant. */
export function offended(schema: z.ZodType, error: z.ZodError): string[] {
  const json = jsonSchema(schema);
  return error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [pathText(issue.path)];
    const known = Object.keys(schemaAt(json, issue.path)?.properties ?? {});
    return issue.keys.flatMap((key) => {
      // A key with a dot is a path that was set without --path.
      if (issue.path.length === 0 && key.includes(".")) return [key];
      return [key, nearest(key, known) ?? key].map((name) => pathText([...issue.path, name]));
    });
  });
}

/** The findings that have nothing to do with a mistake: made with either repair, and neither inside nor around one. */
export function independent(
  findings: readonly Problem[],
  others: readonly Problem[],
  mistakes: readonly string[],
): Problem[] {
  const texts = new Set(others.map((other) => JSON.stringify(other)));
  return findings.filter(
    (finding) =>
      texts.has(JSON.stringify(finding)) &&
      !mistakes.some((mistake) => within(finding.key, mistake) || within(mistake, finding.key)) &&
      !mistakes.some((mistake) => namesCredential(finding.key, mistake)),
  );
}

function within(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

/** Where the settings are that ask for credentials, by what is before the slash in a credential's key. */
function placeOf(credential: string): string {
  const [kind = "", name = ""] = credential.split("/");
  const places: Record<string, string> = {
    deadMansSwitch: "alerting.deadMansSwitch",
    logs: "logs.objectStorage",
    elastic: "elastic.snapshots",
    grafana: name === "oidcClientSecret" ? "grafana.oidc" : "grafana.database",
    remoteWrite: "metrics.remoteWrite",
    smtp: "alerting.smtp",
  };
  return places[kind] ?? `alerting.channels.${kind}`;
}

/** Whether a mistake leaves open which credentials there should be: one in a name, in a whole item or in a whole list. */
function namesCredential(key: string, mistake: string): boolean {
  if (!key.includes("/")) return false;
  const place = placeOf(key);
  return (
    within(place, mistake) || (within(mistake, place) && /^(\[\d+\](\.name)?)?$/.test(mistake.slice(place.length)))
  );
}
