/** Where Loki is, by engine. */
import type { Settings } from "../settings";

/** An engine that keeps logs. */
export type Engine = Exclude<Settings["logs"]["engine"], "none">;

/** The release, and the stem of the names, of an engine's Loki. */
export const LOKI_RELEASES: Record<Engine, string> = { loki: "loki", "loki-stack": "loki-stack" };

/** By which label its pods are found: the chart of loki-stack is older than the recommended ones. */
export const LOKI_PODS: Record<Engine, string> = { loki: "app.kubernetes.io/name=loki", "loki-stack": "app=loki" };

/** The tenants of a Loki that tells them apart. All lines are `fake`'s where it does not, and stay found when it begins to. */
export const TENANTS = { ordinary: "fake", audit: "audit" } as const;

/** The header that names a tenant. */
export const TENANT_HEADER = "X-Scope-OrgID";

/** Whether Loki keeps audit events as a tenant of their own: then every question and every push names one. */
export function hasTenants({ logs }: Pick<Settings, "logs">): boolean {
  return logs.engine === "loki" && logs.auditTenant;
}

/** The header of whoever asks for a tenant's lines; none where there are no tenants. */
export function tenantHeaders(settings: Pick<Settings, "logs">, tenant: keyof typeof TENANTS): Record<string, string> {
  return hasTenants(settings) ? { [TENANT_HEADER]: TENANTS[tenant] } : {};
}

/** Where the engine in use is asked; undefined with engine `none`. */
export function lokiUrl(settings: Settings): string | undefined {
  return settings.logs.engine === "none" ? undefined : queryUrl(settings, settings.logs.engine);
}

/** Where the engine that is kept beside it is asked; undefined without one. */
export function previousLokiUrl(settings: Settings): string | undefined {
  return settings.logs.keep === undefined ? undefined : queryUrl(settings, settings.logs.keep);
}

/**
 * Where lines are sent, for collectors.
 * @throws When the engine is `none`: there is nothing to send to.
 */
export function lokiPushUrl(settings: Settings): string {
  const { engine } = settings.logs;
  if (engine === "none") throw new Error("logs.engine is none: no Loki takes lines");
  return `${url(settings, isDistributed(settings, engine) ? "loki-distributor" : LOKI_RELEASES[engine])}/loki/api/v1/push`;
}

/** Whether an engine's Loki is deployed in parts. */
export function isDistributed({ logs }: Settings, engine: Engine): boolean {
  return engine === "loki" && logs.mode === "distributed";
}

function queryUrl(settings: Settings, engine: Engine): string {
  // In parts, queries and the rules' state are answered by different ones: the gateway puts them together.
  return isDistributed(settings, engine)
    ? `http://loki-gateway.${settings.cluster.namespace}.svc`
    : url(settings, LOKI_RELEASES[engine]);
}

function url({ cluster }: Settings, service: string): string {
  return `http://${service}.${cluster.namespace}.svc:3100`;
}
