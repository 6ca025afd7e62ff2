import { z } from "zod";
import { count, duration, quantity, threshold } from "./types";

const lasting = (fallback: string, what: string) => duration().default(fallback).describe(`how long ${what}`);

const postgres = z
  .strictObject({
    queryMs: count()
      .default(1000)
      .describe("mean time of a database's statements over 5 minutes, in milliseconds, that alerts above it"),
    transactionAge: duration()
      .default("1h")
      .describe("age of a transaction that alerts above it; backups are not counted"),
    transactionFor: lasting("5m", "some transaction has to be that old before it alerts"),
    blockedSessions: count().default(5).describe("sessions of one server that wait for a lock that alert"),
    blockedFor: lasting("5m", "so many sessions have to wait before it alerts"),
    deadlocks: count().default(3).describe("deadlocks in one database within 15 minutes that alert"),
    retainedWal: quantity()
      .default("5Gi")
      .describe("write-ahead log that one replication slot keeps that alerts above it"),
    retainedWalFor: lasting("10m", "a slot has to keep so much before it alerts"),
    archivingFor: lasting("10m", "archiving of the write-ahead log has to fail before it alerts"),
    wraparoundPercent: threshold()
      .lte(99, { error: "is above 99: thresholds.databases.postgres.wraparoundCriticalPercent has to be above it" })
      .default(40)
      .describe("used share of the transaction ids that there are between two vacuums, 2^31, that alerts"),
    wraparoundCriticalPercent: threshold().default(75).describe("used share of them that pages"),
    wraparoundFor: lasting("15m", "that share has to be used before it alerts"),
  })
  .prefault({})
  .describe("PostgreSQL");

const mysql = z
  .strictObject({
    slowQueriesPerMinute: count()
      .default(10)
      .describe("queries a minute that take longer than the server's own long_query_time that alert above it"),
    lockWaits: count().default(10).describe("transactions of one server that wait for a row's lock that alert"),
    lockWaitsFor: lasting("5m", "so many transactions have to wait before it alerts"),
    deadlocks: count().default(3).describe("deadlocks in one server within 15 minutes that alert"),
  })
  .prefault({})
  .describe("MySQL and MariaDB");

const redis = z
  .strictObject({
    memoryPercent: threshold()
      .default(90)
      .describe("use of maxmemory that alerts, where writes are refused rather than keys evicted"),
    memoryFor: lasting("10m", "so much memory has to be used before it alerts"),
    evictedPerSecond: count()
      .default(100)
      .describe("keys a second that are evicted for lack of memory that alert above it"),
    evictedFor: lasting("15m", "so many keys have to be evicted before it alerts"),
    hitRatePercent: threshold().default(80).describe("share of lookups that find their key that alerts below it"),
    slowCommands: count()
      .default(10)
      .describe("commands within 5 minutes that are in the slow log that alert above it"),
    persistenceFor: lasting("5m", "saving to disk has to fail before it alerts"),
  })
  .prefault({})
  .describe("Redis and Valkey");

const rabbitmq = z
  .strictObject({
    alarmFor: lasting("1m", "an alarm for memory or disk has to last before it pages"),
    memoryPercent: threshold()
      .default(85)
      .describe("use of the memory watermark, past which publishers are blocked, that alerts"),
    memoryFor: lasting("10m", "so much memory has to be used before it alerts"),
    queued: count().default(10_000).describe("messages ready in a queue above which its growth alerts"),
    queuedFor: lasting("15m", "a queue that long has to grow before it alerts"),
    unacknowledged: count()
      .default(1000)
      .describe("messages of a queue that are delivered and not acknowledged that alert above it"),
    unacknowledgedFor: lasting("15m", "so many messages have to be unacknowledged before it alerts"),
    unroutable: count().default(10).describe("messages within 5 minutes that no queue takes that alert above it"),
    unroutableFor: lasting("5m", "so many messages have to be unroutable before it alerts"),
  })
  .prefault({})
  .describe("RabbitMQ");

const mongodb = z
  .strictObject({
    queuedOperations: count().default(50).describe("operations of one server that wait for a lock that alert"),
    queuedFor: lasting("5m", "so many operations have to wait before it alerts"),
  })
  .prefault({})
  .describe("MongoDB");

const elasticsearch = z
  .strictObject({
    yellowFor: lasting("30m", "copies of shards have to be missing before it alerts"),
    diskPercent: threshold()
      .lte(99, { error: "is above 99: thresholds.databases.elasticsearch.diskCriticalPercent has to be above it" })
      .default(85)
      .describe("used share of a node's disk that alerts"),
    diskCriticalPercent: threshold().default(92).describe("used share of it that pages"),
    diskFor: lasting("10m", "that share has to be used before it alerts"),
  })
  .prefault({})
  .describe("Elasticsearch of `databases`; not the platform's own");

/** When the rules about databases, caches and queues fire. */
export const databaseThresholds = z
  .strictObject({
    downFor: lasting("2m", "a server has to give no answer before it alerts"),
    missingFor: lasting("10m", "the metrics of a job have to be away before it alerts"),
    connectionsPercent: threshold()
      .lte(99, { error: "is above 99: thresholds.databases.connectionsCriticalPercent has to be above it" })
      .default(80)
      .describe("used share of the connections that a server takes, or of RabbitMQ's file descriptors, that alerts"),
    connectionsCriticalPercent: threshold().default(95).describe("used share of them that pages"),
    connectionsFor: lasting("5m", "that share has to be used before it alerts"),
    replicationLag: duration().default("1m").describe("time that a replica is behind that alerts above it"),
    replicationLagFor: lasting("5m", "a replica has to be behind before it alerts"),
    replicationBrokenFor: lasting("5m", "a replica has to be without its primary before it alerts"),
    slowQueriesFor: lasting("10m", "queries have to be slow before it alerts"),
    hitRatePercent: threshold()
      .default(90)
      .describe("share of the pages that PostgreSQL and InnoDB find in their own memory that alerts below it"),
    hitRateFor: lasting("30m", "a hit rate has to be low before it alerts, of Redis as well"),
    postgres,
    mysql,
    redis,
    rabbitmq,
    mongodb,
    elasticsearch,
  })
  .prefault({})
  .describe("databases, caches and queues");

/** The thresholds with every default. */
export type DatabaseThresholds = z.output<typeof databaseThresholds>;
