/** Who may sign in to Elasticsearch and Kibana; what each may do is in roles.ts. */
import { logRulesOn, type Settings } from "../../settings";

/** Users that are people. */
export const PEOPLE = ["viewer", "auditor", "admin"] as const;
export type Person = (typeof PEOPLE)[number];

/** Users beside the operator's own: those that are no people are programs. */
export const ELASTIC_USERS = [...PEOPLE, "log-writer", "log-rules", "exporter", "setup", "jaeger"] as const;
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

/** The users of a stack: Jaeger only where it keeps its traces in Elasticsearch, and what counts lines only where rules ask it. */
export function elasticUsers(settings: Pick<Settings, "elastic" | "logs" | "tracing">): ElasticUser[] {
  const needless: Partial<Record<ElasticUser, boolean>> = {
    jaeger: settings.tracing.storage !== "elasticsearch",
    "log-rules": logRulesOn(settings) !== "elastic",
  };
  return ELASTIC_USERS.filter((user) => needless[user] !== true);
}
