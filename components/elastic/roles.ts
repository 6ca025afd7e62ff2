/** What each user of Elasticsearch and Kibana may do: no more than it needs. */
import * as yaml from "yaml";
import { AUDIT_SPACE, SPACE } from "../../names/elastic";
import type { Settings } from "../../settings";
import { COUNTED, type Dataset } from "./streams";
import { type ElasticUser, elasticUsers, userRole } from "./users";

/** A role as roles.yml has it. Sources: Elasticsearch's reference, "Security privileges" and "Defining roles". */
export interface Role {
  cluster: string[];
  indices: { names: string[]; privileges: string[] }[];
  applications?: { application: string; privileges: string[]; resources: string[] }[];
}

/** Kibana's privileges are an application's: of one space `space_read` and `space_all`, of all of them `read` and `all`. */
const kibana = (privilege: string, ...resources: string[]): Required<Role>["applications"] => [
  { application: "kibana-.kibana", privileges: [privilege], resources },
];

const LOGS = "logs-*";

/**
 * What a reader of logs reads: these kinds of lines, and what was restored of them. A kind that is not named here is not read:
 * audit events, and dead letters, among which audit events may be.
 */
const ORDINARY = (["kubernetes", "otel"] satisfies Dataset[]).flatMap((dataset) => [
  `logs-${dataset}-*`,
  `logs-restored.${dataset}-*`,
]);

const READ = ["read", "view_index_metadata"];

/** What each user's role allows. */
export const ROLES: Record<ElasticUser, Role> = {
  // Reads logs, and looks at what is in their space of Kibana.
  viewer: {
    cluster: [],
    indices: [{ names: ORDINARY, privileges: READ }],
    applications: kibana("space_read", `space:${SPACE}`),
  },
  // Reads audit events too, and changes none.
  auditor: {
    cluster: [],
    indices: [{ names: [LOGS], privileges: READ }],
    applications: kibana("space_read", `space:${SPACE}`, `space:${AUDIT_SPACE}`),
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
  // Counts lines for the rules over logs.
  "log-rules": { cluster: [], indices: [{ names: [...COUNTED], privileges: ["read"] }] },
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
export function rolesFile(settings: Pick<Settings, "elastic" | "logs" | "tracing">): string {
  return yaml.stringify(Object.fromEntries(elasticUsers(settings).map((user) => [userRole(user), ROLES[user]])), {
    aliasDuplicateObjects: false,
  });
}
