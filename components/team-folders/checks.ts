/** Checks of the teams that have a folder in Grafana. */
import type { Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";
import { unknownTeam } from "../alertmanager/checks";

function known({ alerting, grafana }: Settings): Problem[] {
  return grafana.teams.flatMap(({ name }, index) =>
    alerting.teams.includes(name) ? [] : [unknownTeam(`grafana.teams[${index}].name`, name, alerting.teams)],
  );
}

function once({ grafana }: Settings): Problem[] {
  return grafana.teams.flatMap(({ name }, index) => {
    if (grafana.teams.findIndex((other) => other.name === name) === index) return [];
    const key = `grafana.teams[${index}]`;
    return [{ key, problem: `${name} is in the list already`, cure: { unset: key } }];
  });
}

export const teamFolderChecks: readonly Check[] = [known, once];
