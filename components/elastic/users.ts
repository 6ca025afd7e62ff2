/** Who may sign in to Elasticsearch and Kibana, and what each may do: no more than it needs. */
import * as yaml from "yaml";
import type { Settings } from "../../settings";
import { SPACE } from "../../names/elastic";

/** Users beside the operator's own: people are viewer and admin, the others are programs. */
export const ELASTIC_USERS = ["viewer", "admin", "log-writer", "exporter", "setup", "jaeger"] as const;
export type ElasticUser = (typeof ELASTIC_USERS)[number];

/** The Secret of roles.yml. */
export const ROLES_SECRET = "elasticsearch-roles";

/** The Secret of a user: `username`, `password` and `roles`. */
export function userSecret(user: ElasticUser): string {
  return `elasticsearch-user-${user}`;
}

/** Environment variables with a user's name and password, by what the program calls them. */
export function userVariables(user: ElasticUser, names: { username: string; password: string }) {
  const variable = (name: string, key: keyof typeof names) => ({
    name,
    valueFrom: { secretKeyRef: { name: userSecret(user), key } },
  });
  return [variable(names.username, "username"), variable(names.password, "password")];
}

/** The role of a user. */
export function userRole(user: ElasticUser): string {
  return `observability_${user.replace("-", "_")}`;
}

/** The users of a stack: Jaeger only where it keeps its traces in Elasticsearch. */
export function elasticUsers({ tracing }: Pick<Settings, "tracing">): ElasticUser[] {
  return ELASTIC_USERS.filter((user) => user !== "jaeger" || tracing.storage === "elasticsearch");
}

/** A role as roles.yml has it. Sources: Elasticsearch's reference, "Security privileges" and "Defining roles". */
export interface Role {
  cluster: string[];
  indices: { names: string[]; privileges: string[] }[];
  applications?: { application: string; privileges: string[]; resources: string[] }[];
}

/** Kibana's privileges are an application's: of one space `space_read` and `space_all`, of all of them `read` and `all`. */
const kibana = (privilege: string, resource: string): Required<Role>["applications"] => [
  { application: "kibana-.kibana", privileges: [privilege], resources: [resource] },
];

const LOGS = "logs-*";

/** What each user's role allows. */
export const ROLES: Record<ElasticUser, Role> = {
  // Reads logs, and looks at what is in its space of Kibana.
  viewer: {
    cluster: [],
    indices: [{ names: [LOGS], privileges: ["read", "view_index_metadata"] }],
    applications: kibana("space_read", `space:${SPACE}`),
  },
  // Runs the cluster. Users and roles are not among it: they are in this program, and would be overwritten.
  admin: {
    cluster: [
      "cancel_task",
      "create_snapshot",
      "manage_ilm",
      "manage_index_templates",
      "manage_pipeline",
      "manage_slm",
      "monitor",
      "cluster:admin/reroute",
      "cluster:admin/snapshot/restore",
    ],
    indices: [
      { names: [LOGS], privileges: ["all"] },
      { names: ["*"], privileges: ["monitor", "view_index_metadata"] },
    ],
    applications: kibana("all", "*"),
  },
  // Adds lines and can neither read, change nor delete one. `monitor` is for the version, which collectors ask for first.
  "log-writer": {
    cluster: ["monitor", "read_ilm", "read_pipeline"],
    indices: [{ names: [LOGS], privileges: ["auto_configure", "create_doc", "create_index"] }],
  },
  exporter: {
    // The statistics of snapshot policies are in none of the named privileges but manage_slm, which changes them too.
    cluster: ["monitor", "read_ilm", "read_slm", "cluster:admin/slm/stats"],
    indices: [{ names: ["*"], privileges: ["monitor", "view_index_metadata"] }],
  },
  // Policies run with the privileges of who wrote them: the lifecycle's of shrinking and deleting, the snapshots' of taking
  // them. While it shrinks, an index is outside of its data stream and called shrink-….
  setup: {
    cluster: [
      "monitor",
      "manage_ilm",
      "manage_index_templates",
      "manage_slm",
      "cluster:admin/repository/*",
      "cluster:admin/snapshot/*",
    ],
    indices: [{ names: [LOGS, ".ds-logs-*", "shrink-*-.ds-logs-*"], privileges: ["manage", "view_index_metadata"] }],
    applications: kibana("all", "*"),
  },
  jaeger: {
    cluster: ["monitor", "manage_index_templates", "manage_ilm"],
    indices: [{ names: ["jaeger-*"], privileges: ["all"] }],
  },
};

/** roles.yml, with the roles of the stack's users. */
export function rolesFile(settings: Pick<Settings, "tracing">): string {
  return yaml.stringify(Object.fromEntries(elasticUsers(settings).map((user) => [userRole(user), ROLES[user]])));
}
