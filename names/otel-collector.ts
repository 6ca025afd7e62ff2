/** Names and ports that the two kinds of collector and everybody else agree on. */

/** The release on every node, its Service, and the job of its own metrics. */
export const AGENT = "otel-agent";

/** The release that samples and delivers, its headless Service, and the job of its own metrics. */
export const GATEWAY = "otel-gateway";

/** The job of what an agent scrapes of itself and sends by remote write: that it arrives shows that the way is open. */
export const REMOTE_WRITE_JOB = "otel-agent-remote-write";

/** Of the published distributions the one that has every component that is configured here. */
export const IMAGE = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib";

/** Where a collector's queues are in its container. */
export const QUEUE_DIRECTORY = "/var/lib/otelcol";

/** Where the certificate of Elasticsearch's authority is in a gateway's container. */
export const ELASTIC_CA_DIRECTORY = "/etc/elasticsearch-ca";

/** The stem of every span metric: `traces_span_metrics_calls_total`. */
export const SPAN_METRICS = "traces_span_metrics";

/** A part of a collector's configuration, as YAML has it. */
export type Config = Record<string, unknown>;

/** An environment variable of the container in a collector's configuration. */
export const env = (name: string): string => `\${env:${name}}`;

/** A text in a collector's configuration, where `$` begins a reference. */
export const literal = (text: string): string => text.replaceAll("$", "$$$$");

/** Where a collector listens: on its pod's address, as the chart's probes expect. */
export const listen = (port: number): string => `${env("MY_POD_IP")}:${port}`;
