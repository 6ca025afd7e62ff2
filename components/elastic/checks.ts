/** Checks of what Elasticsearch's settings say together: whether there will be a cluster, and whether the logs fit. */
import { type Elastic, type NodeRole } from "../../settings/elastic";
import { nodeCount, nodesWith, replicasOf, type Tier, tierNodes } from "../../settings/elastic-nodes";
import type { Settings } from "../../settings";
import { type Check, duplicateNames, type Problem } from "../../settings/problem";
import { memoryProblems } from "../../settings/resources";
import { bytes, formatBytes, MAX_SECONDS, seconds } from "../../settings/units";
import { elasticEstimates, neededBytes, WRITERS } from "./estimates";
import { snapshotProblems } from "./snapshot-checks";

/** The first set that has a role, as its key. */
function setWith(elastic: Elastic, ...wanted: NodeRole[]): string {
  const index = elastic.nodes.findIndex(({ roles }) => roles.some((role) => wanted.includes(role)));
  return `elastic.nodes[${Math.max(index, 0)}]`;
}

function nodeNames({ nodes }: Elastic): Problem[] {
  return duplicateNames("elastic.nodes", nodes);
}

function masters(elastic: Elastic): Problem[] {
  const count = nodeCount(nodesWith(elastic, "master"));
  if (count === 2) {
    const key = `${setWith(elastic, "master")}.count`;
    const problem = "two nodes are master: a majority of two is both, so that the loss of either stops the cluster";
    return [{ key, problem, cure: { set: key, to: "3" } }];
  }
  return count > 0 ? [] : [missingRole(elastic, "master", "no node is master: there is no cluster without one")];
}

function missingRole(elastic: Elastic, role: NodeRole, problem: string): Problem {
  const key = `elastic.nodes[0].roles`;
  return { key, problem, cure: { set: `${key}[${elastic.nodes[0]?.roles.length ?? 0}]`, to: role } };
}

function roles(elastic: Elastic): Problem[] {
  const needs: [NodeRole, NodeRole[], string][] = [
    ["data_hot", ["data", "data_hot"], "no node has data_hot (or data): new logs have no place"],
    ["data_content", ["data", "data_content"], "no node has data_content (or data): what Kibana keeps has no place"],
    ["ingest", ["ingest"], "no node has ingest: a pipeline has no node to run on"],
  ];
  return needs.flatMap(([role, any, problem]) =>
    nodesWith(elastic, ...any).length > 0 ? [] : [missingRole(elastic, role, problem)],
  );
}

function warmTier(elastic: Elastic): Problem[] {
  if (elastic.retention.warm === undefined || nodesWith(elastic, "data_warm").length > 0) return [];
  return [
    {
      key: "elastic.retention.warm",
      problem: `"${elastic.retention.warm}" without a node of role data_warm: the logs would stay where they are`,
      cure: {
        any: [
          { edit: "add a set with roles: [data_warm] to elastic.nodes in {file}" },
          { unset: "elastic.retention.warm" },
        ],
      },
    },
  ];
}

function copies(elastic: Elastic): Problem[] {
  const tiers: Tier[] = elastic.retention.warm === undefined ? ["hot"] : ["hot", "warm"];
  return tiers.flatMap((tier) => {
    const nodes = nodeCount(tierNodes(elastic, tier));
    const replicas = replicasOf(elastic);
    // No data node at all is a mistake of its own.
    if (nodes === 0 || replicas < nodes) return [];
    return [
      {
        key: "elastic.replicas",
        problem: `${replicas} beside the first need ${replicas + 1} ${tier} nodes, and there ${nodes === 1 ? "is 1" : `are ${nodes}`}: two copies of a shard are never on one`,
        cure: { set: "elastic.replicas", to: String(nodes - 1) },
      },
    ];
  });
}

function order({ retention }: Elastic): Problem[] {
  const problems: Problem[] = [];
  const after = (key: "warm" | "delete" | "audit", than: "hot" | "warm") => {
    const [value, other] = [retention[key], retention[than]];
    if (value === undefined || other === undefined || seconds(value) > seconds(other)) return;
    problems.push({
      key: `elastic.retention.${key}`,
      problem: `"${value}" is not longer than elastic.retention.${than} (${other})`,
      // Twice as long may be more than anything takes: then it is the other one that is wrong.
      cure:
        2 * seconds(other) > MAX_SECONDS
          ? { set: `elastic.retention.${than}`, to: `${Math.max(1, Math.floor(seconds(value) / 2 / 86_400))}d` }
          : { set: `elastic.retention.${key}`, to: `${Math.ceil((2 * seconds(other)) / 86_400)}d` },
    });
  };
  after("warm", "hot");
  after("delete", retention.warm === undefined ? "hot" : "warm");
  after("audit", "hot");
  return problems;
}

