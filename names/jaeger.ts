/** Where Jaeger is reached in the cluster. */
import type { Settings } from "../settings";

/** The release's name, and the name of all that it creates. */
export const JAEGER = "jaeger";

/** The claim of the volume of `badger`. */
export const BADGER_CLAIM = "jaeger-badger";

/** Jaeger's ports: those of them that the chart's Service has. */
export const JAEGER_PORTS = {
  /** The user interface, and the API that Grafana asks. */
  query: 16686,
  /** OTLP by gRPC. */
  otlpGrpc: 4317,
  /** OTLP by HTTP. */
  otlpHttp: 4318,
  /** Sampling strategies by HTTP: `/sampling?service=<name>`. */
  samplingHttp: 5778,
  /** Sampling strategies by gRPC: `jaeger.api_v2.SamplingManager`. */
  samplingGrpc: 14250,
  /** Jaeger's own metrics. */
  metrics: 8888,
  /** Whether it is well; of the pod, not of the Service. */
  health: 13133,
} as const;

type Where = Pick<Settings, "cluster">;

function host({ cluster }: Where): string {
  return `${JAEGER}.${cluster.namespace}.svc`;
}

/** The address of the user interface and of the query API. */
export function jaegerQueryUrl(settings: Where): string {
  return `http://${host(settings)}:${JAEGER_PORTS.query}`;
}

/** Where spans are sent, by OTLP over gRPC without TLS: `host:port`, as an OTLP exporter takes it. */
export function jaegerOtlpEndpoint(settings: Where): string {
  return `${host(settings)}:${JAEGER_PORTS.otlpGrpc}`;
}

/** Where a collector's extension `jaegerremotesampling`, or a service, asks for strategies by gRPC: `host:port`. */
export function jaegerSamplingEndpoint(settings: Where): string {
  return `${host(settings)}:${JAEGER_PORTS.samplingGrpc}`;
}
