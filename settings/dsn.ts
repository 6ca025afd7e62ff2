/** Data source names of databases: URLs with a user and a password, which are credentials as a whole. */

/** The kinds of database that there are rules about. */
export const DATABASE_KINDS = ["postgres", "mysql", "redis", "mongodb", "elasticsearch", "rabbitmq"] as const;
export type DatabaseKind = (typeof DATABASE_KINDS)[number];

/** Those that an exporter asks. RabbitMQ has metrics of its own. */
export const ASKED_KINDS = ["postgres", "mysql", "redis", "mongodb", "elasticsearch"] as const;
export type AskedKind = (typeof ASKED_KINDS)[number];

export function isAsked(kind: string): kind is AskedKind {
  return (ASKED_KINDS as readonly string[]).includes(kind);
}

/** What a DSN of a kind looks like. */
interface Form {
  /** The schemes, the usual one first. */
  schemes: readonly [string, ...string[]];
  /** Whether it names a user: of the others a server may ask for none, or for a password alone. */
  user: "needed" | "optional";
  /** What may follow the host, and the parameters. */
  path: RegExp;
  params: RegExp;
  /** One that would do. */
  example: string;
}

const NONE = /^$/;
const PARAMS = /^(\?[\w.]+=[\w.,+-]*(&[\w.]+=[\w.,+-]*)*)?$/;

const FORMS: Readonly<Record<AskedKind, Form>> = {
  postgres: {
    schemes: ["postgresql", "postgres"],
    user: "needed",
    path: /^(\/[\w.-]*)?$/,
    params: PARAMS,
    example: "postgresql://<user>:<password>@<host>:5432/postgres?sslmode=require",
  },
  mysql: {
    schemes: ["mysql"],
    user: "needed",
    path: /^\/?$/,
    params: /^(\?tls=(true|skip-verify|preferred))?$/,
    example: "mysql://<user>:<password>@<host>:3306",
  },
  redis: {
    schemes: ["redis", "rediss"],
    user: "optional",
    path: /^(\/\d{0,5})?$/,
    params: NONE,
    example: "redis://<user>:<password>@<host>:6379",
  },
  mongodb: {
    schemes: ["mongodb"],
    user: "optional",
    path: /^(\/[\w.-]*)?$/,
    params: PARAMS,
    example: "mongodb://<user>:<password>@<host>:27017/?tls=true",
  },
  elasticsearch: {
    schemes: ["https", "http"],
    user: "optional",
    path: /^(\/[\w.-]+)*\/?$/,
    params: NONE,
    example: "https://<user>:<password>@<host>:9200",
  },
};

/** The parts of a DSN, decoded. */
export interface Dsn {
  scheme: string;
  user: string;
  password: string;
  /** The host as URLs have it: an address of IPv6 in brackets. */
  host: string;
  /** Undefined where it names none. */
  port: number | undefined;
  path: string;
  /** The parameters with their question mark. */
  params: string;
}

/** What is wrong with a DSN, without any part of it. */
export function dsnProblem(kind: AskedKind, text: string): string | undefined {
  const parts = partsOf(kind, text);
  if (parts !== undefined) return undefined;
  const encoded = "with each of : / ? # @ % in the user and the password percent-encoded";
  return `is not a DSN of ${kind}, of one host and ${encoded} (for example ${FORMS[kind].example})`;
}

/**
 * The parts of a DSN.
 * @throws {@link Error} that says nothing of it, where {@link dsnProblem} finds something.
 */
export function parseDsn(kind: AskedKind, text: string): Dsn {
  const parts = partsOf(kind, text);
  if (parts === undefined) throw new Error(`a credential is not a DSN of ${kind}`);
  return parts;
}

/** A DSN whose user and password have nothing in them that any program takes for something else. */
export function formatDsn({ scheme, user, password, host, port, path, params }: Dsn): string {
  const signedIn = user === "" && password === "" ? "" : `${encoded(user)}:${encoded(password)}@`;
  return `${scheme}://${signedIn}${host}${port === undefined ? "" : `:${port}`}${path}${params}`;
}

/** A value that says that it is none, of the right form. */
export function placeholderDsn(kind: AskedKind, password: string): string {
  return `${FORMS[kind].schemes[0]}://placeholder:${password}@placeholder.invalid`;
}

/** Instead of what cannot be decoded; nothing that is decoded has it in it. */
const UNREADABLE = "\0";

function partsOf(kind: AskedKind, text: string): Dsn | undefined {
  const { schemes, user: needed, path, params } = FORMS[kind];
  // A raw @ in a password would be read as the end of it by some, and as a part of it by others.
  const [, scheme = "", signedIn, rest = ""] = /^([a-z]+):\/\/(?:([^@/?#]*)@)?([^@]+)$/.exec(text) ?? [];
  // The rest is read as a URL of http's, whose host has to be one; those of other schemes may be anything.
  if (!schemes.includes(scheme) || !/^[\x21-\x7e]+$/.test(text) || !URL.canParse(`http://${rest}`)) return undefined;
  const url = new URL(`http://${rest}`);
  const end = rest.search(/[/?#]/);
  const server = end < 0 ? rest : rest.slice(0, end);
  const [, host = "", port] = /^(\[[\da-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/.exec(server) ?? [];
  const [user = "", password = "", ...more] = (signedIn ?? "").split(":").map((part) => decoded(part) ?? UNREADABLE);
  const signsIn = signedIn === undefined ? needed === "optional" : password !== "" && more.length === 0;
  const [own = ""] = rest.slice(server.length).split(/[?#]/);
  const found = { path: own, params: url.search };
  const right =
    host !== "" &&
    signsIn &&
    ![user, password].includes(UNREADABLE) &&
    (user !== "" || needed === "optional") &&
    url.hash === "" &&
    Number(port ?? 1) >= 1 &&
    Number(port ?? 1) <= 65_535 &&
    path.test(found.path) &&
    params.test(found.params);
  if (!right) return undefined;
  return { scheme, user, password, host, port: port === undefined ? undefined : Number(port), ...found };
}

/** Undefined for what is not percent-encoded, or for a character that no program takes in a variable or a line. */
function decoded(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return /[\p{Cc}\u2028\u2029]/u.test(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
