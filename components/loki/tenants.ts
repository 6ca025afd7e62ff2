/** Audit events as a tenant of their own: what Loki lets each tenant do, and who may reach Loki at all. */
import { GRAFANA, PROMETHEUS_PODS } from "../../names/kube-prometheus-stack";
import { hasTenants, LOKI_RELEASES, TENANTS } from "../../names/loki";
import { GATEWAY } from "../../names/otel-collector";
import type { Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";

/** The team whose members query audit events. */
export const AUDIT_TEAM = "security";

/** What differs by tenant: nobody's request deletes audit events, whatever `logs.deletionRequests` says. */
export function tenantLimits(settings: Settings): Record<string, unknown> | undefined {
  return hasTenants(settings) ? { overrides: { [TENANTS.audit]: { deletion_mode: "disabled" } } } : undefined;
}

/** Programs of the platform that ask Loki or send to it, by their pods' names. */
const ADMITTED = [GRAFANA, "alloy", GATEWAY, LOKI_RELEASES.loki, "reports"];

/**
 * Who may reach Loki. It believes whoever names a tenant, so that what keeps others from audit events is that they do not reach it.
 * Questions through the API server come from the nodes, which no policy of this kind keeps out.
 */
export const LOKI_INGRESS = {
  podSelector: { matchLabels: { "app.kubernetes.io/name": LOKI_RELEASES.loki } },
  policyTypes: ["Ingress"],
  ingress: [
    {
      from: [
        ...ADMITTED.map((name) => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": name } } })),
        { podSelector: { matchLabels: PROMETHEUS_PODS } },
      ],
    },
  ],
};

const KEY = "logs.auditTenant";

/** Loki 2.9 of the engine `loki-stack` is not parted: its chart has no limits by tenant, and it is on its way out. */
function engine({ logs }: Settings): Problem[] {
  if (!logs.auditTenant || logs.engine === "loki") return [];
  const problem =
    logs.engine === "none"
      ? "is true with engine none: there is no Loki"
      : "is true with engine loki-stack, whose Loki 2.9 stays one tenant: all of Grafana's people read its audit events";
  return [{ key: KEY, problem, cure: { set: "logs.engine", to: "loki" } }];
}

/** What works and parts nothing, or shows nobody. */
function warnings(settings: Settings): Problem[] {
  if (!hasTenants(settings)) return [];
  const { grafana, logs } = settings;
  const found: Problem[] = [];
  if (!grafana.teams.some(({ name, members }) => name === AUDIT_TEAM && members.length > 0))
    found.push({
      key: KEY,
      problem: `is true, and the team ${AUDIT_TEAM} has no members in grafana.teams: nobody but admin queries Loki's audit events in Grafana`,
      cure: { edit: `name the members of ${AUDIT_TEAM} in grafana.teams in {file} (docs/grafana-access.md)` },
    });
  if (logs.keep !== undefined)
    found.push({
      key: "logs.keep",
      problem: `${logs.keep} keeps the audit events that it has where all of Grafana's people read them, until they are past their retention`,
      cure: { unset: "logs.keep" },
    });
  return found;
}

export const tenantChecks: readonly Check[] = [engine];
export const tenantWarnings: readonly Check[] = [warnings];
