/** What the environment says, read once: a mistake ends the program at its start, with a message that names the variable. */
export interface Config {
  /** The name in metrics, lines and spans: `OTEL_SERVICE_NAME`, the same as the pod's label `app.kubernetes.io/name`. */
  service: string;
  /** `HOST`. Default: this machine alone; a container sets 0.0.0.0. */
  host: string;
  /** `PORT`; 0 takes a free one. */
  port: number;
  /** `DRILLS=on|off`: whether a request may ask to be slow or to fail. Default: on; off where strangers can reach it. */
  drills: boolean;
  /** `LOG_LEVEL`. */
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
  /** `DEMO_PASSWORD` of the users ada and grace. Without it nobody can log in: a default password would be a known one. */
  demoPassword: string | undefined;
  /**
   * `SHUTDOWN_DELAY_MS`: how long requests are still taken after SIGTERM, while readiness fails already and load balancers
   * learn of it. Default: 0; in Kubernetes more than the readiness probe's period.
   */
  shutdownDelayMs: number;
  /** `SHUTDOWN_TIMEOUT_MS`: after which the process ends, whatever is under way. Below the pod's grace period. */
  shutdownTimeoutMs: number;
}

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** @throws Error that names the variable, what is wrong with it and what it may be. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const config = {
    service: text(env, "OTEL_SERVICE_NAME", "sample-app", /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "a Kubernetes name"),
    host: text(env, "HOST", "127.0.0.1", /^[0-9A-Za-z.:-]{1,253}$/, "an address or a host's name"),
    port: number(env, "PORT", 8080, 65_535),
    drills: oneOf(env, "DRILLS", "on", ["on", "off"]) === "on",
    logLevel: oneOf(env, "LOG_LEVEL", "info", LEVELS),
    demoPassword: env["DEMO_PASSWORD"] === "" ? undefined : env["DEMO_PASSWORD"],
    shutdownDelayMs: number(env, "SHUTDOWN_DELAY_MS", 0, 60_000),
    shutdownTimeoutMs: number(env, "SHUTDOWN_TIMEOUT_MS", 25_000, 120_000),
  };
  if (config.shutdownDelayMs >= config.shutdownTimeoutMs) {
    throw new Error("SHUTDOWN_DELAY_MS is not below SHUTDOWN_TIMEOUT_MS: requests under way would have no time to end");
  }
  return config;
}

function text(env: NodeJS.ProcessEnv, name: string, fallback: string, pattern: RegExp, kind: string): string {
  const value = env[name] ?? fallback;
  if (!pattern.test(value)) throw new Error(`${name} is not ${kind}`);
  return value;
}

function number(env: NodeJS.ProcessEnv, name: string, fallback: number, most: number): number {
  const value = env[name] ?? String(fallback);
  if (!/^\d{1,9}$/.test(value) || Number(value) > most) throw new Error(`${name} is not a whole number up to ${most}`);
  return Number(value);
}

function oneOf<T extends string>(env: NodeJS.ProcessEnv, name: string, fallback: T, values: readonly T[]): T {
  const value = env[name] ?? fallback;
  const found = values.find((one) => one === value);
  if (found === undefined) throw new Error(`${name} is none of ${values.join(", ")}`);
  return found;
}
