/** What applications do: one answers with errors, a queue grows, a probe fails. */
import { FAILING } from "./cluster";
import {
  constant,
  counter,
  counterThen,
  daily,
  histogram,
  level,
  ramp,
  seldom,
  share,
  type Asked,
  type Shape,
  type Shapes,
  then,
} from "./shapes";

/** Requests a second that a pod answers. */
const RATES: Readonly<Record<string, number>> = { gateway: 40, checkout: 12, catalog: 25, payments: 8, emails: 3 };

/** Mean durations in seconds. */
const MEANS: Readonly<Record<string, number>> = {
  gateway: 0.06,
  checkout: 0.12,
  catalog: 0.04,
  payments: 0.15,
  emails: 0.5,
};

/** Failed requests of all, when all is well and after something went wrong. */
const FAILED = 0.0004;
const BROKEN = 0.16;

function isFailing({ labels }: Asked): boolean {
  return (labels["service"] ?? labels["server"]) === FAILING.service;
}

function rateOf({ labels }: Asked): number {
  return RATES[labels["service"] ?? labels["server"] ?? ""] ?? 5;
}

/** A counter of requests by their status, where one status stands for all that fail. */
function requests(asked: Asked, kind: "failed" | "missing" | "well"): Shape {
  const rate = rateOf(asked);
  if (kind === "missing") return counter(asked, rate * 0.01);
  const part = (failed: number) => rate * (kind === "failed" ? failed : 1 - failed);
  return isFailing(asked)
    ? counterThen(asked, part(FAILED), FAILING.since, part(BROKEN))
    : counter(asked, part(FAILED));
}

function kindOf(code: string): "failed" | "missing" | "well" {
  if (/^5|ERROR$/.test(code)) return "failed";
  return code.startsWith("4") ? "missing" : "well";
}

function durations(asked: Asked): Shape {
  const code = asked.labels["http_response_status_code"] ?? asked.labels["status_code"] ?? "200";
  const mean = MEANS[asked.labels["service"] ?? asked.labels["server"] ?? ""] ?? 0.1;
  const shares: Record<string, number> = { failed: FAILED, missing: 0.01, well: 1 - FAILED };
  const rate = rateOf(asked) * (shares[kindOf(code)] ?? 1);
  if (!isFailing(asked)) return histogram(asked, rate, mean);
  const broken = rateOf(asked) * (kindOf(code) === "failed" ? BROKEN : 1 - BROKEN);
  const part = (slow: number) => (asked.metric.endsWith("_sum") ? slow : share(asked.labels["le"], slow));
  return counterThen(asked, rate * part(mean), FAILING.since, broken * part(mean * 8));
}

