/** Panels about what one engine is busy with: PostgreSQL's sessions and logs, counters of MySQL and Redis, RabbitMQ's queues. */
import { graph, type Panel } from "./common";

/** The servers that are picked. */
export const PICKED = 'namespace=~"$namespace",job=~"$job"';

export function blocked(): Panel {
  return graph({
    title: "Sessions that wait for locks",
    description: "Sessions that wait for what another transaction has locked. Each of them holds a connection.",
    width: 8,
    unit: "short",
    queries: [
      {
        expr: `sum by (job, instance) (pg_stat_activity_count{${PICKED},wait_event_type="Lock"} or cnpg_backends_waiting_total{${PICKED}})`,
        legend: "{{job}} {{instance}}",
      },
    ],
    empty: "None waits",
  });
}

export function transactions(): Panel {
  return graph({
    title: "Oldest transaction",
    description:
      "The age of the oldest transaction of each database. No vacuum clears away what was deleted since it began.",
    width: 8,
    unit: "s",
    queries: [
      {
        expr: `max by (job, instance, datname) (pg_stat_activity_max_tx_duration{${PICKED}} or cnpg_backends_max_tx_duration_seconds{${PICKED}})`,
        legend: "{{job}} {{datname}}",
      },
    ],
  });
}

export function retained(): Panel {
  return graph({
    title: "Log kept for slots",
    description:
      "Write-ahead log that each replication slot keeps. What only grows is for somebody who does not fetch it.",
    width: 8,
    unit: "bytes",
    queries: [
      {
        expr: `pg_replication_slots_pg_wal_lsn_diff{${PICKED}} or cnpg_pg_replication_slots_pg_wal_lsn_diff{${PICKED}}`,
        legend: "{{job}} {{slot_name}}",
      },
    ],
    empty: "No slot",
  });
}

export function waiting(): Panel {
  return graph({
    title: "Operations that wait",
    description: "Operations that wait for a lock, of readers and writers. Each of them holds a connection.",
    width: 12,
    unit: "short",
    queries: [
      {
        expr: `sum by (job, instance) (mongodb_ss_globalLock_currentQueue{${PICKED},count_type=~"readers|writers"})`,
        legend: "{{job}} {{instance}}",
      },
    ],
    empty: "No such server",
  });
}

export function operations(): Panel {
  return graph({
    title: "Operations",
    description: "Operations a second by kind, of all servers that are picked; replication's own are not among them.",
    width: 12,
    unit: "cps",
    queries: [
      {
        expr: `sum by (legacy_op_type) (rate(mongodb_ss_opcounters{${PICKED}}[$__rate_interval]))`,
        legend: "{{legacy_op_type}}",
      },
    ],
    empty: "No such server",
  });
}

export function rates(title: string, description: string, counter: string): Panel {
  return graph({
    title,
    description,
    width: 12,
    unit: "cps",
    queries: [{ expr: `rate(${counter}{${PICKED}}[$__rate_interval])`, legend: "{{job}} {{instance}}" }],
    empty: "No such server",
  });
}

export function queue(title: string, what: string, description: string): Panel {
  return graph({
    title,
    description,
    width: 12,
    unit: "short",
    queries: [{ expr: `topk(20, queue:rabbitmq_${what}:sum{${PICKED}})`, legend: "{{job}} {{vhost}} {{queue}}" }],
    empty: "No RabbitMQ",
  });
}
