import { z } from "zod";
import { list, wholeNumber, words } from "./bounds";
import { iniText } from "./texts";
import { email, servers, host, hostPort, name, resources, storage, url } from "./types";

const oidc = z.strictObject({
  name: iniText().default("SSO").describe("the name on the sign-in button"),
  issuer: url().describe("the identity provider's issuer URL"),
  provider: z
    .enum(["keycloak", "okta", "dex", "generic"])
    .default("generic")
    .describe("derives the three endpoints from the issuer; `generic` needs them named"),
  clientId: iniText().describe("the client id; its secret is the credential grafana/oidcClientSecret"),
  scopes: list(words().regex(/^[\w.:/-]+$/, { error: "is not a scope (for example openid)" }))
    .default(["openid", "profile", "email", "groups"])
    .describe("the scopes to ask for"),
  authUrl: url().optional().describe("the authorisation endpoint"),
  tokenUrl: url().optional().describe("the token endpoint"),
  userinfoUrl: url().optional().describe("the user-info endpoint"),
  groupsClaim: words()
    .regex(/^[A-Za-z_][\w.]*$/, { error: "is not a claim's name (for example groups)" })
    .default("groups")
    .describe("the claim that holds a person's groups"),
  roles: z
    .strictObject({
      admin: list(iniText()).default([]).describe("groups whose members administer Grafana"),
      editor: list(iniText()).default([]).describe("groups whose members edit dashboards"),
      viewer: list(iniText()).default([]).describe("groups whose members look on. Default: everybody who can sign in"),
    })
    .prefault({})
    .describe("which groups get which role"),
});

/** How a database is spoken to by TLS, by kind. Source: Grafana's configuration reference, `[database] ssl_mode`. */
export const SSL_MODES = {
  postgres: ["disable", "require", "verify-ca", "verify-full"],
  mysql: ["true", "false", "skip-verify"],
} as const;

const database = z.strictObject({
  type: z.enum(["postgres", "mysql"]).default("postgres").describe("what it is"),
  host: hostPort().describe("host:port"),
  name: iniText().default("grafana").describe("the database's name"),
  user: iniText().default("grafana").describe("the user; the password is the credential grafana/databasePassword"),
  sslMode: z
    .enum([...SSL_MODES.postgres, ...SSL_MODES.mysql])
    .optional()
    .describe(
      "Postgres: disable, require, verify-ca or verify-full; MySQL: true, false or skip-verify. Default: require (Postgres), true (MySQL)",
    ),
});

/** How a team's folder begins, by its title and its uid, of which Grafana takes 40 characters. */
export const TEAM_FOLDER_PREFIX = "team-";

const MOST_TEAM_CHARACTERS = 40 - TEAM_FOLDER_PREFIX.length;

const team = z.strictObject({
  name: name()
    .max(MOST_TEAM_CHARACTERS, {
      error: `is longer than ${MOST_TEAM_CHARACTERS} characters, past which Grafana takes no uid for its folder`,
    })
    .describe("one of alerting.teams; its folder is team-<name>"),
  members: list(email())
    .default([])
    .describe("the e-mail addresses of its members, as they sign in; who has not signed in yet follows within minutes"),
});

/** Grafana. */
export const grafana = z
  .strictObject({
    host: host()
      .optional()
      .describe("its host name. Default: grafana.<cluster.domain>, if cluster.ingress.expose names it"),
    replicas: servers()
      .default(1)
      .describe("Grafana servers. More than one needs `database`: they share users and sessions"),
    storage: storage("2Gi").describe("the volume for Grafana's own database (SQLite), or none; unused with `database`"),
    database: database.optional().describe("a shared database. Default: SQLite on the volume"),
    oidc: oidc.optional().describe("sign-in by OpenID Connect. Default: the generated admin password only"),
    adminPasswordVersion: wholeNumber()
      .optional()
      .describe(
        "any number: with another one than before, `pulumi up` gives `admin` a new generated password. Default: it stays",
      ),
    loginForm: z
      .boolean()
      .default(true)
      .describe(
        "whether people may sign in by a password too, as admin does. With `oidc`, false leaves admin to emergencies (docs/grafana-access.md)",
      ),
    teams: list(team)
      .default([])
      .describe("teams with a folder that its members alone edit, whatever their role, and that others see"),
    anonymous: z.boolean().default(false).describe("whether anybody may look without signing in"),
    embedding: z.boolean().default(false).describe("whether other pages may show Grafana in a frame"),
    publicDashboards: z
      .boolean()
      .default(false)
      .describe("whether a page may be shared with everybody who has its link, without signing in"),
    snapshots: z
      .boolean()
      .default(false)
      .describe(
        "whether a page may be kept with its data for everybody who has the link, without signing in; never on others' servers",
      ),
    resources: resources({ cpu: "100m", memory: "256Mi", memoryLimit: "512Mi" }),
  })
  .prefault({})
  .describe("Grafana");
