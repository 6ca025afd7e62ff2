/** The rules over logs as tests look at them, and the cases that say when each fires. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { allLogRules } from "../../rules/log-rules";
import { alertsOf, PROMTOOL_FILES } from "./rules";
import { settingsOf } from "./settings";

/** Lines, and what an alert's expression returns for them. */
export interface LogRuleCase {
  name: string;
  lines: {
    labels: Record<string, string>;
    metadata?: Record<string, string>;
    line: string;
    /** Default: 1. */
    count?: number;
    /** How long ago the first was written. Default: 4. */
    minutesAgo?: number;
  }[];
  returns: Record<string, string>[];
}

/** Thresholds that a few lines reach. */
export const LOW = { logErrorPercent: 25, logErrors: 10, logLinesPerSecond: 2, authenticationFailures: 5 };

/** The rules with {@link LOW} thresholds, by stem. */
export const lowGroups = allLogRules(settingsOf({ thresholds: LOW }));

/** Their alerts. */
export const lowAlerts = alertsOf(lowGroups);

/** Every case of `test/rules/log-cases.yaml`. */
export const logRuleCases = parse(readFileSync(join(PROMTOOL_FILES, "log-cases.yaml"), "utf8")) as LogRuleCase[];

/** Settings with {@link LOW} thresholds, where the rules are evaluated on Elasticsearch. */
export const ELASTIC_LOW = settingsOf({ logs: { engine: "none" }, elastic: { logstash: {} }, thresholds: LOW });
