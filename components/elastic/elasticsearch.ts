/** The Elasticsearch resource: what the operator makes nodes from. */
import { nodeCount } from "../../settings/elastic-nodes";
import type { Elastic } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { withoutUndefined } from "../support/values";
import { ELASTICSEARCH } from "../../names/elastic";
import { nodeSnapshotConfig, SNAPSHOT_SECRET, snapshotVolume } from "./snapshots";
import { elasticUsers, ROLES_SECRET, userSecret } from "./users";

type NodeSettings = Elastic["nodes"][number];

/** Memory maps that a node needs. Source: Elasticsearch's reference, "Increase virtual memory". */
const MAX_MAP_COUNT = 1_048_576;

/** The resource's spec. Security, TLS and the PodDisruptionBudget are the operator's own doing. */
export function elasticsearchSpec(settings: Settings, elastic: Elastic): Record<string, unknown> {
  const { cluster } = settings;
  return withoutUndefined({
    version: elastic.version,
    // The volumes of a set that is made smaller or goes are empty by then: the operator moves the data off first.
    volumeClaimDeletePolicy: cluster.deleteDataOnDestroy
      ? "DeleteOnScaledownAndClusterDeletion"
      : "DeleteOnScaledownOnly",
    auth: {
      fileRealm: elasticUsers(settings).map((user) => ({ secretName: userSecret(user) })),
      roles: [{ secretName: ROLES_SECRET }],
    },
    secureSettings: snapshotKeys(elastic) ? [{ secretName: SNAPSHOT_SECRET }] : undefined,
    nodeSets: elastic.nodes.map((node) => nodeSet(settings, elastic, node)),
  });
}

/** Whether the snapshots' keys go into every node's keystore. */
export function snapshotKeys({ snapshots }: Elastic): boolean {
  return snapshots !== undefined && snapshots.type !== "fs" && snapshots.auth === "keys";
}

function nodeSet({ cluster }: Settings, elastic: Elastic, node: NodeSettings): Record<string, unknown> {
  return withoutUndefined({
    name: node.name,
    count: node.count,
    config: withoutUndefined({
      "node.roles": node.roles,
      "node.store.allow_mmap": elastic.mmap === "off" ? false : undefined,
      // It would fetch a database of addresses from the Internet that nothing here uses.
      "ingest.geoip.downloader.enabled": false,
      ...nodeSnapshotConfig(elastic),
    }),
    // The heap follows from the memory limit, by roles: half of it, of a master without data 60 %. No CPU limit: a throttled
    // node misses its pings.
    resources: { requests: { cpu: node.cpu, memory: node.memory }, limits: { memory: node.memory } },
    // Of masters too: two of three in one zone would stop the cluster with it.
    zoneAwareness: elastic.zoneAwareness ? {} : undefined,
    podTemplate: podTemplate(elastic, node),
    volumeClaimTemplates: [
      {
        // The name that the operator mounts as the data's.
        metadata: { name: "elasticsearch-data" },
        spec: withoutUndefined({
          accessModes: ["ReadWriteOnce"],
          storageClassName: cluster.storageClass,
          resources: { requests: { storage: node.storage } },
        }),
      },
    ],
  });
}

/**
 * Nodes of a set are spread over machines and zones, as far as there are any. The operator's own preference, no two nodes of
 * the cluster on one machine, stays: it is an affinity, of which there is none here.
 */
function podTemplate(elastic: Elastic, node: NodeSettings): Record<string, unknown> {
  const spread = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: {
      matchLabels: {
        "elasticsearch.k8s.elastic.co/cluster-name": ELASTICSEARCH,
        "elasticsearch.k8s.elastic.co/statefulset-name": `${ELASTICSEARCH}-es-${node.name}`,
      },
    },
  });
  const spec = withoutUndefined({
    topologySpreadConstraints:
      node.count > 1
        ? [
            spread("kubernetes.io/hostname"),
            // Zone awareness brings a stricter one of its own.
            ...(elastic.zoneAwareness ? [] : [spread("topology.kubernetes.io/zone")]),
          ]
        : undefined,
    initContainers: elastic.mmap === "init" ? [sysctl()] : undefined,
    ...snapshotVolume(elastic),
  });
  return {
    // What the log shippers take for the service's name.
    metadata: { labels: { "app.kubernetes.io/name": ELASTICSEARCH } },
    ...(Object.keys(spec).length > 0 ? { spec } : {}),
  };
}

/** Raises the machine's limit and never lowers it: others may need more. */
function sysctl(): Record<string, unknown> {
  const current = '"$(sysctl -n vm.max_map_count)"';
  return {
    name: "sysctl",
    securityContext: { privileged: true, runAsUser: 0, runAsNonRoot: false },
    command: ["sh", "-c", `[ ${current} -ge ${MAX_MAP_COUNT} ] || sysctl -w vm.max_map_count=${MAX_MAP_COUNT}`],
  };
}

/**
 * What has to hold before what needs Elasticsearch goes on. The phase alone may be that of before the change for a moment; the
 * version and the number of nodes make the two changes that take longest count.
 */
export function elasticsearchReady(elastic: Elastic): string {
  return JSON.stringify([
    "jsonpath={.status.phase}=Ready",
    `jsonpath={.status.version}=${elastic.version}`,
    `jsonpath={.status.availableNodes}=${nodeCount(elastic.nodes)}`,
  ]);
}
