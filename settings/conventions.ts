import { z } from "zod";
import { bot, runtime, worker } from "./application-conventions";
import { list, words } from "./bounds";
import { businessConventions } from "./business";
import { labelName } from "./maintenance";
import { isPattern } from "./re2";
import { metricName } from "./types";
import { webVitals } from "./web-vitals";

const NO_CODES = "is not a pattern of status codes (for example 5..)";

const source = z.strictObject({
  requests: metricName().describe("a counter of requests that were answered"),
  durationBucket: metricName().describe("the buckets of the histogram of their durations, in seconds"),
  statusCode: labelName().describe("the label of `requests` that holds the HTTP status code"),
  route: labelName()
    .optional()
    .describe(
      "the label of both that holds the route, as /orders/:id, and never the path that was asked for. Default: requests are not told apart by route",
    ),
});

/** How applications name what they expose, unless they count by queries of their own. */
export const conventions = z
  .strictObject({
    http: z
      .strictObject({
        sources: list(source)
          .default([
            {
              requests: "http_server_request_duration_seconds_count",
              durationBucket: "http_server_request_duration_seconds_bucket",
              statusCode: "http_response_status_code",
              route: "http_route",
            },
            {
              requests: "http_requests_total",
              durationBucket: "http_request_duration_seconds_bucket",
              statusCode: "code",
              route: "route",
            },
          ])
          .describe(
            "metrics of requests over HTTP, of which an application's first that is there counts; the metrics of its spans come last. Default: OpenTelemetry's and Prometheus' usual ones",
          ),
        failedCodes: words()
          .regex(/^[0-9.|[\]()-]{1,100}$/, { error: NO_CODES })
          .refine((pattern) => pattern.length > 100 || isPattern(pattern), { error: NO_CODES })
          .default("5..")
          .describe("status codes of failed requests, as an anchored regular expression"),
        namespaceLabel: labelName().default("namespace").describe("the label that holds an application's namespace"),
        serviceLabel: labelName().default("service").describe("the label that holds an application's name"),
      })
      .prefault({})
      .describe("HTTP servers"),
    webVitals,
    runtime,
    bot,
    worker,
    business: businessConventions,
  })
  .prefault({})
  .describe("the names of what applications expose");

/** The conventions with every default. */
export type Conventions = z.output<typeof conventions>;
