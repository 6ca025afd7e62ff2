/** The DSNs of databases that an exporter asks, and what is made of each for its exporter. */
import type { Settings } from "../../settings";
import { type CredentialNeed, dsnKey } from "../../settings/credential";
import { needsExporter } from "../../settings/databases";
import { type AskedKind, type Dsn, formatDsn, parseDsn } from "../../settings/dsn";

/** The DSNs of the databases of one kind. */
export function dsnCredentials({ databases }: Pick<Settings, "databases">, kind: AskedKind): CredentialNeed[] {
  return databases
    .filter((database) => database.kind === kind && needsExporter(database))
    .map(({ name }) => ({ key: dsnKey(kind, name), what: `the DSN of ${name} for its exporter`, form: "dsn" }));
}

/** The keys of an exporter's Secret. What a server does not ask for is not in it. */
export const DSN_KEYS = {
  dsn: "dsn",
  address: "address",
  user: "user",
  password: "password",
  file: "my.cnf",
} as const;

/** What the Secret of an exporter holds, each value as its program takes it. */
export function secretData(kind: AskedKind, text: string): Record<string, string> {
  const dsn = parseDsn(kind, text);
  switch (kind) {
    // Both take several of them with a comma between, which is in none that is encoded anew.
    case "postgres":
    case "mongodb":
      return { [DSN_KEYS.dsn]: formatDsn(dsn) };
    case "redis":
    case "elasticsearch":
      return { [DSN_KEYS.address]: formatDsn({ ...dsn, user: "", password: "" }), ...signingIn(dsn) };
    case "mysql":
      return { [DSN_KEYS.file]: optionFile(dsn), ...signingIn(dsn) };
  }
}

function signingIn({ user, password }: Dsn): Record<string, string> {
  return {
    ...(user === "" ? {} : { [DSN_KEYS.user]: user }),
    ...(password === "" ? {} : { [DSN_KEYS.password]: password }),
  };
}

/**
 * MySQL's option file, without what may have signs in it that the file gives a meaning to: mysqld_exporter takes user and password
 * from variables, which the file refers to.
 */
function optionFile({ host, port, params }: Dsn): string {
  const tls = /^\?tls=(.+)$/.exec(params)?.[1];
  const lines = [
    "[client]",
    `host = ${host.replace(/^\[|\]$/g, "")}`,
    `port = ${port ?? 3306}`,
    "user = ${MYSQLD_EXPORTER_USER}",
    "password = ${MYSQLD_EXPORTER_PASSWORD}",
    ...(tls === undefined ? [] : [`tls = ${tls}`]),
  ];
  return `${lines.join("\n")}\n`;
}
