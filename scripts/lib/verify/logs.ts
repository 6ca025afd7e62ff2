/** Loki: its rules, and a line that is taken and given back. */
import * as crypto from "node:crypto";
import { auditRuleFiles, logRuleFiles } from "../../../components/loki/rules";
import { hasTenants, isDistributed, LOKI_PODS, LOKI_RELEASES, tenantHeaders, type TENANTS } from "../../../names/loki";
import { hasLogs } from "../../../settings";
import { judged, type Outcome, passed, skipped } from "./outcome";
import { ruleFaults, type RulesAnswer } from "./rules";
import { askService, type World } from "./world";

const NONE = "logs.engine is none";

/** By which Service lines are sent, and by which they are asked for: of a Loki in parts, by the gateway. */
export function lokiServices({ settings }: Pick<World, "settings">): Record<"push" | "query", [string, number]> {
  const { engine } = settings.logs;
  if (engine === "none") throw new Error(NONE);
  if (isDistributed(settings, engine)) return { push: ["loki-distributor", 3100], query: ["loki-gateway", 80] };
  return { push: [LOKI_RELEASES[engine], 3100], query: [LOKI_RELEASES[engine], 3100] };
}

/** What shows what Loki says of itself. */
function lokiLogs({ settings: { cluster, logs } }: World): string {
  const pods = logs.engine === "none" ? "" : LOKI_PODS[logs.engine];
  return `kubectl -n ${cluster.namespace} logs -l ${pods} --tail=50`;
}

export async function lokiRules(world: World): Promise<Outcome> {
  if (!hasLogs(world.settings)) return skipped(NONE);
  const ordinary = await tenantRules(world, "ordinary");
  const audit = hasTenants(world.settings) ? await tenantRules(world, "audit") : { faults: [], count: 0 };
  const next = lokiLogs(world);
  const faults = [...ordinary.faults, ...audit.faults];
  const count = ordinary.count + audit.count;
  return judged(
    faults.map((fault) => ({ ...fault, next })),
    "rules of Loki's ruler",
    `${count} of ours, without an error`,
  );
}

/** What is wrong with a tenant's rules, and how many there should be. */
async function tenantRules(world: World, tenant: keyof typeof TENANTS) {
  const files = (tenant === "audit" ? auditRuleFiles : logRuleFiles)(world.settings);
  const expected = Object.fromEntries(Object.entries(files).map(([stem, { groups }]) => [stem, groups]));
  const { query } = lokiServices(world);
  const headers = tenantHeaders(world.settings, tenant);
  const answer = await askService<RulesAnswer>(world, query, { path: "/prometheus/api/v1/rules", headers });
  const count = Object.values(expected).flatMap((groups) => groups.flatMap((group) => group.rules)).length;
  return {
    faults: ruleFaults(expected, answer, (path) => (path.split("/").at(-1) ?? "").replace(/\.yaml$/, "")),
    count,
  };
}

/** A check that sends a line, once, and asks for it until it is there. */
export function lokiLine(): (world: World) => Promise<Outcome> {
  const id = crypto.randomUUID();
  let isSent = false;
  return async (world) => {
    if (!hasLogs(world.settings)) return skipped(NONE);
    const { push, query } = lokiServices(world);
    const { cluster } = world.settings;
    const headers = tenantHeaders(world.settings, "ordinary");
    if (!isSent) {
      const stream = { cluster: cluster.name, namespace: cluster.namespace, service: "verification", level: "info" };
      const values = [[`${Date.now()}000000`, `npm run verify ${id}`]];
      await askService(world, push, {
        method: "POST",
        path: "/loki/api/v1/push",
        headers,
        body: { streams: [{ stream, values }] },
      });
      isSent = true;
    }
    const selector = encodeURIComponent(`{service="verification"} |= "${id}"`);
    const answer = await askService<LinesAnswer>(world, query, {
      path: `/loki/api/v1/query_range?since=15m&limit=1&query=${selector}`,
      headers,
    });
    const found = answer.data.result.flatMap(({ values }) => values).some(([, line]) => line.includes(id));
    if (found) return passed("a line was taken and given back");
    const next = lokiLogs(world);
    return judged([{ what: "a line was taken, and is not given back", next }], "a line", "");
  };
}

interface LinesAnswer {
  data: { result: { values: [string, string][] }[] };
}
