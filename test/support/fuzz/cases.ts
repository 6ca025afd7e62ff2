/** What a drawn stack file comes to: refused with its mistakes, or, with the cures that the mistakes name, accepted. */
import { NAMESPACE, type RawConfig, type Settings } from "../../../settings";
import { dsnKind } from "../../../settings/credential";
import { placeholderDsn } from "../../../settings/dsn";
import type { Cure, Problem } from "../../../settings/problem";
import { credentialsNeeded } from "../../../stacks/credentials";
import { parseSettings } from "../../../stacks/settings";
import { CANARY } from "./hostile";

export type Sections = Record<string, unknown>;

/** The raw configuration of some sections, with a planted credential for each that they ask for. */
export function rawOf(sections: Sections): RawConfig {
  const own = Object.entries(sections).map(([key, value]) => [
    `${NAMESPACE}:${key}`,
    { value: typeof value === "string" ? value : JSON.stringify(value), secret: false },
  ]);
  const raw = Object.fromEntries(own) as RawConfig;
  const { settings } = parseSettings(raw);
  const needs = settings === undefined ? [] : credentialsNeeded(settings);
  const given = needs.map(({ key, form }, index) => {
    const secret = `${CANARY}-${index}`;
    const value = {
      dsn: placeholderDsn(dsnKind(key) ?? "postgres", secret),
      json: JSON.stringify({ key: secret }),
      text: secret,
      url: `https://hooks.invalid/${secret}`,
    }[form];
    return [`${NAMESPACE}:${key}`, { value, secret: true }] as const;
  });
  return { ...raw, ...Object.fromEntries(given) };
}

/** A stack file that the program accepts. */
export interface Accepted {
  sections: Sections;
  raw: RawConfig;
  settings: Settings;
}

/** How often cures are looked for: one may bring about the next mistake. */
const ROUNDS = 12;

/** The stack file with the cures of its mistakes, until there is none; undefined where the cures do not lead there. */
export function cured(sections: Sections): Accepted | undefined {
  let now = sections;
  for (let round = 0; round < ROUNDS; round++) {
    const raw = rawOf(now);
    const { settings, problems } = parseSettings(raw);
    if (settings !== undefined && problems.length === 0) return { sections: now, raw, settings };
    // From behind, so that what is taken out of a list does not move what other cures are about.
    for (const problem of [...problems].reverse()) now = applied(now, problem, problem.cure);
  }
  return undefined;
}

/** What the command of a cure makes of the stack file; what is to be done by hand takes the setting out. */
function applied(sections: Sections, problem: Problem, cure: Cure): Sections {
  if ("any" in cure) return applied(sections, problem, cure.any[0] ?? { edit: "" });
  if ("all" in cure) return cure.all.reduce((at, one) => applied(at, problem, one), sections);
  if ("steps" in cure) return cure.steps.reduce((at, one) => applied(at, problem, one), sections);
  if ("set" in cure) {
    const path = parsed(cure.set);
    const given = cure.to.startsWith("<")
      ? GIVEN[String(path.findLast((part) => typeof part === "string"))]
      : typed(cure.to);
    if (given !== undefined) return changed(sections, path, given) as Sections;
    return changed(sections, whole(path), undefined) as Sections;
  }
  if ("unset" in cure) return changed(sections, parsed(cure.unset), undefined) as Sections;
  return changed(sections, whole(parsed(problem.key)), undefined) as Sections;
}

/** What somebody fills in where a cure says `<value>`, by the name of the setting. */
const GIVEN: Readonly<Record<string, unknown>> = {
  account: "account",
  authUrl: "https://sso.example.com/auth",
  bucket: "bucket",
  claim: "claim",
  clientId: "client",
  domain: "example.com",
  from: "alerts@example.com",
  host: "db.example.com:5432",
  issuer: "https://sso.example.com",
  name: "a",
  namespaces: "a",
  platform: "generic",
  region: "eu-central-1",
  retention: "7d",
  service: "a",
  smarthost: "smtp.example.com:587",
  team: "platform",
  tokenUrl: "https://sso.example.com/token",
  url: "https://example.com/push",
  userinfoUrl: "https://sso.example.com/user",
  username: "user",
};

/** The item of a list that a setting is in, or the setting itself. */
function whole(path: (string | number)[]): (string | number)[] {
  const last = path.findLastIndex((part, at) => typeof part === "number" && at < path.length - 1);
  return last === -1 ? path : path.slice(0, last + 1);
}

/** `a.b[0]["c"]` as its parts. */
function parsed(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\["((?:\\"|[^"])*)"\]|([^.[\]]+)/g)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted?.replaceAll('\\"', '"') ?? name ?? "") : Number(index),
  );
}

/** What `pulumi config set --path` makes of a word. A number with a point it leaves a text, which the plan says how to mend. */
function typed(word: string): unknown {
  if (word === "true" || word === "false") return word === "true";
  return /^(0|-?[1-9]\d*|\d+\.\d+)$/.test(word) ? Number(word) : word;
}

/** A copy with another value at a path, or without what is there. */
function changed(value: unknown, [first, ...rest]: (string | number)[], by: unknown): unknown {
  if (first === undefined) return by;
  if (typeof first === "number") {
    const list: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
    const inner = changed(list[first], rest, by);
    if (inner === undefined) list.splice(first, 1);
    else list[first] = inner;
    return list;
  }
  const section = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Sections) : {};
  const inner = changed(section[first], rest, by);
  const others = Object.entries(section).filter(([name]) => name !== first);
  return Object.fromEntries(inner === undefined ? others : [...others, [first, inner]]);
}