export const APPLICATION_SHAPES: Shapes = [
  [
    /^(http_requests_total|http_server_request_duration_seconds_count)$/,
    (asked) => requests(asked, kindOf(asked.labels["code"] ?? asked.labels["http_response_status_code"] ?? "")),
  ],
  [/^traces_span_metrics_calls_total$/, (asked) => requests(asked, kindOf(asked.labels["status_code"] ?? ""))],
  [/^traces_service_graph_request_total$/, (asked) => counter(asked, rateOf(asked))],
  [/^traces_service_graph_request_failed_total$/, (asked) => requests(asked, "failed")],
  [
    /^(http_(server_)?request_duration_seconds|traces_span_metrics_duration_seconds|traces_service_graph_request_server_seconds)_(bucket|count|sum)$/,
    durations,
  ],
  [/^web_vitals_(lcp|inp|cls)\w*_bucket$/, (asked) => histogram(asked, 3, asked.metric.includes("lcp") ? 1.6 : 0.09)],
  [/^business_active_users$/, (asked) => daily(asked, 40)],
  [/^business_visits_total$/, (asked) => counter(asked, 2)],
  [/^business_conversions_total$/, (asked) => counterThen(asked, 0.08, FAILING.since, 0.02)],
  [/^business_transactions_total$/, (asked) => counterThen(asked, 0.08, FAILING.since, 0.03)],
  [/^business_revenue_total$/, (asked) => counterThen(asked, 3, FAILING.since, 1.1)],
  [/^business_feature_uses_total$/, (asked) => counter(asked, 0.4)],
  [/^business_errors_total$/, (asked) => counterThen(asked, 0.0004, FAILING.since, 0.02)],
  [
    /^nodejs_eventloop_\w+_seconds$/,
    (asked) => (isFailing(asked) ? then(asked, 0.012, FAILING.since, 0.14) : level(asked, 0.012)),
  ],
  [/^db_client_connection_max$|^hikaricp_connections_max$/, () => constant(20)],
  [/^db_client_connection_count$|^hikaricp_connections_active$/, (asked) => (at) => Math.round(daily(asked, 9)(at))],
  [/^executor_queued_tasks$/, (asked) => (at) => Math.round(daily(asked, 20)(at))],
  [/^executor_queue_remaining_tasks$/, () => constant(180)],
  [/^process_cpu_seconds_total$/, (asked) => counter(asked, 0.2 + 0.2 * asked.seed)],
  [/^process_resident_memory_bytes$/, (asked) => level(asked, 2e8 * (0.5 + asked.seed))],
  [/^worker_queue_length$/, (asked) => ramp(asked, 12, 4300, 3 * 3600)],
  [/^worker_oldest_job_age_seconds$/, (asked) => ramp(asked, 5, 2900, 3 * 3600)],
  [/^worker_dead_letters$/, () => constant(7)],
  [/^worker_jobs_succeeded_total$/, (asked) => counter(asked, 0.4)],
  [/^worker_jobs_failed_total$/, (asked) => counterThen(asked, 0.002, 3 * 3600, 0.05)],
  [/^(bullmq_job_completed|celery_task_succeeded|sidekiq_jobs_success)_total$/, (asked) => counter(asked, 2)],
  [/^(bullmq_job|celery_task|sidekiq_jobs)_failed_total$/, (asked) => counter(asked, 0.01)],
  [/^bullmq_job_count$/, (asked) => (at) => Math.round(daily(asked, asked.labels["state"] === "failed" ? 2 : 8)(at))],
  [/^(celery_queue_length|sidekiq_jobs_waiting_count)$/, (asked) => (at) => Math.round(daily(asked, 6)(at))],
  [/^sidekiq_queue_latency$/, (asked) => daily(asked, 4)],
  [/^sidekiq_jobs_dead_count$/, () => constant(3)],
  [/^jobs_total$/, (asked) => counter(asked, asked.labels["result"] === "failed" ? 0.002 : 0.4)],
  [/^discord_connected$/, (asked) => then(asked, 1, 1500, asked.labels["shard"] === "1" ? 0 : 1)],
  [/^discord_latency$/, (asked) => level(asked, 0.09)],
  [/^discord_stat_total_guilds$/, () => constant(412)],
  [/^discord_event_on_(command|interaction)_total$/, (asked) => counter(asked, 0.3)],
  [/^discord_command_failures_total$/, (asked) => counter(asked, 0.006)],
  [/^discord_reconnects_total$/, (asked) => seldom(asked, 3)],
];

/** The address that does not answer, and for how many last seconds. */
const AWAY = { instance: "https://api.example.com/health", since: 25 * 60 };

export const PROBE_SHAPES: Shapes = [
  [/^probe_success$/, (asked) => then(asked, 1, AWAY.since, asked.labels["instance"] === AWAY.instance ? 0 : 1)],
  [
    /^probe_http_status_code$/,
    (asked) => then(asked, 200, AWAY.since, asked.labels["instance"] === AWAY.instance ? 503 : 200),
  ],
  [
    /^probe_failed_due_to_(regex|bytes|cel)$/,
    (asked) => then(asked, 0, AWAY.since, asked.labels["instance"] === "https://shop.example.com/cart" ? 1 : 0),
  ],
  [/^probe_(http_)?duration_seconds$/, (asked) => level(asked, 0.03 + 0.2 * asked.seed)],
  [
    /^probe_ssl_(earliest_cert_expiry|last_chain_expiry_timestamp_seconds)$/,
    (asked) =>
      asked.labels["instance"]?.startsWith("https:") === true
        ? constant(asked.end + (asked.seed < 0.4 ? 12 : 61) * 86_400)
        : undefined,
  ],
  [
    /^domain_expiry_days$/,
    (asked) => (at) => Math.floor((asked.end + 200 * 86_400 * (0.1 + asked.seed) - at) / 86_400),
  ],
  [/^domain_probe_success$/, () => constant(1)],
  [
    /^certmanager_certificate_expiration_timestamp_seconds$/,
    (asked) => constant(asked.end + (20 + 40 * asked.seed) * 86_400),
  ],
];
