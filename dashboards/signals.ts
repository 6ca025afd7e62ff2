/** From a page about services to what they wrote and traced meanwhile: the second click after a message. */
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { DashboardLink } from "@grafana/grafana-foundation-sdk/dashboard";
import { LOGS_UID } from "../names/dashboards";
import { hasLogs, hasTracing, type Settings } from "../settings";
import { link } from "./page";
import { exploreUrl } from "./traces/links";

/** To the lines and the traces of what is picked on a page with the variables `namespace` and `service`, over the time shown. */
export function signalLinks(settings: Settings): Builder<DashboardLink>[] {
  return [...(hasLogs(settings) ? [link("Lines", `/d/${LOGS_UID}`)] : []), ...tracesOfService(settings)];
}

/** To the traces of the service that is picked, over the time shown: of one, for Jaeger searches for no more at once. */
export function tracesOfService(settings: Settings): Builder<DashboardLink>[] {
  return hasTracing(settings) ? [link("Traces", exploreUrl("${service}"))] : [];
}
