/** What counts Elasticsearch's lines for the rules over logs, for all that name it. */

/** What asks Elasticsearch, and is its metrics' `job`. */
export const LOG_RULES = "log-rules";

/** How many lines there are by `count`, and by what it counts by. */
export const LINES = "log_rule_lines";

/** Of each answer: the groups in it, the shards that did not answer, and whether the time was up. */
export const GROUPS = "log_rule_groups";
export const SHARDS_FAILED = "log_rule_shards_failed";
export const TIMED_OUT = "log_rule_timed_out";

/** The groups that an answer has at most; what is beyond is not counted. */
export const MOST_GROUPS = 10_000;
