/** Grafana's sign-in by OpenID Connect. */
import type { Settings } from "../../settings";

type Oidc = NonNullable<Settings["grafana"]["oidc"]>;

/** The endpoints that follow from an issuer, by identity provider. `generic` names its own. */
const ENDPOINTS: Record<Exclude<Oidc["provider"], "generic">, { auth: string; token: string; userinfo: string }> = {
  dex: { auth: "/auth", token: "/token", userinfo: "/userinfo" },
  keycloak: {
    auth: "/protocol/openid-connect/auth",
    token: "/protocol/openid-connect/token",
    userinfo: "/protocol/openid-connect/userinfo",
  },
  okta: { auth: "/v1/authorize", token: "/v1/token", userinfo: "/v1/userinfo" },
};

/** The `auth.generic_oauth` section. The client's secret comes from the environment, out of a Kubernetes Secret. */
export function oidcIni(oidc: Oidc): Record<string, unknown> {
  const issuer = oidc.issuer.replace(/\/$/, "");
  const derived = oidc.provider === "generic" ? undefined : ENDPOINTS[oidc.provider];
  return {
    enabled: true,
    name: oidc.name,
    client_id: oidc.clientId,
    scopes: oidc.scopes.join(" "),
    auth_url: oidc.authUrl ?? `${issuer}${derived?.auth ?? ""}`,
    token_url: oidc.tokenUrl ?? `${issuer}${derived?.token ?? ""}`,
    api_url: oidc.userinfoUrl ?? `${issuer}${derived?.userinfo ?? ""}`,
    use_pkce: true,
    use_refresh_token: true,
    allow_sign_up: true,
    role_attribute_path: rolePath(oidc),
    // Who is in none of the groups does not get in, once viewers are named.
    role_attribute_strict: oidc.roles.viewer.length > 0,
  };
}

/**
 * A JMESPath expression that gives a person's role by their groups. Without the claim it is an error, and has to be: Grafana then
 * goes on from the ID token to the user info, in which alone some providers have groups, and takes who has none there either for a
 * viewer, or refuses them where it is strict. Source: Grafana's pkg/login/social/connectors/generic_oauth.go, `UserInfo`.
 */
function rolePath({ groupsClaim, roles }: Oidc): string {
  const rule = (groups: readonly string[], role: string) =>
    groups.length === 0
      ? []
      : [
          `(${groups.map((group) => `contains(${groupsClaim}[*], '${group.replace(/'/g, "\\'")}')`).join(" || ")}) && '${role}'`,
        ];
  return [
    ...rule(roles.admin, "Admin"),
    ...rule(roles.editor, "Editor"),
    ...(roles.viewer.length > 0 ? rule(roles.viewer, "Viewer") : ["'Viewer'"]),
  ].join(" || ");
}
