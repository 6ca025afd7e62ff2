/** What is set up inside Elasticsearch and Kibana, as the files that the Jobs read. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Elastic } from "../../../settings/elastic";
import type { Settings } from "../../../settings";
import { shortHash } from "../../support/short-hash";
import { KIBANA_REQUESTS, savedObjectFiles } from "./kibana";
import { policyRequests } from "./lifecycle";
import { requestFiles, type SetupRequest } from "./request";
import { snapshotRequests } from "./snapshots";
import { templateRequests } from "./templates";

/** The program that sends them. */
export const RUNNER_FILE = "run.sh";

/** The set-ups, in their order. Each is a Job of its own: a changed dashboard does not touch the indices. */
export const SETUPS = ["elasticsearch-setup", "kibana-setup"] as const;
export type SetupName = (typeof SETUPS)[number];

/** The requests of a set-up. */
export function setupRequests(settings: Settings, elastic: Elastic, name: SetupName): readonly SetupRequest[] {
  if (name === "kibana-setup") return KIBANA_REQUESTS;
  // A template is refused if its policy is not there.
  return [...policyRequests(elastic), ...templateRequests(elastic), ...snapshotRequests(settings, elastic)];
}

/** The files of a set-up's ConfigMap. */
export function setupFiles(settings: Settings, elastic: Elastic, name: SetupName): Record<string, string> {
  return {
    [RUNNER_FILE]: fs.readFileSync(path.join(__dirname, RUNNER_FILE), "utf8"),
    ...requestFiles(setupRequests(settings, elastic, name)),
    ...(name === "kibana-setup" ? savedObjectFiles(settings) : {}),
  };
}

/** What changes when anything that a Job does changes. */
export function contentHash(...content: unknown[]): string {
  return shortHash(content, 10);
}
