/** Where a program is asked, and with which credentials: an address from the command line, credentials from the environment alone. */
import type { Headers } from "../../../reports/http";
import { UserError } from "../stack";

export interface Address {
  /** Without a slash at its end. */
  url: string;
  headers: Headers;
  /** What no message may repeat. */
  secrets: readonly string[];
}

/** What is asked cannot be: neither a result nor a failure. */
export class CannotAsk extends UserError {
  override readonly exitCode = 2;
}

/** Hosts that a credential reaches without leaving the machine or the cluster's own network. */
const NEAR = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|[\w-]+|(?:[\w-]+\.)+(?:svc|cluster\.local))$/;

/**
 * An address and its credentials: `<PROGRAM>_TOKEN`, or `<PROGRAM>_USER` and `<PROGRAM>_PASSWORD`; `<PROGRAM>_TENANT` is sent as
 * `X-Scope-OrgID`, by which Loki and Mimir tell tenants apart.
 * @param program The program in capitals, e.g. `PROMETHEUS`.
 * @param option The option with the address. Default: the program in small letters.
 * @throws {@link CannotAsk} that repeats nothing of what was given.
 */
export function addressOf(
  program: "ELASTICSEARCH" | "LOKI" | "PROMETHEUS",
  given: string,
  env: NodeJS.ProcessEnv,
  option = `--${program.toLowerCase()}`,
): Address {
  const url = parsed(option, given);
  if (url.username !== "" || url.password !== "")
    throw new CannotAsk(
      `${option} holds a user or a password, which every list of processes shows\n  -> set ${program}_USER and ${program}_PASSWORD, or ${program}_TOKEN`,
    );
  if (url.search !== "" || url.hash !== "")
    throw new CannotAsk(`${option} has a query: it is a program's address alone`);
  const { authorization, secrets } = credentials(program, env);
  if (secrets.length > 0 && url.protocol === "http:" && !NEAR.test(url.hostname))
    throw new CannotAsk(`${option} is not https, and ${program}'s credentials would be sent in the clear`);
  const tenant = env[`${program}_TENANT`];
  return {
    url: url.href.replace(/\/+$/, ""),
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(tenant === undefined || tenant === "" ? {} : { "x-scope-orgid": header(`${program}_TENANT`, tenant) }),
    },
    secrets,
  };
}

function parsed(option: string, given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(given))
    throw new CannotAsk(`${option} is not an http(s) URL, e.g. ${option} http://localhost:9090`);
  return url;
}

function credentials(program: string, env: NodeJS.ProcessEnv): { authorization?: string; secrets: string[] } {
  const read = (name: string) => {
    const key = `${program}_${name}`;
    const value = (env[key] ?? "").replace(/\r?\n$/, "");
    return value === "" ? undefined : header(key, value);
  };
  const [token, user, password] = [read("TOKEN"), read("USER"), read("PASSWORD")];
  if (token !== undefined && (user !== undefined || password !== undefined))
    throw new CannotAsk(`both ${program}_TOKEN and ${program}_USER or ${program}_PASSWORD are set: unset one of them`);
  if ((user === undefined) !== (password === undefined))
    throw new CannotAsk(`one of ${program}_USER and ${program}_PASSWORD is missing`);
  if (token !== undefined) return { authorization: `Bearer ${token}`, secrets: [token] };
  if (user === undefined || password === undefined) return { secrets: [] };
  const basic = Buffer.from(`${user}:${password}`).toString("base64");
  return { authorization: `Basic ${basic}`, secrets: [password, basic] };
}

/** A value that HTTP takes in a header. */
function header(key: string, value: string): string {
  if (/[\u0000-\u001f\u007f]/.test(value))
    throw new CannotAsk(`${key} holds a line break or another control character`);
  return value;
}
