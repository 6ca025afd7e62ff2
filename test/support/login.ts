/** A login, and the paths that it is sent by. */
import type { Engine } from "../../names/loki";
import { settingsOf } from "./settings";

/** How long audit events are kept, unlike any default. */
export const AUDIT_DAYS = 400;
/** A stack's settings with every path. */
export const settingsFor = (engine: Engine) =>
  settingsOf({
    logs: { engine, auditRetention: `${AUDIT_DAYS}d` },
    elastic: { logstash: {}, retention: { audit: `${AUDIT_DAYS}d` } },
  });

export const settings = settingsFor("loki");

export const WHO = "ann.b@mail.example.com";
export const TRACE = "0af7651916cd43dd8448eb211c80319c";

let begun: Date | undefined;

/** When the login is written down: the first time that it is asked for. */
export const now = () => (begun ??= new Date());

/** When it was, seven minutes before: no path may make it the time of its arrival. */
export const when = () => new Date(now().getTime() - 7 * 60_000);

export const LOGIN = {
  audit: true,
  event: "UserLogin",
  user_id: WHO,
  outcome: "success",
  source_ip: "192.0.2.7",
  password: "hunter2",
  metadata: { request_id: "r-1", duration: 12.5, token: "hunter2" },
};

/** Each path, with the span that tells its login from the others', and the stores at its end. */
export const PATHS = {
  "JSON on stdout, Promtail": { span: "1b".repeat(8), stores: ["Loki 2.9"] },
  "JSON on stdout, Alloy": { span: "2b".repeat(8), stores: ["Loki 3"] },
  "JSON on stdout, Fluentd": { span: "3b".repeat(8), stores: ["Elasticsearch"] },
  "JSON on stdout, Filebeat and Logstash": { span: "4b".repeat(8), stores: ["Elasticsearch"] },
  "OTLP, attributes": { span: "5b".repeat(8), stores: ["Loki 3", "Elasticsearch"] },
  "OTLP, JSON as body": { span: "6b".repeat(8), stores: ["Loki 3", "Elasticsearch"] },
  "OTLP, an object as body": { span: "7b".repeat(8), stores: ["Loki 3", "Elasticsearch"] },
} as const;
export type Path = keyof typeof PATHS;

/** Records that say when they were, and whether that is believed. */
export const TIMES: Record<
  string,
  { time: () => Date | null; attributes?: () => Record<string, string>; said?: true }
> = {
  "by its attribute alone": { time: () => null, attributes: () => ({ timestamp: when().toISOString() }), said: true },
  nothing: { time: () => null },
  yesterday: { time: () => new Date(now().getTime() - 86_400_000) },
  tomorrow: { time: () => new Date(now().getTime() + 86_400_000) },
};

/** What Kubernetes says of the container. */
export const POD = {
  cluster: "test",
  namespace: "shop",
  service: "web",
  container: "app",
  pod: "web-1",
  node: "node-1",
};

/** The line of a path that begins at a container. */
export const lineBy = (by: Path) =>
  JSON.stringify({
    timestamp: when().toISOString(),
    level: "info",
    message: "signed in",
    service: "web",
    trace_id: TRACE,
    span_id: PATHS[by].span,
    ...LOGIN,
  });