function kibanaMemory({ kibana }: Elastic): Problem[] {
  const { resources } = kibana;
  return memoryProblems("elastic.kibana.resources", resources, Math.max(2 ** 31, bytes(resources.memory)));
}

function evenMasters(elastic: Elastic): Problem[] {
  const count = nodeCount(nodesWith(elastic, "master"));
  if (count < 4 || count % 2 === 1) return [];
  const key = `${setWith(elastic, "master")}.count`;
  const problem = `${count} masters outlive the loss of no more than ${count - 1} do`;
  return [{ key, problem, cure: { set: key, to: String(count - 1) } }];
}

/** What works, and not as well as its cost says. */
function disappointing(elastic: Elastic): Problem[] {
  const found: Problem[] = [];
  if (nodesWith(elastic, "data_warm").length > 0 && elastic.retention.warm === undefined) {
    found.push({
      key: "elastic.retention.warm",
      problem: "is not set, and there are data_warm nodes: no index ever moves to them",
      cure: { set: "elastic.retention.warm", to: "2d" },
    });
  }
  if (nodeCount(tierNodes(elastic, "hot")) > 1 && replicasOf(elastic) === 0) {
    found.push({
      key: "elastic.replicas",
      problem:
        "there is one copy of every shard: what was on a node is away while the node is, and lost with its volume",
      cure: { set: "elastic.replicas", to: "1" },
    });
  }
  elastic.nodes.forEach(({ memory }, index) => {
    if (bytes(memory) <= 64 * 2 ** 30) return;
    const key = `elastic.nodes[${index}].memory`;
    const problem = `"${memory}": past 64Gi a heap of half of it no longer has compressed pointers, and holds less than one of 31 GiB`;
    found.push({ key, problem, cure: { set: key, to: "64Gi" } });
  });
  if (bytes(elastic.kibana.resources.memoryLimit) < 2 * 2 ** 30) {
    const key = "elastic.kibana.resources.memoryLimit";
    const problem = `"${elastic.kibana.resources.memoryLimit}": with less than 2Gi Kibana 9.4 may run out of memory as it starts`;
    found.push({ key, problem, cure: { set: key, to: "2Gi" } });
  }
  return found;
}

/** Whether what is written there fits, by the estimate. */
function room(settings: Settings): Problem[] {
  const { elastic } = settings;
  if (elastic === undefined) return [];
  return elasticEstimates(settings).flatMap((estimate) => {
    const { tier, days, usable, perDay } = estimate;
    const needed = neededBytes(estimate);
    // A tier without a volume is a mistake of its own.
    if (usable === 0 || needed <= usable) return [];
    const sets = tierNodes(elastic, tier);
    const key = `elastic.nodes[${elastic.nodes.findIndex((node) => node === sets[0])}].storage`;
    const each = Math.ceil((bytes(sets[0]?.storage ?? "1Gi") * (needed / usable)) / 2 ** 30);
    const others = WRITERS.filter((writer) => writer !== "logs" && estimate.needed[writer] > 0).join(" and ");
    return [
      {
        key,
        problem:
          `${formatBytes(perDay)} a day for ${Math.round(days * 10) / 10} days, and ${others}, take about ${formatBytes(needed)} on the ${tier} nodes, ` +
          `whose volumes hold ${formatBytes(usable)} before Elasticsearch puts nothing more on them (85 %)`,
        cure: { set: key, to: `${each}Gi` },
      },
    ];
  });
}

const withElastic =
  (check: (elastic: Elastic) => Problem[]): Check =>
  ({ elastic }) =>
    elastic === undefined ? [] : check(elastic);

export const elasticChecks: readonly Check[] = [
  nodeNames,
  masters,
  roles,
  warmTier,
  copies,
  order,
  kibanaMemory,
  snapshotProblems,
].map(withElastic);

export const elasticWarnings: readonly Check[] = [...[evenMasters, disappointing].map(withElastic), room];
