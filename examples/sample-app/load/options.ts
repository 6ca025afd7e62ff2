/** What the load generator takes, all of it bounded: it is for drills, and not for breaking what belongs to others. */
import { parseArgs } from "node:util";

export interface Load {
  url: string;
  seconds: number;
  /** Requests per second. */
  rate: number;
  /** Requests under way at most; what would exceed it is left out, and counted. */
  concurrency: number;
  /** Percent of requests that are asked to fail, and to be slow. */
  errors: number;
  slow: number;
  slowMs: number;
}

export const USAGE = `npm run load -- [--url http://127.0.0.1:8080] [--seconds 60] [--rate 20] [--concurrency 20]
  [--errors 0] [--slow 0] [--slow-ms 800] [--allow-remote]
Up to 3600 seconds, 200 requests per second, 100 at a time; percentages of requests that fail or are slow on request.
DEMO_PASSWORD, if it is set, logs a user in. Another host than this machine only with --allow-remote: ask whose it is.`;

const HERE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws Error that says what is wrong with an argument. */
export function readLoad(args: readonly string[]): Load {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: text,
      seconds: text,
      rate: text,
      concurrency: text,
      errors: text,
      slow: text,
      "slow-ms": text,
      "allow-remote": { type: "boolean" },
    },
  });
  const bounded = (
    name: Exclude<keyof typeof values, "allow-remote" | "url">,
    fallback: number,
    least: number,
    most: number,
  ) => {
    const number = Number(values[name] ?? fallback);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new Error(`--${name} is not a whole number from ${least} to ${most}`);
    }
    return number;
  };
  const load = {
    url: address(values.url ?? "http://127.0.0.1:8080", values["allow-remote"] === true),
    seconds: bounded("seconds", 60, 1, 3600),
    rate: bounded("rate", 20, 1, 200),
    concurrency: bounded("concurrency", 20, 1, 100),
    errors: bounded("errors", 0, 0, 100),
    slow: bounded("slow", 0, 0, 100),
    slowMs: bounded("slow-ms", 800, 1, 5000),
  };
  if (load.errors + load.slow > 100) throw new Error("--errors and --slow are more than all requests together");
  return load;
}

function address(url: string, isRemoteAllowed: boolean): string {
  if (!URL.canParse(url)) throw new Error("--url is not a URL");
  const { protocol, hostname, origin, username } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") throw new Error("--url is not http or https");
  if (username !== "") throw new Error("--url has credentials: it would be in the list of processes");
  if (!isRemoteAllowed && !HERE.test(hostname)) {
    throw new Error(`${hostname} is not this machine: --allow-remote, if it is yours to load`);
  }
  return origin;
}
