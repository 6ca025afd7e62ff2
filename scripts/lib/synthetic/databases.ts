/** What is scraped of databases: one of each kind, some with a replica. */
import type { Cluster } from "./cluster";
import type { Labels } from "./labels";
import type { Target } from "./target";

type Tables = readonly (readonly Labels[])[];

/** The file, the job (which is the cluster's name), the namespace, and the servers. */
interface Kind {
  exporter: string;
  job: string;
  namespace: string;
  instances: readonly string[];
  tables: Tables;
  /** Metrics of which a database has one or the other, by its version. */
  only?: RegExp;
}

export function databases({ platform, pods }: Cluster): Target[] {
  const addresses = new Map(pods.map(({ pod, ip }) => [pod, ip]));
  return kinds(platform).flatMap(({ exporter, job, namespace, instances, tables, only }) =>
    instances.map((instance, index) => ({
      exporter,
      labels: { job, namespace, instance, service: `database-${job}` },
      // A server that follows knows another one, and each server of a set has a place in it.
      tables: tables.map((table) =>
        table.map((row) => filled(row, { index, self: addresses.get(instance) ?? instance })),
      ),
      ...(only === undefined ? {} : { only }),
    })),
  );
}

function filled(row: Labels, { index, self }: { index: number; self: string }): Labels {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value.replace("<index>", String(index)).replace("<self>", self)]),
  );
}

const SEARCH_NODE = {
  es_client_node: "true",
  es_data_node: "true",
  es_ingest_node: "true",
  es_master_node: "true",
  mount: "/usr/share/elasticsearch/data",
  path: "/usr/share/elasticsearch/data",
};

function searchNodes(names: readonly string[]): Tables {
  return [
    names.map((name, index) => ({ ...SEARCH_NODE, name, host: `10.1.3.${index + 1}` })),
    [
      { index: ".ds-logs-shop-000012", action: "rollover", phase: "hot", step: "ERROR" },
      { index: ".ds-logs-platform-000007", action: "complete", phase: "hot", step: "complete" },
    ],
    [{ policy: "nightly" }],
  ];
}

function kinds(platform: string): Kind[] {
  const pods = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${index}`);
  const shop = { namespace: "shop" };
  return [
    { exporter: "postgres-exporter", job: "orders", ...shop, instances: ["orders", "orders-2"], tables: POSTGRES },
    { exporter: "redis-exporter", job: "sessions", ...shop, instances: pods("sessions", 2), tables: REDIS },
    {
      exporter: "mysqld-exporter",
      job: "legacy",
      ...shop,
      instances: pods("legacy", 2),
      tables: MYSQL,
    },
    { exporter: "mongodb-exporter", job: "documents", ...shop, instances: pods("documents", 3), tables: MONGODB },
    { exporter: "rabbitmq", job: "events", ...shop, instances: ["events-0"], tables: RABBITMQ },
    {
      exporter: "elasticsearch-exporter",
      job: "search",
      ...shop,
      instances: ["search"],
      tables: searchNodes(["search-0"]),
    },
    {
      exporter: "elasticsearch-exporter",
      job: "elasticsearch-exporter",
      namespace: platform,
      instances: ["elasticsearch-exporter"],
      tables: searchNodes(pods("elasticsearch-es-all", 3)),
    },
    {
      exporter: "cloudnative-pg",
      job: "ledger",
      namespace: "ledger",
      instances: pods("ledger", 2),
      tables: [
        [{ cluster: "ledger" }],
        [{ datname: "ledger", state: "active", usename: "app", application_name: "ledger" }],
        [{ database: "ledger", slot_name: "_cnpg_ledger_1", slot_type: "physical" }],
        [{ value: "size" }],
        [{ name: "max_connections" }, { name: "superuser_reserved_connections" }],
      ],
    },
  ];
}

const POSTGRES: Tables = [
  [
    { state: "active", wait_event_type: "", wait_event: "" },
    { state: "active", wait_event_type: "Lock", wait_event: "transactionid" },
    { state: "idle", wait_event_type: "Client", wait_event: "ClientRead" },
    { state: "idle in transaction", wait_event_type: "Client", wait_event: "ClientRead" },
  ].map((row) => ({
    ...row,
    datname: "orders",
    usename: "app",
    application_name: "orders",
    backend_type: "client backend",
  })),
  [{ database: "orders", slot_name: "replica_1" }],
  [{ datid: "16384", datname: "orders" }],
  ["accesssharelock", "rowexclusivelock", "accessexclusivelock"].map((mode) => ({ datname: "orders", mode })),
  [{ queryid: "1", user: "app", datname: "orders" }],
  [{ server: "<self>:5432" }],
  [{ status: "streaming", upstream_host: "orders", slot_name: "replica_1" }],
  [{ collector: "stat_wal_receiver" }],
];

const REDIS: Tables = [
  [{ slave_ip: "10.1.2.7", slave_port: "6379", slave_state: "online" }],
  ["master", "slave"].map((role) => ({
    maxmemory_policy: "allkeys-lru",
    role,
    redis_mode: "standalone",
    redis_version: "8.2.0",
  })),
  [{ master_host: "sessions-0", master_port: "6379" }],
  [{ err: "WRONGTYPE" }, { err: "NOSCRIPT" }],
];

const MYSQL: Tables = [
  [{ master_host: "legacy-0" }],
  [{ command: "select" }, { command: "insert" }, { command: "update" }, { command: "commit" }],
  [{ error: "max_connections" }, { error: "internal" }],
  [{ state: "data" }, { state: "dirty" }, { state: "free" }, { state: "misc" }],
];

const MONGODB: Tables = [
  [0, 1, 2].map((index) => ({
    member_idx: String(index),
    member_state: index === 0 ? "PRIMARY" : "SECONDARY",
    rs_nm: "rs0",
    rs_state: "1",
  })),
  [{ csr_type: "total" }, { csr_type: "noTimeout" }],
  [{ assert_type: "regular" }, { assert_type: "user" }],
];

const RABBITMQ: Tables = [
  [
    { queue: "orders", vhost: "/" },
    { queue: "mails", vhost: "/" },
  ],
  [{ queue_type: "rabbit_quorum_queue" }],
  [{ dead_letter_strategy: "disabled" }],
];
