/** The collectors' part of `tracing`: what is received, what is kept, and what the collectors ask for. */
import { z } from "zod";
import { list, words } from "./bounds";
import { plain } from "./texts";
import { auditToo, autoscaling, count, servers, duration, quantity, resources, storage } from "./types";

const share = () =>
  z
    .number()
    .min(0, { error: "is not a share of 0 to 100 per cent" })
    .max(100, { error: "is not a share of 0 to 100 per cent" });

/** A day: no request takes as long. */
const MOST_MILLISECONDS = 86_400_000;

const latencyMs = () => count(MOST_MILLISECONDS);

/** The collector on every node. */
export const agent = z
  .strictObject({
    resources: resources({ cpu: "50m", memory: "128Mi", memoryLimit: "384Mi" }),
    queueSize: quantity()
      .default("128Mi")
      .describe(
        "what one agent holds on its node's disk for each kind of data while the gateways are away; past it the newest is refused. Goes with the pod",
      ),
  })
  .prefault({})
  .describe("the collector on every node, which applications send to");

/** The collectors that sample and deliver. */
export const gateway = z
  .strictObject({
    replicas: servers().default(1).describe("gateways that share the traces out by their ids"),
    autoscaling: autoscaling("gateways"),
    resources: resources({ cpu: "200m", memory: "512Mi", memoryLimit: "1Gi" }),
    queue: z
      .strictObject({
        size: quantity()
          .default("512Mi")
          .describe("what one gateway holds for each store while that is away; past it the newest is dropped"),
        storage: storage("4Gi").describe("the volume of one gateway's queues, or none: then they go with their pod"),
      })
      .prefault({})
      .describe("what waits for a store that is away, on disk"),
  })
  .prefault({})
  .describe("the collectors that sample, compute span metrics and deliver");

/** What a service may have of its own. */
export const samplingLimits = {
  percent: share().optional().describe("its share of the rest, instead of tailSampling.percent"),
  latencyMs: latencyMs().optional().describe("from when on its traces are slow, instead of tailSampling.latencyMs"),
};

const samplingPolicy = z.strictObject({
  service: plain().min(1).describe("the service (service.name) that it is about: every trace that it takes part in"),
  ...samplingLimits,
});

/** Which traces are kept, decided when they are whole. */
export const tailSampling = z
  .strictObject({
    decisionWait: duration()
      .default("10s")
      .describe(
        "how long the spans of a trace are waited for, from the first. A trace that takes longer is decided on without its end",
      ),
    latencyMs: latencyMs().default(500).describe("traces that take at least as long are all kept, in milliseconds"),
    percent: share()
      .default(10)
      .describe("the share of the rest that is kept: of traces without an error that are not slow, in per cent"),
    tracesPerSecond: count()
      .default(100)
      .describe(
        "new traces per second that the gateways' memory is laid out for, all of them together: with more than twice as many, traces are decided on early",
      ),
    policies: list(samplingPolicy).default([]).describe("other shares and limits for single services"),
  })
  .prefault({})
  .describe("which traces are kept: those with errors, slow ones, and a share of the rest");

/** What is masked before it leaves the node. */
export const redact = z
  .strictObject({
    personalData: z
      .boolean()
      .default(true)
      .describe(
        "mask e-mail addresses, IBANs, attributes that name a user or a client's address, and values in SQL. Credentials and card numbers are always masked",
      ),
    audit: auditToo(),
    keys: list(plain().min(1))
      .default([])
      .describe("further attributes whose values are masked, as regular expressions (RE2) on the whole name"),
  })
  .prefault({})
  .describe("what is masked in spans and in logs received by OTLP, before it leaves the node");

/** RED metrics from every span, sampled or not. */
export const spanMetrics = z
  .strictObject({
    buckets: list(duration())
      .min(1, { error: "is empty" })
      .default(["5ms", "10ms", "25ms", "50ms", "100ms", "250ms", "500ms", "1s", "2s500ms", "5s", "10s"])
      .describe("upper bounds of the duration's histogram, ascending; quantiles are as exact as these are close"),
    dimensions: list(words().regex(/^[a-z][a-z0-9_.]*$/, { error: "is not an attribute (for example http.route)" }))
      .default([])
      .describe("further attributes that become labels: each multiplies the series by the number of its values"),
    seriesPerService: count()
      .default(2000)
      .describe(
        'series that one service may have; what is beyond is counted under the label otel_metric_overflow="true"',
      ),
  })
  .prefault({})
  .describe("rate, errors and duration by service and operation, from every span before sampling");

/** Everything of `tracing` that is about the collectors. */
export const collectorSettings = {
  agent,
  gateway,
  tailSampling,
  redact,
  zipkin: z
    .boolean()
    .default(true)
    .describe(
      "whether agents take spans as Zipkin does (port 9411, /api/v2/spans), for applications with B3 propagation",
    ),
  jaegerReceiver: z
    .boolean()
    .default(true)
    .describe("whether agents take spans as Jaeger's old clients send them (ports 14250, 14268 and 6831/udp)"),
  events: z
    .boolean()
    .default(true)
    .describe("whether Kubernetes' events are logged; needs logs.engine `loki`, or `elastic`"),
  spanMetrics,
};
