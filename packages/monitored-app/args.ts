/** What a team says of an application: the fields of an entry of `apps[]`, which docs/applications.md describes. */
import type * as pulumi from "@pulumi/pulumi";

/** How the application's metrics are scraped. */
export interface Scraping {
  /** The regular expressions of metrics that are dropped, whole names. Default: none. */
  drop?: string[];
  /** Whether it alerts that no pod of it is scraped. Default: true; false for what is scaled to nothing. */
  expected?: boolean;
  /** How often they are scraped, e.g. `30s`. Default: the platform's. */
  interval?: string;
  /** The regular expressions of the metrics that are kept, whole names. Default: all. */
  keep?: string[];
  /** The labels of one series above which its pod is not scraped. Default: no limit. */
  labelLimit?: number;
  /** The bytes of one label's value above which its pod is not scraped. Default: no limit. */
  labelValueLengthLimit?: number;
  /** The labels that its pods have, all of them. Default: `app.kubernetes.io/name`, with its name. */
  labels?: Record<string, string>;
  /** Whether a NetworkPolicy lets the platform reach its pods: only where all else is denied. Default: false. */
  networkPolicy?: boolean;
  /** Where they are served. Default: `/metrics`. */
  path?: string;
  /** The samples of one pod above which it is not scraped. Default: the platform's. */
  sampleLimit?: number;
}

/** The application's health endpoint. */
export interface Health {
  /** How often it is asked for, e.g. `1m`. Default: the platform's. */
  interval?: string;
  /** Where it is served. Default: `/health`. */
  path?: string;
  /** The port of the Service. Default: the application's `port`. */
  port?: number;
  /** The Kubernetes Service that is asked. Default: the application's name. */
  service?: string;
}

/** Which alerts an SLO has. */
export interface SloAlerts {
  /** Whether a fast burn is critical. Default: true. */
  page?: boolean;
  /** Whether a slow burn is medium. Default: true. */
  ticket?: boolean;
}

/** A service level objective, by an indicator or by queries of its own. */
export interface Slo {
  /** Its alerts. Default: both. */
  alerting?: SloAlerts;
  /** PromQL of a share of what is bad, 0 to 1. */
  errorRatio?: string;
  /** PromQL of the bad events, with `{{.window}}` for the range. */
  errors?: string;
  /** PromQL of the good events, instead of `errors`. */
  good?: string;
  /** `availability` or `latency`. Default: availability, unless there are queries. */
  indicator?: string;
  /** Its name, the label `slo`. Default: the indicator's. */
  name?: string;
  /** The share of events that are good, in percent, e.g. 99.9. */
  objective: number;
  /** For latency: the time within which a request is answered, a bound of the histogram's buckets, e.g. `500ms`. */
  threshold?: string;
  /** PromQL of all events. */
  total?: string;
  /** The days over which it holds, one of the platform's `appsElsewhere.sloWindows`. Default: `30d`. */
  window?: string;
}

/** An application, and the platform that watches it. */
export interface MonitoredAppArgs {
  /** Its health endpoint. Default: it is not asked for its health. */
  health?: Health;
  /** How its metrics are scraped. */
  metrics?: Scraping;
  /** Its namespace, which its objects are in. */
  namespace: pulumi.Input<string>;
  /** The stack of the platform, e.g. `acme/observability/prod`. */
  platform: string;
  /** The port that its pods declare for metrics, by number. Default: it is not scraped on its behalf. */
  port?: number;
  /** The same by name. */
  portName?: string;
  /** The label `service` of its metrics and its alerts. Default: the resource's name. */
  service?: string;
  /** Its service level objectives. Default: none. */
  slo?: Slo[];
  /** Whose the alerts of its SLOs are, one of the platform's `alerting.teams`. Default: the platform's. */
  team?: string;
}
