/** Checks of where lines come from that tell of root shells. */
import { hasElastic, hasLogs, hasTracing, logRulesOn, readsNodes, type Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";

/** Providers whose API server is on none of the cluster's nodes. */
const MANAGED = ["aks", "eks", "gke"];

/** Whether any log shipper runs. */
function ships(settings: Settings): boolean {
  return hasLogs(settings) || (hasElastic(settings) && settings.elastic.shipper !== "none");
}

function shippers(settings: Settings): Problem[] {
  const { falco } = settings.security.sources;
  if (ships(settings) || (!readsNodes(settings) && falco === undefined)) return [];
  return [
    {
      key: "security.sources",
      problem: "is set, and there is no log shipper that reads it: logs.engine is none, and so is elastic.shipper",
      cure: {
        any: [
          { set: "logs.engine", to: "loki" },
          { set: "elastic.shipper", to: "fluentd" },
        ],
      },
    },
  ];
}

function managed({ cluster, security }: Settings): Problem[] {
  if (security.sources.apiServer?.from !== "file" || !MANAGED.includes(cluster.platform)) return [];
  return [
    {
      key: "security.sources.apiServer.from",
      problem: `"file", and ${cluster.platform}'s API server is on none of the nodes`,
      cure: { set: "security.sources.apiServer.from", to: "managed" },
    },
  ];
}

/** A file that is read as two kinds of lines: those of the one are noise, or are lost, as the other. */
function readTwice({ security }: Settings): Problem[] {
  const { nodes, apiServer } = security.sources;
  if (nodes?.from !== "files" || apiServer?.from !== "file") return [];
  const at = nodes.files.indexOf(apiServer.file);
  if (at < 0) return [];
  const key = nodes.files.length === 1 ? "security.sources.nodes" : `security.sources.nodes.files[${at}]`;
  return [
    {
      key: `security.sources.nodes.files[${at}]`,
      problem: `"${apiServer.file}" is security.sources.apiServer.file too: one file is not both the nodes' logins and the API server's audit log`,
      cure: { unset: key },
    },
  ];
}

function noSource(settings: Settings): Problem[] {
  const { nodes, apiServer, falco } = settings.security.sources;
  if (!ships(settings) || [nodes, apiServer, falco].some((one) => one !== undefined)) return [];
  return [
    {
      key: "security.sources",
      problem:
        "is empty: the alert RootShellOpened has no source but what applications say themselves, and sees neither logins on the nodes nor kubectl exec",
      cure: {
        any: [
          { set: "security.sources.nodes.from", to: "journal" },
          {
            set: "security.sources.apiServer.from",
            to: MANAGED.includes(settings.cluster.platform) ? "managed" : "file",
          },
          { set: "security.sources.falco.driver", to: "modern_ebpf" },
        ],
      },
    },
  ];
}

/** The shell's own rule is a notice: at anything above, Falco says nothing of it. */
function quiet({ security }: Settings): Problem[] {
  const priority = security.sources.falco?.priority;
  const told = [undefined, "notice", "informational", "debug"];
  if (told.includes(priority)) return [];
  const key = "security.sources.falco.priority";
  const problem = `"${priority}" is above notice, which is what Falco tells of a shell with: RootShellOpened sees none of its`;
  return [{ key, problem, cure: { set: key, to: "notice" } }];
}

/** Sources whose lines come to a store, and the rules over lines look at the other. */
function elsewhere(settings: Settings): Problem[] {
  const { elastic, logs, security } = settings;
  const { apiServer, falco } = security.sources;
  const on = logRulesOn(settings);
  if (on === "elastic" && elastic?.shipper === "none" && (readsNodes(settings) || falco !== undefined))
    return [
      {
        key: "elastic.shipper",
        problem:
          '"none", and the rules over logs look at Elasticsearch: what security.sources reads goes to Loki alone, and RootShellOpened does not see it',
        cure: {
          any: [
            { set: "elastic.shipper", to: "fluentd" },
            { set: "logs.rulesOn", to: "loki" },
          ],
        },
      },
    ];
  if (apiServer?.from !== "managed") return [];
  const key = "security.sources.apiServer.from";
  if (!hasTracing(settings))
    return [
      {
        key,
        problem:
          '"managed", and tracing.storage is none: there is no collector by which the provider\'s audit log comes here',
        cure: { any: [{ unset: "tracing.storage" }, { unset: "security.sources.apiServer" }] },
      },
    ];
  if (on !== "loki" || logs.engine === "loki") return [];
  return [
    {
      key,
      problem:
        '"managed", and the rules over logs look at the Loki 2.9 of engine loki-stack, which takes nothing by OTLP: RootShellOpened does not see the provider\'s audit log',
      cure: { set: "logs.engine", to: "loki" },
    },
  ];
}

export const sourceChecks: readonly Check[] = [shippers, managed, readTwice];

export const sourceWarnings: readonly Check[] = [noSource, quiet, elsewhere];
