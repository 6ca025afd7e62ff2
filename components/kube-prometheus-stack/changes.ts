/** Changes of where Grafana keeps what people have made in it. */
import type { Settings } from "../../settings";
import type { Problem } from "../../settings/problem";
import type { ChangeCheck, Deployed } from "../support/deployed/facts";
import { isAllowed, loss } from "../support/deployed/losses";

/** People, their dashboards and their preferences are in the database: in another one Grafana begins anew. */
function otherDatabase(settings: Settings, { grafanaDatabase: there }: Deployed): Problem[] {
  const wanted = settings.grafana.database?.host;
  if (there === undefined || there === wanted || isAllowed(settings, "grafana")) return [];
  const what = `${wanted ?? "one of its own"} is not ${there}, where Grafana's people and dashboards are: it would begin anew, unless they were moved`;
  return [loss(settings, { store: "grafana", key: "grafana.database", what, claims: [] })];
}

/** What parts from data. */
export const grafanaLosses: readonly ChangeCheck[] = [otherDatabase];
