import { z } from "zod";

/** Fluentd: every container's log to Elasticsearch. */
export const fluentd = z.strictObject({}).prefault({}).describe("Fluentd, which collects the containers' logs");

/** Logstash, between Fluentd and Elasticsearch. */
export const logstash = z.strictObject({}).prefault({}).describe("Logstash. Default: not deployed");
