/** The data streams of the logs, and who writes to them. */
import { userVariables } from "./users";

/** The data streams that the collectors sort the containers' lines into. */
export const DATASETS = ["audit", "kubernetes"] as const;

/** Every kind of line: `deadletter` is what could not be stored otherwise, `otel` what arrives by OTLP. */
export type Dataset = (typeof DATASETS)[number] | "deadletter" | "otel";

/** The data stream of a kind: `logs-<dataset>-<namespace>`, the namespace always the same. */
export function dataStream(dataset: Dataset): string {
  return `logs-${dataset}-default`;
}

/** The data streams in which the rules over logs look: those of lines. A dead letter is one of these that is not there. */
export const COUNTED = (["audit", "kubernetes", "otel"] satisfies Dataset[]).map(
  (dataset) => `logs-${dataset}-*` as const,
);

/** The variables with the name and the password of the user that may only append. */
export const WRITER = { username: "ELASTICSEARCH_USERNAME", password: "ELASTICSEARCH_PASSWORD" } as const;

/** Environment variables of a container that writes lines. */
export function writerEnv(): Record<string, unknown>[] {
  return userVariables("log-writer", WRITER);
}
