/** The engines: what their servers are known by. */
import { MONGODB_UID, MYSQL_UID, POSTGRES_UID, RABBITMQ_UID, REDIS_UID, SEARCH_UID } from "../../names/dashboards";
import type { Settings } from "../../settings";
import { levels, OF_JOB, PICKED } from "./series";

/** An engine, as the pages know it. */
export interface Engine {
  uid: string;
  title: string;
  /** The component of its alerts. */
  component: string;
  /** 1 for each server that is picked that answers, 0 for each that does not. */
  answers: string;
  /** A series that each of its servers has, for what can be picked. */
  servers: string;
  /** The share of its connections that is in use, as recorded; file descriptors of what has no such limit. */
  connections?: string;
  /** Whether its servers are primaries and replicas, of which is recorded which and how far behind. */
  replicates: boolean;
  /** What lines about it say, as a regular expression. */
  words: string;
}

/** Those whose recordings are named alike. */
function usual(uid: string, title: string, words: string): Engine {
  return {
    uid,
    title,
    component: uid,
    answers: levels(`instance:${uid}_up:min`),
    servers: `instance:${uid}_up:min`,
    connections: `instance:${uid}_connections:ratio`,
    replicates: true,
    words,
  };
}

/** The exporter of the platform's own Elasticsearch, which has a page of its own, is left out. */
export const SEARCH_PICKED = `${PICKED},job!="elasticsearch-exporter"`;

export const POSTGRES = usual(POSTGRES_UID, "PostgreSQL", "postgres|pgx|pgbouncer|sqlstate|psycopg");
export const MYSQL = usual(MYSQL_UID, "MySQL and MariaDB", "mysql|mariadb|innodb");
export const REDIS = usual(REDIS_UID, "Redis", "redis|valkey");
export const MONGODB = usual(MONGODB_UID, "MongoDB", "mongo");

export const RABBITMQ: Engine = {
  uid: RABBITMQ_UID,
  title: "RabbitMQ",
  component: "rabbitmq",
  // The plugin goes down with its node: any target of a job that had its metrics is one.
  answers: `${levels("up", { made: "min" })} and on (namespace, job) job:rabbitmq_nodes:last{${OF_JOB}}`,
  servers: "rabbitmq_build_info",
  connections: "instance:rabbitmq_descriptors:ratio",
  replicates: false,
  words: "rabbitmq|amqp",
};

const KNOWN = levels("elasticsearch_exporter_build_info", { picked: SEARCH_PICKED });

export const SEARCH: Engine = {
  uid: SEARCH_UID,
  title: "Elasticsearch clusters",
  component: "search-clusters",
  answers: `(${KNOWN} and on (namespace, job, instance) elasticsearch_cluster_health_number_of_nodes{${SEARCH_PICKED}}) or 0 * ${KNOWN}`,
  servers: 'elasticsearch_exporter_build_info{job!="elasticsearch-exporter"}',
  replicates: false,
  words: "elasticsearch|opensearch",
};

/**
 * The engines that there are rules about with these settings, and so pages: of all but Elasticsearch whatever is scraped counts, its
 * exporter being of `databases` or not.
 */
export function enginesOf({ databases }: Pick<Settings, "databases">): Engine[] {
  const search = databases.some(({ kind }) => kind === "elasticsearch");
  return [POSTGRES, MYSQL, REDIS, MONGODB, RABBITMQ, ...(search ? [SEARCH] : [])];
}

/** A question to several engines at once. */
export const ofEngines = (engines: readonly Engine[], expr: (engine: Engine) => string) =>
  engines.map((engine) => `(${expr(engine)})`).join(" or ");
