/** Grafana: it answers, its data sources are well, and the platform's dashboards are there. */
import { dashboardMaps } from "../../../components/dashboards";
import { dataSources } from "../../../components/datasources";
import type { DataSource } from "../../../components/datasources/data-source";
import { GRAFANA_KEYS, GRAFANA_SECRET } from "../../../components/kube-prometheus-stack/grafana";
import { type Fault, judged, type Outcome, Unanswered } from "./outcome";
import { type Answer, askService, json, shortened, type World } from "./world";

const SERVICE = ["grafana", 80] as const;

/** Asks Grafana as its administrator, whose password stays in memory. */
async function asAdmin(world: World, path: string): Promise<Answer> {
  const [endpoint] = await world.endpoints(...SERVICE);
  if (endpoint === undefined) throw new Unanswered("the Service grafana has no ready pod");
  const secret = await world.secret(GRAFANA_SECRET);
  const name = secret[GRAFANA_KEYS.adminUser] ?? "admin";
  return world.ask(endpoint, { path, user: { name, password: secret[GRAFANA_KEYS.adminPassword] ?? "" } });
}

export async function grafanaDataSources(world: World): Promise<Outcome> {
  const all = dataSources(world.settings);
  await askService(world, SERVICE, { path: "/api/health" });
  const faults = await Promise.all(
    all.map(async (source) => dataSourceFaults(source, await asAdmin(world, healthPath(source)))),
  );
  const next = `kubectl -n ${world.settings.cluster.namespace} logs deploy/grafana -c grafana --tail=50`;
  return judged(
    faults.flat().map((what) => ({ what, next })),
    "Grafana's data sources",
    all.map(({ name }) => name).join(", "),
  );
}

/** Where a data source's health is asked. Alertmanager's has no such check in Grafana, so Alertmanager is asked by way of it. */
function healthPath({ type, uid }: DataSource): string {
  if (type === "alertmanager") return `/api/datasources/proxy/uid/${uid}/api/v2/status`;
  return `/api/datasources/uid/${uid}/health`;
}

/** What is wrong with a data source by what Grafana answers. Pure. */
export function dataSourceFaults({ name, type }: Pick<DataSource, "name" | "type">, answer: Answer): string[] {
  const { status, text } = answer;
  if (status === 404) return [`the data source ${name} is not there`];
  // A health that is bad is one of Grafana's answers, with a status of its own.
  const [said] = status === 401 || status === 403 ? [undefined] : [message(text)];
  if (status < 200 || status > 299) {
    if (said === undefined) json(answer, "grafana");
    return [`the data source ${name} is not well: ${shortened(said ?? String(status))}`];
  }
  const body = json<{ status?: string }>(answer, "grafana");
  if (type === "alertmanager" || body.status === "OK") return [];
  return [`the data source ${name} is not well: ${shortened(said ?? "no reason given")}`];
}

function message(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

export async function grafanaDashboards(world: World): Promise<Outcome> {
  const expected = Object.values(dashboardMaps(world.settings)).flatMap(({ data }) =>
    Object.values(data).map((text) => JSON.parse(text) as { uid: string; title: string }),
  );
  const found = json<{ uid: string }[]>(await asAdmin(world, "/api/search?type=dash-db&limit=5000"), "grafana");
  const next = `kubectl -n ${world.settings.cluster.namespace} logs deploy/grafana -c grafana-sc-dashboard --tail=50`;
  return judged(dashboardFaults(expected, found, next), "Grafana's dashboards", `${expected.length} of ours`);
}

/** The dashboards that are not there. Pure. */
export function dashboardFaults(
  expected: readonly { uid: string; title: string }[],
  found: readonly { uid: string }[],
  next: string,
): Fault[] {
  const there = new Set(found.map(({ uid }) => uid));
  return expected
    .filter(({ uid }) => !there.has(uid))
    .map(({ title }) => ({ what: `the dashboard "${title}" is not there`, next }));
}
