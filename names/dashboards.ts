/** The uids of Grafana's pages: one home for the pages, for the links between them, and for the rules, whose alerts lead there. */

/** The page that people come to first. */
export const HOME_UID = "home";

/** What is wrong now, everywhere: the page that others lead back to. */
export const OVERVIEW_UID = "cluster-overview";

/** One node, and all of them side by side. */
export const NODE_UID = "node";

/** What runs on the cluster: workloads, their pods and containers. */
export const WORKLOADS_UID = "workloads";

/** The network, the cluster's DNS, and the API server. */
export const NETWORK_UID = "network";

/** Volumes of pods and disks of nodes. */
export const STORAGE_UID = "storage";

/** The platform itself: whether what it shows can be trusted. */
export const MONITORING_UID = "monitoring";

/** What grows, and when it will be full. */
export const CAPACITY_UID = "capacity";

/** Who was told of what, and who acted. */
export const ALERT_NOISE_UID = "alert-noise";
export const ESCALATION_UID = "escalation";
export const MONTHLY_UID = "monthly-report";

/** An application: what its users feel, its alerts, lines and traces. */
export const APPLICATION_UID = "application-health";
/** Its requests by route, who calls whom, and what users feel. */
export const API_UID = "api-performance";
export const DEPENDENCIES_UID = "dependencies";
export const USER_EXPERIENCE_UID = "user-experience";

/** Chat bots, and workers that take jobs from queues. */
export const BOTS_UID = "bots";
export const WORKERS_UID = "workers";

/** What is probed from outside, and what was promised. */
export const PROBES_UID = "probes";
export const SERVICE_LEVELS_UID = "service-levels";
export const BUSINESS_UID = "business";

/** Databases, caches and queues, side by side. */
export const DATABASES_UID = "databases";
/** The servers of one engine. */
export const POSTGRES_UID = "postgres";
export const MYSQL_UID = "mysql";
export const REDIS_UID = "redis";
export const MONGODB_UID = "mongodb";
export const RABBITMQ_UID = "rabbitmq";
/** The Elasticsearch clusters of applications. */
export const SEARCH_UID = "search-clusters";
/** The platform's own stores of lines. */
export const ELASTICSEARCH_UID = "elasticsearch-overview";
export const LOKI_UID = "loki";

/** Lines, who did what, and traces. */
export const LOGS_UID = "logs-overview";
export const LOG_EXPLORATION_UID = "log-exploration";
export const TRACEABILITY_UID = "traceability";
export const TRACES_UID = "trace-overview";

/** The variables of a page that an alert which leads there fills in, each from its label of the same name. */
export const FILLED_IN: Readonly<Record<string, readonly string[]>> = {
  [NODE_UID]: ["node"],
  [WORKLOADS_UID]: ["namespace", "pod"],
  [STORAGE_UID]: ["namespace"],
  [APPLICATION_UID]: ["namespace", "service"],
  [BOTS_UID]: ["namespace", "service"],
  [WORKERS_UID]: ["namespace", "service"],
  [BUSINESS_UID]: ["namespace", "service"],
  [SERVICE_LEVELS_UID]: ["namespace", "service", "slo"],
  [PROBES_UID]: ["namespace", "job", "instance"],
  [DATABASES_UID]: ["namespace", "job", "instance"],
  [POSTGRES_UID]: ["namespace", "job", "instance"],
  [MYSQL_UID]: ["namespace", "job", "instance"],
  [REDIS_UID]: ["namespace", "job", "instance"],
  [MONGODB_UID]: ["namespace", "job", "instance"],
  [RABBITMQ_UID]: ["namespace", "job", "instance"],
  [SEARCH_UID]: ["namespace", "job", "instance"],
  [LOKI_UID]: ["pod"],
  [LOGS_UID]: ["namespace", "service"],
};
