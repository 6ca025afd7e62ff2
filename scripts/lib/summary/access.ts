/** Who may look at Grafana, as what, and what is open to others. */
import type { Settings } from "../../../settings";

/** What lets in people who have not signed in, in words. */
const OPEN = {
  anonymous: "everybody without signing in",
  embedding: "frames of other pages",
  publicDashboards: "public pages",
  snapshots: "snapshots",
} as const;

/** Rows of what it is, and who. */
export function accessRows({ grafana }: Settings): string[][] {
  const { loginForm, oidc, teams } = grafana;
  const ways = [...(oidc === undefined ? [] : [`${oidc.name} (${oidc.issuer})`]), ...(loginForm ? ["password"] : [])];
  const open = (Object.keys(OPEN) as (keyof typeof OPEN)[]).filter((setting) => grafana[setting]);
  return [
    ["sign-in", ways.join(", ")],
    ...(oidc === undefined ? [] : roleRows(oidc.roles)),
    ...(teams.length === 0
      ? []
      : [["folders", teams.map(({ name, members }) => `${name} (${members.length})`).join(", ")]]),
    ...(open.length === 0 ? [] : [["open", open.map((setting) => OPEN[setting]).join(", ")]]),
  ];
}

function roleRows(roles: NonNullable<Settings["grafana"]["oidc"]>["roles"]): string[][] {
  const groups = (names: readonly string[]) => (names.length === 0 ? "nobody" : names.join(", "));
  return [
    ["admin", groups(roles.admin)],
    ["editor", groups(roles.editor)],
    ["viewer", roles.viewer.length === 0 ? "everybody else who can sign in" : groups(roles.viewer)],
  ];
}
