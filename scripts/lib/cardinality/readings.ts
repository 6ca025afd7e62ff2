/** The queries that are known: of rules as Prometheus has loaded them, of ours as they are rendered, of pages and of reports. */
import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { ruleFiles } from "../../../components/rules";
import { stackRunbooks } from "../../../components/runbooks";
import { allDashboards } from "../../../dashboards";
import { questions } from "../../../reports/questions";
import { PERIODS, type Period } from "../../../reports/report";
import type { Settings } from "../../../settings";
import { named } from "../../../settings/shown";
import type { Api } from "../prometheus/api";
import { UserError } from "../stack";
import type { Reading } from "./readers";
import { queryOfVariable } from "./selectors";

const loadedRules = z.object({
  data: z.object({
    groups: z.array(z.object({ name: z.string(), rules: z.array(z.object({ name: z.string(), query: z.string() })) })),
  }),
});

/** The rules that a Prometheus evaluates, whoever made them. */
export async function loadedReadings(api: Api): Promise<Reading[]> {
  const { groups } = (await api.get("/rules", {}, loadedRules)).data;
  return groups.flatMap(({ rules }) => rules.map(({ name, query }) => ({ where: `rule ${name}`, query })));
}

/** What the platform itself reads: its rules, pages, runbooks and reports. */
export function platformReadings(settings: Settings): Reading[] {
  const rules = Object.values(ruleFiles(settings)).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  return [
    ...rules.map(({ alert, record, expr }) => ({ where: `rule ${String(alert ?? record)}`, query: String(expr) })),
    ...allDashboards(settings, {}).flatMap(({ dashboard }) => dashboardReadings(dashboard)),
    ...Object.entries(stackRunbooks(settings)).flatMap(([alert, page]) =>
      [...page.matchAll(/```promql\n(.*?)```/gs)].flatMap(([, block = ""]) =>
        block.split(/\n\n+/).map((query) => ({ where: `runbook ${alert}`, query })),
      ),
    ),
    ...(Object.keys(PERIODS) as Period[]).flatMap((period) =>
      Object.values(questions(period)).map((query) => ({ where: `report of a ${period}`, query })),
    ),
  ];
}

/** The recordings among rules: they are not scraped, and no setting of a scrape drops them. */
export async function recordedNames(api: Api): Promise<Set<string>> {
  const form = z.object({
    data: z.object({
      groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), type: z.string() })) })),
    }),
  });
  const { groups } = (await api.get("/rules", { type: "record" }, form)).data;
  return new Set(
    groups.flatMap(({ rules }) => rules.filter(({ type }) => type === "recording").map(({ name }) => name)),
  );
}

interface Node {
  [key: string]: unknown;
}

/** Every query of a dashboard's JSON that a Prometheus answers: panels, rows within rows, variables, annotations. */
export function dashboardReadings(dashboard: object): Reading[] {
  const title = titleOf(dashboard as Node) || "a dashboard";
  const found: Reading[] = [];
  const visit = (value: unknown, panel: string, datasource: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, panel, datasource);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const node = value as Node;
    const from = node["datasource"] ?? datasource;
    const name = "gridPos" in node ? titleOf(node) : panel;
    const where = name === "" ? `page ${title}` : `panel ${name} of ${title}`;
    for (const key of ["expr", "query", "definition"]) {
      const query = node[key];
      if (typeof query !== "string" || !isPrometheus(from)) continue;
      const promql = key === "expr" ? query : queryOfVariable(query);
      if (promql !== undefined && promql.trim() !== "") found.push({ where, query: promql });
    }
    for (const [key, nested] of Object.entries(node)) if (key !== "datasource") visit(nested, name, from);
  };
  const { panels, templating, annotations } = dashboard as Node;
  visit([panels, variables(templating), annotations], "", undefined);
  return found;
}

function titleOf({ title }: Node): string {
  return typeof title === "string" ? named(title) : "";
}

/** Variables that are queries: others hold intervals and words. */
function variables(templating: unknown): unknown[] {
  const list = (templating as { list?: unknown } | undefined)?.list;
  return (Array.isArray(list) ? list : []).filter((one) => (one as Node | null)?.["type"] === "query");
}

/** An older page names its data source, or none. */
function isPrometheus(datasource: unknown): boolean {
  const type = (datasource as Node | null | undefined)?.["type"];
  return type === undefined || type === "prometheus";
}

/**
 * The dashboards in a folder's JSON files: as Grafana exports them, or as `kubectl get configmaps -o json` shows those that hold some.
 * @throws {@link UserError} that names the file which is neither.
 */
export function folderReadings(folder: string): Reading[] {
  let files: string[];
  try {
    files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
  } catch {
    throw new UserError("--dashboards is not a folder that can be read");
  }
  if (files.length === 0) throw new UserError("--dashboards is a folder without a JSON file");
  return files.sort().flatMap((file) => {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    const pages = dashboardsIn(text);
    if (pages.length === 0) throw new UserError(`${named(file)} of --dashboards holds no dashboard`);
    return pages.flatMap(dashboardReadings);
  });
}

/** The dashboards of a JSON text, which may hold others as texts. */
function dashboardsIn(text: string): object[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const one = (node: unknown): object[] => {
    if (typeof node !== "object" || node === null) return [];
    const { panels, dashboard, items, data } = node as Node;
    if (Array.isArray(panels)) return [node];
    if (dashboard !== undefined) return one(dashboard);
    if (Array.isArray(items)) return items.flatMap(one);
    const texts = typeof data === "object" && data !== null ? Object.values(data) : [];
    return texts.flatMap((content) => (typeof content === "string" ? dashboardsIn(content) : []));
  };
  return Array.isArray(value) ? value.flatMap(one) : one(value);
}
