import { z } from "zod";
import { collector, filebeat, fluentd, logstash } from "./elastic-collectors";

/** Logs in Elasticsearch, under Elastic's operator (ECK). */
export const elastic = z
  .strictObject({
    version: z
      .string()
      .regex(/^9\.\d+\.\d+$/, { error: "is not a version of Elastic 9 (for example 9.4.3)" })
      .default("9.4.3")
      .describe("the version of Elasticsearch, Kibana, Logstash and Filebeat"),
    collector,
    fluentd,
    logstash: logstash.optional(),
    filebeat,
  })
  .describe("Elasticsearch, Kibana, Logstash and Fluentd under Elastic's operator. Default: not deployed");
