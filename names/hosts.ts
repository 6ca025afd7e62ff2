/** Host names of what an ingress serves, and their addresses. */
import type { Settings } from "../settings";

/** Where a host that has an ingress is served. */
export function hostUrl({ cluster }: Settings, host: string): string {
  return `${cluster.ingress.tls ? "https" : "http"}://${host}`;
}

/** The host name of a page that an ingress serves, if the settings expose it. */
export function exposedHost(
  { cluster }: Settings,
  service: Settings["cluster"]["ingress"]["expose"][number],
): string | undefined {
  return cluster.domain !== undefined && cluster.ingress.expose.includes(service)
    ? `${service}.${cluster.domain}`
    : undefined;
}
