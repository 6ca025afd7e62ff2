/** What Prometheus is told of the health of one application. */
import { HEALTH_JOB } from "../../names/blackbox-exporter";
import { type HealthyApp, healthUrl } from "../../settings/app-health";

/** What a Probe has to know of the prober. */
export interface Prober {
  /** host:port. */
  address: string;
  /** How often a probe is made that says nothing of it, e.g. `1m`. */
  interval: string;
  /** Seconds after which the prober gives up. */
  timeout: number;
  /** The module that takes 200 to 299 for a success. */
  module: string;
}

/** The spec of the Probe of its health, whose series have the application's own namespace and name. */
export function healthProbeSpec(app: HealthyApp, prober: Prober): Record<string, unknown> {
  return {
    jobName: HEALTH_JOB,
    interval: app.health.interval ?? prober.interval,
    // The exporter answers a little before Prometheus would give up.
    scrapeTimeout: `${prober.timeout + 1}s`,
    module: prober.module,
    prober: { url: prober.address },
    targets: {
      staticConfig: { static: [healthUrl(app)], labels: { namespace: app.namespace, service: app.name } },
    },
  };
}
