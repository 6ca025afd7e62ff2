/**
 * The credentials of a stack: which ones its settings ask for, and what is wrong with those that are given. Each is a key of its
 * own, so that one command sets it as a secret without touching the rest, and so that one in plain text is seen.
 */
import { channelCredentials, deadMansSwitchCredentials, smtpCredentials } from "../components/alertmanager/credentials";
import { dsnCredentials } from "../components/databases/credentials";
import { elasticCredentials } from "../components/elastic/credentials";
import {
  databaseCredentials,
  oidcCredentials,
  remoteWriteCredentials,
} from "../components/kube-prometheus-stack/credentials";
import { logCredentials } from "../components/loki/credentials";
import type { RawValue, Settings } from "../settings";
import { CHANNEL_KINDS } from "../settings/channels";
import { type CredentialNeed, dsnKind } from "../settings/credential";
import { ASKED_KINDS, dsnProblem } from "../settings/dsn";
import { nearest } from "../settings/nearest";
import type { Cure, Problem } from "../settings/problem";
import { ROTATE } from "./foreign-keys";
import { isPrintable } from "./printable";
import { fromJson, isMarked } from "./raw";
import { settled } from "./unsettled";

/** What asks for credentials, and how their keys begin. */
interface Source {
  prefix: string;
  needs: (settings: Settings) => CredentialNeed[];
}

const SOURCES: readonly Source[] = [
  ...CHANNEL_KINDS.map((kind): Source => ({
    prefix: `${kind}/`,
    needs: (settings) => channelCredentials(settings, kind),
  })),
  { prefix: "smtp/", needs: smtpCredentials },
  { prefix: "deadMansSwitch/", needs: deadMansSwitchCredentials },
  { prefix: "grafana/oidcClientSecret", needs: oidcCredentials },
  { prefix: "grafana/databasePassword", needs: databaseCredentials },
  { prefix: "remoteWrite/", needs: remoteWriteCredentials },
  { prefix: "logs/", needs: logCredentials },
  { prefix: "elastic/", needs: elasticCredentials },
  ...ASKED_KINDS.map((kind): Source => ({ prefix: `${kind}/`, needs: (settings) => dsnCredentials(settings, kind) })),
];

/** How the keys of credentials begin. */
export const CREDENTIAL_PREFIXES: readonly string[] = SOURCES.map(({ prefix }) => prefix);

/** Every credential that a stack's settings ask for, each once, in a fixed order. */
export function credentialsNeeded(settings: Settings): CredentialNeed[] {
  return once(SOURCES.flatMap(({ needs }) => needs(settings)));
}

/** Two channels of one name, which is a mistake of its own, would ask for the same one. */
function once(needs: readonly CredentialNeed[]): CredentialNeed[] {
  return [...new Map(needs.map((need) => [need.key, need])).values()];
}

/**
 * Credentials that are missing, in plain text, malformed, or that nothing needs. Never says a credential's value. Those
 * that a mistaken setting decides on are left out.
 */
export function credentialProblems(settings: Settings, given: Readonly<Record<string, RawValue>>): Problem[] {
  const sources = SOURCES.map(({ prefix, needs }) => ({ prefix, needs: settled(() => needs(settings)) }));
  const needed = once(sources.flatMap(({ needs }) => needs ?? []));
  const unsettled = sources.filter(({ needs }) => needs === undefined).map(({ prefix }) => prefix);

  const problems = needed.flatMap((need) => credentialProblem(need, given[need.key]));
  const known = needed.map(({ key }) => key);
  const unneeded = Object.keys(given)
    .filter((key) => !known.includes(key))
    .flatMap((key): Problem[] => {
      const meant = nearest(key, known);
      const instead = meant === undefined ? "" : `; did you mean ${meant}?`;
      const { secret = true, value = "" } = given[key] ?? {};
      // One in plain text is a mistake whether it is needed or not.
      if (!secret && value !== "") {
        const cures: Cure[] = [{ remove: key }, ...(meant === undefined ? [] : [{ secret: meant }])];
        const problem = `is in plain text in the stack file, and no setting asks for it${instead}`;
        return [{ key, problem, cure: { steps: [ROTATE, ...cures] } }];
      }
      if (unsettled.some((prefix) => key.startsWith(prefix))) return [];
      return [{ key, problem: `is a credential that no setting asks for${instead}`, cure: { remove: key } }];
    });
  return [...problems, ...unneeded];
}

/** What is marked as a credential, and is not one that Pulumi can decrypt. */
export const NOT_ENCRYPTED = "is marked `secure`, and what is marked is not encrypted";

function credentialProblem({ key, what, form }: CredentialNeed, given: RawValue | undefined): Problem[] {
  const problem = (text: string): Problem[] => [{ key, problem: text, cure: { secret: key } }];
  if (given === undefined || given.value === "")
    return problem(`is missing: ${what}`).map((missing) => ({ ...missing, missingCredential: true }));
  if (!given.secret) {
    const problem = isMarked(fromJson(given.value)) ? NOT_ENCRYPTED : "is in plain text in the stack file";
    return [{ key, problem, cure: { steps: [ROTATE, { secret: key }] } }];
  }
  if (form === "json") return isJsonObject(given.value) ? [] : problem("is not a JSON object");
  if (!isPrintable(given.value)) return problem("has an end of a line or another control character in it");
  // Passwords may have spaces in them; Alertmanager and Grafana cut off those around one.
  if (given.value.trim() !== given.value) return problem("begins or ends with a space");
  const kind = form === "dsn" ? dsnKind(key) : undefined;
  const wrong = kind === undefined ? undefined : dsnProblem(kind, given.value);
  if (wrong !== undefined) return problem(wrong);
  if (form === "url" && !/^https?:\/\/[^\s/]\S*$/.test(given.value)) return problem("is not an http(s) URL");
  return [];
}

function isJsonObject(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
