/** Changes of Elasticsearch that its operator refuses, that its nodes do not start with, or that part from data. */
import { ELASTICSEARCH } from "../../names/elastic";
import type { Settings } from "../../settings";
import type { Problem } from "../../settings/problem";
import type { ChangeCheck, Deployed } from "../support/deployed/facts";
import { isAllowed, loss } from "../support/deployed/losses";

const isData = (role: string) => role.startsWith("data");

/** The section is not there any more. */
function removed(settings: Settings, { elasticsearch, claims }: Deployed): Problem[] {
  if (settings.elastic !== undefined || elasticsearch === undefined || isAllowed(settings, "elasticsearch")) return [];
  const what = `is not there, and Elasticsearch is deployed: it would go, with Kibana and the log shippers${
    settings.cluster.deleteDataOnDestroy ? ", and its data with it" : ""
  }`;
  const data = claims.filter(({ name }) => name.startsWith(`elasticsearch-data-${ELASTICSEARCH}-es-`));
  return [loss(settings, { store: "elasticsearch", key: "elastic", what, claims: data })];
}

/** Its own rule: an index that a newer version wrote is not read by an older one. */
function older({ elastic }: Settings, { elasticsearch }: Deployed): Problem[] {
  if (elastic === undefined || elasticsearch === undefined || !isOlder(elastic.version, elasticsearch.version))
    return [];
  return [
    {
      key: "elastic.version",
      problem: `${elastic.version} is older than ${elasticsearch.version}, which is deployed: Elasticsearch never goes back`,
      cure: { set: "elastic.version", to: elasticsearch.version },
    },
  ];
}

function isOlder(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const at = (left ?? []).findIndex((part, index) => part !== right?.[index]);
  return at !== -1 && (left?.[at] ?? 0) < (right?.[at] ?? 0);
}

/** A node with shards on its volume does not start without a role for data (`node.roles`, Elasticsearch's reference). */
function roles({ elastic }: Settings, { elasticsearch }: Deployed): Problem[] {
  return (elastic?.nodes ?? []).flatMap((node, index): Problem[] => {
    const there = elasticsearch?.nodeSets.find(({ name }) => name === node.name);
    // Without any role in its configuration a node has them all.
    const held = there !== undefined && (there.roles.length === 0 || there.roles.some(isData));
    if (!held || node.roles.some(isData)) return [];
    return [
      {
        key: `elastic.nodes[${index}].roles`,
        problem: `"${node.name}" has data on its nodes, and would not start without a role for it`,
        cure: {
          edit: `give the set another name (elastic.nodes[${index}].name): the data moves off before the old nodes go`,
        },
      },
    ];
  });
}

/** What is refused. */
export const elasticChanges: readonly ChangeCheck[] = [older, roles];

/** What parts from data. */
export const elasticLosses: readonly ChangeCheck[] = [removed];

/** Node sets that go: their data moves first, as far as there is room. */
function moved({ elastic }: Settings, { elasticsearch }: Deployed): Problem[] {
  if (elastic === undefined) return [];
  const going = (elasticsearch?.nodeSets ?? []).filter(({ name }) => !elastic.nodes.some((node) => node.name === name));
  return going.map(({ name, count, roles: had }) => ({
    key: "elastic.nodes",
    problem: `"${name}" (${count} nodes, ${had.join(", ") || "every role"}) is not there any more: its nodes go once their data is on others`,
    cure: {
      edit: "if it is not meant, put it back in {file}; a set that is renamed is one that goes and one that comes",
    },
  }));
}

/** With one or two masters the loss of one stops the cluster. */
function masters({ elastic }: Settings, { elasticsearch }: Deployed): Problem[] {
  if (elastic === undefined || elasticsearch === undefined) return [];
  const count = (sets: readonly { count: number; roles: readonly string[] }[]) =>
    sets
      .filter((set) => set.roles.length === 0 || set.roles.includes("master"))
      .reduce((sum, set) => sum + set.count, 0);
  const [before, after] = [count(elasticsearch.nodeSets), count(elastic.nodes)];
  if (before < 3 || after >= 3) return [];
  return [
    {
      key: "elastic.nodes",
      problem: `${after} instead of ${before} nodes with role master: the operator takes them away one after the other, and then the loss of one stops the cluster`,
      cure: { edit: "keep three in {file}" },
    },
  ];
}

/** What is said and done. */
export const elasticChangeWarnings: readonly ChangeCheck[] = [moved, masters];
