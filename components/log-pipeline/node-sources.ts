/** What the log shippers of Loki read of the nodes beside the containers' lines, where the settings say so. */
import { API_SERVER, LOGIN_PROGRAMS } from "../../log-format/shells";
import type { Settings } from "../../settings";
import { apiServerSteps, journalSteps, JOURNAL_TIME, nodeLabels, syslogSteps } from "./sources";
import type { Stage } from "./stage";
import type { Relabeling } from "./targets";

/** How far back a journal is read at the first start. What is older, the node has had without anybody looking. */
export const MAX_AGE = "12h";

/** Labels by the journal's fields. */
export const JOURNAL_LABELS: readonly Relabeling[] = [
  { sourceLabels: ["__journal_syslog_identifier"], targetLabel: "service" },
  { sourceLabels: ["__journal__source_realtime_timestamp"], targetLabel: JOURNAL_TIME },
];

/** One source: where its lines are, the labels of all of them, and what becomes of them. */
export type NodeSource = { name: string; labels: Record<string, string>; steps: Stage[] } & (
  | {
      kind: "journal";
      path: string;
      /** systemd's matches; several of one field are alternatives. */
      matches: string[];
    }
  | { kind: "files"; paths: readonly string[] }
);

/** The sources of a stack; none by default. */
export function nodeSources(settings: Settings): NodeSource[] {
  const { nodes, apiServer } = settings.security.sources;
  const found: NodeSource[] = [];
  if (nodes?.from === "journal")
    found.push({
      name: "journal",
      kind: "journal",
      path: nodes.journal,
      matches: LOGIN_PROGRAMS.map((program) => `SYSLOG_IDENTIFIER=${program}`),
      labels: nodeLabels(settings),
      steps: journalSteps(settings),
    });
  if (nodes?.from === "files")
    found.push({
      name: "logins",
      kind: "files",
      paths: nodes.files,
      labels: nodeLabels(settings),
      steps: syslogSteps(settings),
    });
  if (apiServer?.from === "file")
    found.push({
      name: "api_server",
      kind: "files",
      paths: [apiServer.file],
      labels: nodeLabels(settings, API_SERVER),
      steps: apiServerSteps(settings),
    });
  return found;
}

/** The folders of the nodes that have to be mounted for them: the system's own, which are always there, and never made. */
export function nodeFolders({ security }: Settings): string[] {
  const { nodes, apiServer } = security.sources;
  const runtime = nodes?.from === "journal" && nodes.journal.startsWith("/run/");
  const varLog = (nodes !== undefined && !runtime) || apiServer?.from === "file";
  return [...(runtime ? ["/run/log"] : []), ...(varLog ? ["/var/log"] : [])];
}

/** The groups that a log shipper needs to read syslog's files, which are not root's everywhere. */
export function nodeGroups({ security }: Settings): { supplementalGroups?: number[] } {
  const { nodes } = security.sources;
  return nodes?.from === "files" ? { supplementalGroups: [nodes.group] } : {};
}
