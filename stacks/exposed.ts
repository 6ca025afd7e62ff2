/**
 * Credentials in settings, where they would be in plain text: in the stack file, in Helm's values and its history, in Pulumi's
 * state, in previews and in rendered files. Each is refused, and the credential's own key is named where there is one.
 */
import { MOST_IN_TEXT } from "../settings/bounds";
import { dsnKey, storeCredentials } from "../settings/credential";
import { isAsked } from "../settings/dsn";
import { type Cure, type Path, pathText, type Problem } from "../settings/problem";
import { isPlain } from "../settings/shown";
import { type JsonSchema, schemaAt } from "./json-schema";
import { texts, valueAt } from "./raw";

/** A user, or a user and a password, before the host of a URL; a password may have a slash in it, and `host:port/a@b` is none. */
const USER = /:\/\/(?:[^\s/?#]*@|[^\s:/@]+:(?!\d+(?:\/|$))[^\s@]*@)/;

/** A parameter of a URL, in its query or its fragment, whose name says that its value is a credential. */
const PARAMETER =
  /[?&;#](api[_-]?key|key|(?:[\w-]*[_-])?token|auth|password|passwd|pwd|pass|(?:[\w-]*[_-])?secret|sig|signature|x-amz-signature|x-goog-signature|credentials?|code)=[^\s&;#]/i;

/** A header whose value is a credential. Source: RFC 9110, section 11, RFC 6265, and what APIs name theirs. */
const HEADER =
  /(?:^|[-_])(?:authorization|authentication|cookie|api[-_]?key|access[-_]?key|private[-_]?key|token|secret|password|passwd|credentials?|signature)(?:$|[-_])|^x-auth(?:-key)?$|^apikey$/i;

/** Texts that are credentials whatever setting they are in, by what they are. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/./i, "a Slack webhook's URL"],
  [/discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/./i, "a Discord webhook's URL"],
  [/\.webhook\.office\.com\/./i, "a Teams webhook's URL"],
  [/\bxox[a-z]-[\w-]{8,}/, "a Slack token"],
  [/\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,})/, "a token of GitHub or GitLab"],
  [/\bgl(?:sa|c)_\w{16,}/, "a Grafana token"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an access key of AWS"],
  [/\bAIza[\w-]{35}/, "an API key of Google"],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\./, "a JSON web token"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(?:Bearer|Basic)\s+[\w+/=.~-]{8,}/i, "an Authorization header"],
];

/** Settings that are regular expressions, which may say what a credential looks like. */
const PATTERNS = /^(?:logs\.(?:drop|redact)|tracing\.redact)\b/;

/** What is in the name of a setting or a key whose value is a credential. */
const CREDENTIAL =
  /password|passwd|pwd$|secret|token|api[_-]?key|routing[_-]?key|(?:private|access|account|client|service)[_-]?key|credentials?$|kubeconfig|^auth$/i;

/** Names that speak of a credential and are none: a switch, a file, a name. */
const ABOUT = /^(?:skip|use|enable|disable)|(?:files?|paths?|names?|arn|type|url|id)$/i;

/** Whether a setting of this name, which the program does not know, would hold a credential. */
export function namesCredential(name: string): boolean {
  return CREDENTIAL.test(name) && !ABOUT.test(name);
}

/**
 * Credentials that stand in settings.
 * @param sections The sections as they were written, with whatever mistakes.
 * @param known The settings that there are.
 */
export function exposedCredentials(sections: Readonly<Record<string, unknown>>, known: JsonSchema): Problem[] {
  const seen = new Set<string>();
  return texts(sections).flatMap(({ path, text }) => {
    const key = pathText(path);
    const last = String(path.at(-1));
    const unknown = path.length > 1 && text !== last && namesCredential(last) && schemaAt(known, path) === undefined;
    const what = unknown
      ? "is not a setting, and by its name a credential"
      : PATTERNS.test(key)
        ? undefined
        : exposure(path, text);
    if (what === undefined || seen.has(key)) return [];
    seen.add(key);
    return [{ key, problem: `${what}: here it would be in plain text`, cure: cureOf(path, sections) }];
  });
}

function exposure(path: Path, whole: string): string | undefined {
  // A longer text is refused for its length, and some of the patterns take steps by the square of it.
  const text = whole.slice(0, MOST_IN_TEXT);
  const decoded = unescaped(text);
  const form = FORMS.find(([pattern]) => pattern.test(text) || pattern.test(decoded));
  if (form !== undefined) return `holds ${form[1]}, which is a credential`;
  if (USER.test(text) || USER.test(decoded)) return "holds a user or a password in a URL";
  const [, parameter] = text.includes("://") ? (PARAMETER.exec(text) ?? PARAMETER.exec(decoded) ?? []) : [];
  if (parameter !== undefined) return "holds a credential in a URL's parameters";
  if (path.at(-2) === "headers" && HEADER.test(String(path.at(-1)))) return "is a header that carries a credential";
  const [section, list, kind, , option] = path;
  if (section !== "alerting" || list !== "channels") return undefined;
  // What a Slack channel may be called has no limits but white space.
  if (kind === "slack" && option === "channel" && text.includes("://"))
    return "holds a URL, which may be the webhook's";
  if (option === "name" && path.length === 5 && text !== "name" && !isPlain(text) && !/[:@\s]/.test(text))
    return "looks like a key or a token, and not like a channel's name";
  return undefined;
}

/** A text with `%40` as `@`; itself where a per cent sign is only that. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function cureOf(path: Path, sections: Readonly<Record<string, unknown>>): Cure {
  const out = { edit: "take it out of {file}" };
  const rotated = { edit: "replace it where it came from" };
  const secret = credentialOf(path, sections);
  if (secret === undefined) return { all: [out, rotated] };
  const auth = signsIn(path, sections);
  return { steps: [out, ...(auth === undefined ? [] : [auth]), { secret }, rotated] };
}

/** A store of remote write takes a credential once it is told how to sign in. */
function signsIn(path: Path, sections: unknown): Cure | undefined {
  if (path[0] !== "metrics" || path[1] !== "remoteWrite") return undefined;
  const auth = valueAt(sections, [...path.slice(0, 3), "auth"]);
  if (auth === "basic" || auth === "bearer") return undefined;
  return { set: `${pathText(path.slice(0, 3))}.auth`, to: path.includes("headers") ? "bearer" : "basic" };
}

/** The key of the credential that a setting is about, if there is one. */
function credentialOf(path: Path, sections: unknown): string | undefined {
  const [section, part, kind] = path;
  const nameOf = (length: number) => {
    const name = valueAt(sections, [...path.slice(0, length), "name"]);
    return typeof name === "string" && isPlain(name) && path.at(-1) !== "name" ? name : "<name>";
  };
  if (section === "databases") {
    const kind = valueAt(sections, [...path.slice(0, 2), "kind"]);
    return typeof kind === "string" && isAsked(kind) ? dsnKey(kind, nameOf(2)) : undefined;
  }
  switch (`${String(section)}.${String(part)}`) {
    case "metrics.remoteWrite":
      return `remoteWrite/${nameOf(3)}`;
    case "alerting.channels":
      return kind === "email" ? "smtp/password" : `${String(kind)}/${nameOf(4)}`;
    case "alerting.smtp":
      return "smtp/password";
    case "grafana.oidc":
      return "grafana/oidcClientSecret";
    case "grafana.database":
      return "grafana/databasePassword";
    case "logs.objectStorage":
    case "elastic.snapshots": {
      const type = valueAt(sections, [...path.slice(0, 2), "type"]);
      const store = type === "gcs" || type === "azure" ? type : "s3";
      return storeCredentials(section === "logs" ? "logs" : "elastic", store, "").at(-1)?.key;
    }
    default:
      return undefined;
  }
}
