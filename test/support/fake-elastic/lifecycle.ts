/**
 * Which lifecycle policies Elasticsearch takes. Sources: its reference, "Index lifecycle" (which actions a phase allows) and the
 * pages of the actions; the messages are those of TimeseriesLifecycleType and of the actions' classes.
 */
import { illegal, isObject, type Json, object, size, time, unparsable, whole } from "./fields";

const PHASES = ["hot", "warm", "cold", "frozen", "delete"];

const ACTIONS: Record<string, string[]> = {
  hot: [
    "set_priority",
    "unfollow",
    "rollover",
    "readonly",
    "downsample",
    "shrink",
    "forcemerge",
    "searchable_snapshot",
  ],
  warm: ["set_priority", "unfollow", "readonly", "downsample", "allocate", "migrate", "shrink", "forcemerge"],
  cold: ["set_priority", "unfollow", "readonly", "downsample", "searchable_snapshot", "allocate", "migrate", "freeze"],
  frozen: ["unfollow", "searchable_snapshot"],
  delete: ["wait_for_snapshot", "delete"],
};

/** Actions of the hot phase that make no sense for an index that is still written to. */
const AFTER_ROLLOVER = ["readonly", "shrink", "forcemerge", "downsample", "searchable_snapshot"];

/** Of each action: its fields, and what each has to be. */
const FIELDS: Record<string, Record<string, (where: string, value: unknown) => unknown>> = {
  set_priority: { priority: (where, value) => value === null || whole(where, value, 0) },
  rollover: {
    max_age: time,
    min_age: time,
    max_primary_shard_size: size,
    min_primary_shard_size: size,
    max_size: size,
    min_size: size,
    max_docs: (where, value) => whole(where, value, 1),
    min_docs: (where, value) => whole(where, value, 1),
    max_primary_shard_docs: (where, value) => whole(where, value, 1),
    min_primary_shard_docs: (where, value) => whole(where, value, 1),
  },
  readonly: {},
  shrink: {
    number_of_shards: (where, value) => whole(where, value, 1),
    max_primary_shard_size: size,
    allow_write_after_shrink: bool,
  },
  forcemerge: { max_num_segments: (where, value) => whole(where, value, 1), index_codec: codec },
  allocate: {
    number_of_replicas: (where, value) => whole(where, value, 0),
    total_shards_per_node: (where, value) => whole(where, value, -1),
    include: rules,
    exclude: rules,
    require: rules,
  },
  migrate: { enabled: bool },
  unfollow: {},
  wait_for_snapshot: { policy: () => true },
  delete: { delete_searchable_snapshot: bool },
};

const REQUIRED: Record<string, string[]> = {
  forcemerge: ["max_num_segments"],
  set_priority: ["priority"],
  wait_for_snapshot: ["policy"],
};

function bool(where: string, value: unknown): void {
  if (typeof value !== "boolean") throw unparsable(`[${where}] is not a boolean`);
}

function codec(where: string, value: unknown): void {
  if (value !== "best_compression") throw illegal(`unknown index codec: [${String(value)}] in [${where}]`);
}

function rules(where: string, value: unknown): void {
  if (!isObject(value)) throw unparsable(`[${where}] is not an object`);
}

/** Throws what Elasticsearch would answer a policy with that it does not take. */
export function checkPolicy(body: Json): void {
  const policy = object("policy", object("put_lifecycle_request", body, ["policy"], ["policy"])["policy"], [
    "phases",
    "_meta",
    "deprecated",
  ]);
  if (!isObject(policy["phases"])) throw illegal("Required [phases] in [lifecycle_policy]");
  const ages: [string, number][] = [];
  for (const [name, value] of Object.entries(policy["phases"])) {
    if (!PHASES.includes(name)) throw illegal(`Timeseries lifecycle does not support phase [${name}]`);
    const phase = object(`phases.${name}`, value, ["min_age", "actions"]);
    if (phase["min_age"] !== undefined) ages.push([name, time(`${name}.min_age`, phase["min_age"])]);
    checkActions(name, phase["actions"] ?? {});
  }
  // Elasticsearch takes such a policy with a warning; an imitation that lets it pass would be no help.
  const ordered = [...ages].sort(([a], [b]) => PHASES.indexOf(a) - PHASES.indexOf(b));
  ordered.forEach(([name, age], index) => {
    const before = ordered[index - 1];
    if (before !== undefined && age < before[1])
      throw illegal(`phase [${name}] configured with a [min_age] shorter than that of phase [${before[0]}]`);
  });
}

function checkActions(phase: string, value: unknown): void {
  if (!isObject(value)) throw unparsable(`[${phase}.actions] is not an object`);
  const names = Object.keys(value);
  for (const [name, options] of Object.entries(value)) {
    const fields = FIELDS[name];
    if (fields === undefined) throw unparsable(`[phases.${phase}.actions] unknown field [${name}]`);
    if (!ACTIONS[phase]?.includes(name)) throw illegal(`invalid action [${name}] defined in phase [${phase}]`);
    const action = object(name, options, Object.keys(fields), REQUIRED[name]);
    for (const [field, given] of Object.entries(action)) fields[field]?.(`${name}.${field}`, given);
    checkCombination(name, action);
  }
  const early = names.filter((name) => AFTER_ROLLOVER.includes(name));
  if (phase === "hot" && !names.includes("rollover") && early.length > 0)
    throw illegal(
      `the [${early.join(", ")}] action(s) may not be used in the [hot] phase without an accompanying [rollover] action`,
    );
}

function checkCombination(name: string, action: Json): void {
  const given = Object.keys(action);
  if (name === "rollover" && !given.some((field) => field.startsWith("max_")))
    throw illegal("At least one max_* rollover condition must be set.");
  if (name === "shrink" && given.filter((f) => f === "number_of_shards" || f === "max_primary_shard_size").length !== 1)
    throw illegal("Either [number_of_shards] or [max_primary_shard_size] must be set, and not both");
  if (name === "allocate" && given.length === 0)
    throw illegal("At least one of [include], [exclude], [require] or [number_of_replicas] must be set in [allocate]");
}
