/** Files of service levels as applications with SLOs, as `apps` would have them. */
import { z } from "zod";
import { parseAllDocuments } from "yaml";
import { apps, type FileApp } from "../apps";
import { nearest } from "../nearest";
import { pathText, type Problem } from "../problem";
import { hasWindow } from "../promql";
import { named, shown } from "../shown";
import { openslo } from "./openslo";
import type { FileSlo, Reading } from "./reading";
import { sloth } from "./sloth";

/** What came of reading the files. */
export interface ReadFiles {
  apps: FileApp[];
  problems: Problem[];
}

/** A file's text, or why it cannot be read, as the end of a sentence. */
export type ReadText = (path: string) => { text: string } | { problem: string };

/** Characters in a file at most: what is larger would be many files. */
const MOST_IN_FILE = 1_048_576;

/** Reads files. @param paths As `sloFiles` has them. */
export function readSloFiles(paths: readonly string[], read: ReadText): ReadFiles {
  const all = paths.map((path, index) => readOne(path, `sloFiles[${index}]`, read));
  return { apps: all.flatMap((one) => one.apps), problems: all.flatMap((one) => one.problems) };
}

function readOne(file: string, key: string, read: ReadText): ReadFiles {
  const problems: Problem[] = [];
  const refuse = (problem: string): void => {
    problems.push({ key, problem: `${file}: ${problem}`, cure: { edit: `correct ${file}` } });
  };
  const found = read(file);
  if ("problem" in found) refuse(found.problem);
  else if (found.text.length > MOST_IN_FILE) refuse(`is longer than ${MOST_IN_FILE / 1024} Ki characters`);
  else return { apps: appsOf(slosOf(found.text, refuse), key, file, refuse), problems };
  return { apps: [], problems };
}

function slosOf(text: string, refuse: Reading["refuse"]): FileSlo[] {
  const documents = parseAllDocuments(text);
  const values: unknown[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error !== undefined) {
      refuse(`is not YAML: ${error.message.split("\n", 1)[0] ?? ""}`);
      return [];
    }
    try {
      const value: unknown = document.toJS();
      if (value !== null && value !== undefined) values.push(value);
    } catch {
      refuse("is YAML whose references come to more than the file");
      return [];
    }
  }
  if (values.length === 0) refuse("is empty");
  const reading = readingOf(refuse);
  const ofOpenSlo = values.filter((value) => versionOf(value) === "openslo/v1");
  const others = values.filter((value) => versionOf(value) !== "openslo/v1");
  return [
    ...(ofOpenSlo.length > 0 ? openslo(ofOpenSlo, reading) : []),
    ...others.flatMap((value) => {
      const version = versionOf(value);
      if (version === "prometheus/v1") return sloth(value, reading);
      refuse(
        version === undefined
          ? "has neither apiVersion: openslo/v1 nor version: prometheus/v1"
          : `is of ${named(version)}, and what is read is apiVersion openslo/v1 and version prometheus/v1`,
      );
      return [];
    }),
  ];
}

function readingOf(refuse: Reading["refuse"]): Reading {
  return {
    refuse,
    parsed: (schema, value) => parsed(schema, value, refuse),
    within: (name) => readingOf((problem) => refuse(`${name}: ${problem}`)),
  };
}

function versionOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { apiVersion, version } = value as Record<string, unknown>;
  return typeof apiVersion === "string" ? apiVersion : typeof version === "string" ? version : undefined;
}

/** What a schema makes of a value; every field that is missing, unknown or of another type is named. */
function parsed<T extends z.ZodType>(schema: T, value: unknown, refuse: Reading["refuse"]): z.output<T> | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const at = (last: PropertyKey[] = []) => pathText([...issue.path, ...last]) || "the document";
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) refuse(`${at([key])} is not understood`);
    } else if (issue.code === "invalid_type") refuse(`${at()} is missing, or is no ${issue.expected}`);
    else if (issue.code === "invalid_value") {
      const values = issue.values.map(String);
      const word = typeof issue.input === "string" ? nearest(issue.input, values) : undefined;
      refuse(`${at()} is none of ${values.join(", ")}${word === undefined ? "" : `; did you mean ${word}?`}`);
    } else refuse(`${at()} ${issue.message}`);
  }
  return undefined;
}

/** Applications in the settings' own form: a file's SLOs meet the same bounds as a stack file's. */
function appsOf(slos: readonly FileSlo[], key: string, file: string, refuse: Reading["refuse"]): FileApp[] {
  const found = new Map<string, FileApp>();
  for (const { service, team, at, windowed, slo } of slos) {
    for (const query of ["errors", "good", "total", "errorRatio"]) {
      const text = slo[query];
      if (windowed && typeof text === "string" && !hasWindow(text)) {
        refuse(`${at}: the query for ${query} has no {{.window}}, by which it would get its range`);
      }
    }
    const result = apps.safeParse([{ name: service, ...(team === undefined ? {} : { team }), slo: [slo] }]);
    const [app] = result.success ? result.data : [];
    if (!result.success) {
      for (const { message, path } of result.error.issues) {
        const field = path.at(-1);
        const value = field === "name" && path.length === 2 ? service : slo[String(field)];
        refuse(`${at}: ${String(field)} ${shown(value)} ${message}`);
      }
    }
    if (app === undefined) continue;
    const same = found.get(`${app.name} ${app.team ?? ""}`);
    if (same === undefined) found.set(`${app.name} ${app.team ?? ""}`, { ...app, key, file });
    else same.slo.push(...app.slo);
  }
  return [...found.values()];
}
