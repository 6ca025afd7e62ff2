/** Loki: its rules, and a line that is taken and given back. */
import * as crypto from "node:crypto";
import { logRuleFiles } from "../../../components/loki/rules";
import { isDistributed, LOKI_PODS, LOKI_RELEASES } from "../../../names/loki";
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
  const expected = Object.fromEntries(
    Object.entries(logRuleFiles(world.settings)).map(([stem, { groups }]) => [stem, groups]),
  );
  const { query } = lokiServices(world);
  const answer = await askService<RulesAnswer>(world, query, { path: "/prometheus/api/v1/rules" });
  const next = lokiLogs(world);
  const faults = ruleFaults(expected, answer, (path) => (path.split("/").at(-1) ?? "").replace(/\.yaml$/, ""));
  const count = Object.values(expected).flatMap((groups) => groups.flatMap((group) => group.rules)).length;
  return judged(
    faults.map((fault) => ({ ...fault, next })),
    "rules of Loki's ruler",
    `${count} of ours, without an error`,
  );
}

/** A check that sends a line, once, and asks for it until it is there. */
export function lokiLine(): (world: World) => Promise<Outcome> {
  const id = crypto.randomUUID();
  let isSent = false;
  return async (world) => {
    if (!hasLogs(world.settings)) return skipped(NONE);
    const { push, query } = lokiServices(world);
    const { cluster } = world.settings;
    if (!isSent) {
      const stream = { cluster: cluster.name, namespace: cluster.namespace, service: "verification", level: "info" };
      const values = [[`${Date.now()}000000`, `npm run verify ${id}`]];
      await askService(world, push, {
        method: "POST",
        path: "/loki/api/v1/push",
        body: { streams: [{ stream, values }] },
      });
      isSent = true;
    }
    const selector = encodeURIComponent(`{service="verification"} |= "${id}"`);
    const answer = await askService<LinesAnswer>(world, query, {
      path: `/loki/api/v1/query_range?since=15m&limit=1&query=${selector}`,
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
