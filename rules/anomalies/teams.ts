/** Whose services are: the team of the application of that name, else the platform's, which owners of namespaces take it from. */
import type { App } from "../../settings/apps";
import { type RuleSettings, PLATFORM, type Recording } from "../rule";
import { NOW } from "./signals";

/** The team of each service that has requests, as a label. */
export const TEAM = "service:team:info";

/** The team of a service that an application's settings name. */
const APP_TEAM = "app:team:info";

const SERVICES = 'signal="requests"';

/** The recordings of {@link TEAM}. */
export function teams({ apps, fileApps, alerting }: RuleSettings): Recording[] {
  const known = new Map<string, App>();
  for (const app of [...apps, ...fileApps]) {
    const key = `${app.namespace ?? ""}/${app.name}`;
    if (app.team !== undefined && alerting.teams.includes(app.team) && !known.has(key)) known.set(key, app);
  }
  const own = [...grouped([...known.values()])].map(([key, services]) => {
    const [team = "", matchers = ""] = key.split(" ");
    return {
      record: APP_TEAM,
      labels: { team },
      expr: `group by (namespace, service) (${NOW}{${SERVICES}${matchers},${either("service", services)}})`,
    };
  });
  const others = `group by (namespace, service) (${NOW}{${SERVICES}})`;
  const rest = (series: string) => `label_replace(${series}, "team", "${PLATFORM.team}", "", "")`;
  return own.length === 0
    ? [{ record: TEAM, expr: rest(others) }]
    : [
        ...own,
        { record: TEAM, expr: `${APP_TEAM} or ${rest(`(${others} unless on (namespace, service) ${APP_TEAM})`)}` },
      ];
}

/** The names of applications by their team and the matchers of their namespace. One without is in no namespace of a namesake's. */
function grouped(apps: readonly App[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { name, namespace, team = "" } of apps) {
    const others = apps.flatMap((app) => (app.name === name && app.namespace !== undefined ? [app.namespace] : []));
    const elsewhere = others.length === 1 ? `,namespace!="${others.join("")}"` : `,namespace!~"${others.join("|")}"`;
    const within = namespace === undefined ? (others.length === 0 ? "" : elsewhere) : `,namespace="${namespace}"`;
    const key = `${team} ${within}`;
    found.set(key, [...(found.get(key) ?? []), name]);
  }
  return found;
}

function either(label: string, values: readonly string[]): string {
  return values.length === 1 ? `${label}="${values.join("")}"` : `${label}=~"${values.join("|")}"`;
}
