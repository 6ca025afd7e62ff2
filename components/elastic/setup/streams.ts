/** The data streams of the logs: which there are, and how long each is kept. */
import type { Elastic } from "../../../settings/elastic";
import { dataStream } from "../streams";

/** A kind of logs, with a template and a policy of its own. */
export interface LogStream {
  /** Its part of the names of policies and templates. */
  name: "logs" | "logs-audit" | "logs-deadletter";
  /** The data streams that the template is for. */
  pattern: string;
  /**
   * Which template wins. Elasticsearch's own `logs` has 100 and those of Elastic's integrations have 200 (its reference,
   * "Avoid index pattern collisions"): the general one stays below them, and the two that are ours alone are above.
   */
  priority: number;
  /** The data stream that is there from the beginning, so that its pages are not empty of fields. */
  first: string;
  /** How long its indices are kept once they take no more logs. */
  retention: (retention: Elastic["retention"]) => string;
}

export const STREAMS: readonly LogStream[] = [
  {
    name: "logs",
    pattern: "logs-*-*",
    priority: 150,
    first: dataStream("kubernetes"),
    retention: (retention) => retention.delete,
  },
  {
    name: "logs-audit",
    pattern: "logs-audit-*",
    priority: 300,
    first: dataStream("audit"),
    retention: (retention) => retention.audit,
  },
  {
    name: "logs-deadletter",
    pattern: "logs-deadletter-*",
    priority: 300,
    first: dataStream("deadletter"),
    retention: (retention) => retention.deadLetter,
  },
];

/** What is ours in Elasticsearch begins with this: a name of Elastic's own would be overwritten with an update of it. */
export function owned(name: string): string {
  return `observability-${name}`;
}
