/** Checks of who may look at Grafana. */
import type { Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";
import { grafanaHost, grafanaUrl } from "../../names/links";

function someWayIn({ grafana }: Settings): Problem[] {
  if (grafana.loginForm || grafana.oidc !== undefined) return [];
  const key = "grafana.loginForm";
  return [{ key, problem: "is false without grafana.oidc: nobody could sign in", cure: { set: key, to: "true" } }];
}

/** A warning: who shares a password is nobody. */
function oneSharedUser(settings: Settings): Problem[] {
  const { anonymous, oidc } = settings.grafana;
  if (oidc !== undefined || anonymous || grafanaHost(settings) === undefined) return [];
  return [
    {
      key: "grafana.oidc",
      problem: `is missing: ${grafanaUrl(settings)} has one user, admin, whose password everybody would share`,
      cure: { edit: "set grafana.oidc in {file} (docs/grafana-access.md)" },
    },
  ];
}

/** Warnings: what lets in people who have not signed in, or has them do what they do not see. */
function open(settings: Settings): Problem[] {
  const consequences = {
    anonymous: `whoever reaches ${grafanaUrl(settings)} sees every page and asks every data source, logs among them, without signing in`,
    embedding: "any other page may show Grafana in a frame, and have people click in it who do not see that they do",
    publicDashboards: "whoever edits a page may share it with everybody who has the link, without signing in",
    snapshots:
      "whoever looks at a page may leave its data where everybody who has the link sees it, without signing in",
  };
  return (Object.keys(consequences) as (keyof typeof consequences)[]).flatMap((setting) => {
    if (!settings.grafana[setting]) return [];
    const key = `grafana.${setting}`;
    return [{ key, problem: `is true: ${consequences[setting]}`, cure: { set: key, to: "false" } }];
  });
}

export const accessChecks: readonly Check[] = [someWayIn];

export const accessWarnings: readonly Check[] = [oneSharedUser, open];
