/** What Fluentd reads beside the containers' lines: the nodes' logins, the API server's audit log, and Falco's own. */
import { FALCO, LOGIN_PROGRAMS } from "../../log-format/shells";
import type { Settings } from "../../settings";
import { STATE } from "./state";
import { env, section, type Section } from "./language";

/** The environment variable with the node's name. */
export const NODE_NAME = "K8S_NODE_NAME";

/** The inputs of the nodes' own sources; their label is of lines that belong to no container. */
export function nodeInputs({ security }: Settings): Section[] {
  const { nodes, apiServer } = security.sources;
  const tail = (id: string, paths: readonly string[]) =>
    section(
      "source",
      {
        "@type": "tail",
        "@id": id,
        "@label": "@NODES",
        path: paths.join(","),
        pos_file: `${STATE}/${id}.pos`,
        // What was written before anybody looked is history: it would be told as if it were now.
        read_from_head: false,
        refresh_interval: "10s",
        rotate_wait: "30s",
        tag: `source.${id}`,
      },
      section("parse", { "@type": "none" }),
    );
  return [
    ...(nodes?.from === "journal"
      ? [
          section(
            "source",
            {
              "@type": "systemd",
              "@id": "journal",
              "@label": "@NODES",
              path: nodes.journal,
              matches: LOGIN_PROGRAMS.map((program) => ({ SYSLOG_IDENTIFIER: program })),
              read_from_head: false,
              tag: "source.journal",
            },
            section("storage", { "@type": "local", path: `${STATE}/journal.json` }),
          ),
        ]
      : []),
    ...(nodes?.from === "files" ? [tail("files", nodes.files)] : []),
    ...(apiServer?.from === "file" ? [tail("api_server", [apiServer.file])] : []),
  ];
}

/** The names of the sources that there are, which are their tags' too. */
export function nodeSourceNames({ security }: Settings): string[] {
  const { nodes, apiServer } = security.sources;
  return [...(nodes === undefined ? [] : [nodes.from]), ...(apiServer?.from === "file" ? ["api_server"] : [])];
}

/** The filters by which they become what a container's line is. */
export function nodeFilters(settings: Settings): Section[] {
  return nodeSourceNames(settings).map((source) => auditSources(settings, `source.${source}`, source));
}

/** The filter of Falco's alerts among the containers' lines, where the stack has it. */
export function falcoFilter(settings: Settings): Section[] {
  return settings.security.sources.falco === undefined ? [] : [auditSources(settings, "**", "falco")];
}

function auditSources({ cluster }: Settings, tag: string, source: string): Section {
  return section(`filter ${tag}`, {
    "@type": "audit_sources",
    "@id": `audit_sources_${source}`,
    source,
    node: env(NODE_NAME),
    namespace: cluster.namespace,
  });
}

/** The files of Falco's pods: of the platform's own, the only ones that are read. */
export function falcoFiles(namespace: string): string {
  return `/var/log/containers/${FALCO}-*_${namespace}_${FALCO}-*.log`;
}
