/**
 * Which repositories and snapshot policies Elasticsearch takes. Sources: its reference, "Register a snapshot repository", "Create or
 * update a snapshot policy" and "Cron expressions"; the messages are RepositoriesService's and SnapshotLifecyclePolicy's.
 */
import { illegal, type Json, object, Refusal, time, whole } from "./fields";

const REPOSITORIES: Record<string, { known: string[]; required: string[] }> = {
  s3: { known: ["bucket", "base_path", "client", "compress", "chunk_size", "storage_class"], required: ["bucket"] },
  gcs: { known: ["bucket", "base_path", "client", "compress", "chunk_size"], required: ["bucket"] },
  azure: { known: ["container", "base_path", "client", "compress", "chunk_size"], required: ["container"] },
  fs: { known: ["location", "compress", "chunk_size"], required: ["location"] },
};

export function checkRepository(name: string, body: Json): void {
  const { type, settings } = object("put_repository", body, ["type", "settings"], ["type"]);
  const kind = REPOSITORIES[String(type)];
  if (kind === undefined)
    throw new Refusal(500, "repository_exception", `[${name}] repository type [${String(type)}] does not exist`);
  object(`${String(type)} settings`, settings ?? {}, kind.known, kind.required);
}

/** Elasticsearch's cron has seconds first, and of the two kinds of day one is `?`. */
const NUMBER = String.raw`\d+(-\d+)?(\/\d+)?`;
const FIELD = `(\\*(\\/\\d+)?|${NUMBER}(,${NUMBER})*)`;
const NAMES = "[A-Z]{3}(-[A-Z]{3})?(,[A-Z]{3})*";
const CRON = new RegExp(
  `^${FIELD} ${FIELD} ${FIELD} (\\? (${FIELD}|${NAMES}) (${FIELD}|${NAMES}|\\d[L#]\\d?)|(${FIELD}|L|LW|\\d+W) (${FIELD}|${NAMES}) \\?)( ${FIELD})?$`,
);

export function checkSnapshotPolicy(name: string, body: Json, repositories: ReadonlyMap<string, Json>): void {
  const policy = object(
    "snapshot_lifecycle",
    body,
    ["schedule", "name", "repository", "config", "retention"],
    ["schedule", "name", "repository"],
  );
  const schedule = String(policy["schedule"]);
  if (!CRON.test(schedule))
    throw illegal(`invalid schedule [${schedule}]: must be a valid cron expression or time unit`);
  const snapshot = String(policy["name"]);
  if (snapshot.toLowerCase() !== snapshot || /[\s,"*\\|?]/.test(snapshot))
    throw illegal(
      `invalid snapshot name [${snapshot}]: must be lowercase and must not contain whitespace, '*', '\\', '"', ',' or '|'`,
    );
  const repository = String(policy["repository"]);
  if (!repositories.has(repository)) throw illegal(`no such repository [${repository}] for policy [${name}]`);
  object("config", policy["config"] ?? {}, [
    "indices",
    "include_global_state",
    "feature_states",
    "ignore_unavailable",
    "partial",
    "metadata",
    "expand_wildcards",
  ]);
  const retention = object("retention", policy["retention"] ?? {}, ["expire_after", "min_count", "max_count"]);
  if (retention["expire_after"] !== undefined) time("expire_after", retention["expire_after"]);
  for (const count of ["min_count", "max_count"]) {
    if (retention[count] !== undefined) whole(count, retention[count], 1);
  }
  if (Number(retention["min_count"] ?? 1) > Number(retention["max_count"] ?? Infinity))
    throw illegal(
      `minimum snapshot count [${String(retention["min_count"])}] cannot be larger than maximum snapshot count [${String(retention["max_count"])}]`,
    );
}
