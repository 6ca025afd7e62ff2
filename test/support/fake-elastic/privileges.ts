/** The privileges that Elasticsearch and Kibana know. Sources: Elasticsearch's reference, "Security privileges"; Kibana's guide, "Kibana privileges". */
import type { Role } from "../../../components/elastic/roles";

const CLUSTER = [
  ...["all", "cancel_task", "create_snapshot", "grant_api_key", "manage", "manage_api_key", "manage_autoscaling"],
  ...["manage_ccr", "manage_data_frame_transforms", "manage_data_stream_global_retention", "manage_enrich"],
  ...["manage_ilm", "manage_index_templates", "manage_ingest_pipelines", "manage_logstash_pipelines", "manage_ml"],
  ...["manage_oidc", "manage_own_api_key", "manage_pipeline", "manage_rollup", "manage_saml", "manage_security"],
  ...["manage_slm", "manage_token", "manage_transform", "manage_user_profile", "manage_watcher", "monitor", "none"],
  ...["monitor_data_stream_global_retention", "monitor_ml", "monitor_rollup", "monitor_snapshot", "monitor_stats"],
  ...["monitor_text_structure", "monitor_transform", "monitor_watcher", "read_ccr", "read_ilm", "read_pipeline"],
  ...["read_security", "read_slm", "transport_client"],
];

const INDEX = [
  ...["all", "auto_configure", "create", "create_doc", "create_index", "cross_cluster_replication", "delete"],
  ...["delete_index", "index", "maintenance", "manage", "manage_data_stream_lifecycle", "manage_follow_index"],
  ...[
    "manage_ilm",
    "manage_leader_index",
    "monitor",
    "none",
    "read",
    "read_cross_cluster",
    "view_index_metadata",
    "write",
  ],
];

/** Of all spaces, or of one: the privileges that Kibana registers under its application for its features as a whole. */
const KIBANA: Record<string, RegExp> = { all: /^\*$/, read: /^\*$/, space_all: /^space:/, space_read: /^space:/ };

/** What in a role Elasticsearch refuses, or Kibana would never look for. */
export function unknownPrivileges({ cluster, indices, applications = [] }: Role): string[] {
  return [
    // An action by its own name is taken as a privilege, too.
    ...cluster.filter((privilege) => !CLUSTER.includes(privilege) && !/^cluster:[\w/*]+$/.test(privilege)),
    ...indices.flatMap(({ privileges }) =>
      privileges.filter((p) => !INDEX.includes(p) && !/^indices:[\w/*[\]]+$/.test(p)),
    ),
    ...applications.flatMap(({ application, privileges, resources }) =>
      privileges.filter(
        (privilege) =>
          application !== "kibana-.kibana" || !resources.every((resource) => KIBANA[privilege]?.test(resource)),
      ),
    ),
  ];
}

/** Privileges that have others in them. */
const WITHIN: Record<string, string[]> = {
  write: ["index", "create", "create_doc", "delete"],
  index: ["create", "create_doc"],
};

/** Whether a role has a privilege on an index or a data stream. Only patterns with `*` are known. */
export function mayDo({ indices }: Role, privilege: string, index: string): boolean {
  const has = (one: string) => one === "all" || one === privilege || (WITHIN[one] ?? []).includes(privilege);
  const names = (pattern: string) =>
    new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(index);
  return indices.some((entry) => entry.names.some(names) && entry.privileges.some(has));
}

/** The spaces of Kibana whose pages a role sees. */
export function spacesOf({ applications = [] }: Role): string[] {
  return applications.flatMap(({ resources }) => resources.map((resource) => resource.replace(/^space:/, "")));
}
