/** Asks a cluster what is deployed of a stack. */
import type * as client from "@kubernetes/client-node";
import * as yaml from "yaml";
import { ELASTICSEARCH } from "../../../names/elastic";
import { LOKI_RELEASES } from "../../../names/loki";
import { STACK_LABEL } from "../../../names/stack";
import type { Settings } from "../../../settings";
import type { Claim, Deployed, DeployedNodeSet, DeployedVolume, Plain } from "./facts";

/** What is asked of a cluster: nothing but lists and single objects. Undefined: it is not there. */
export interface Cluster {
  namespaces(labelSelector: string): Promise<client.V1Namespace[]>;
  hasReleases(namespace: string): Promise<boolean>;
  claims(namespace: string): Promise<client.V1PersistentVolumeClaim[]>;
  statefulSets(namespace: string): Promise<client.V1StatefulSet[]>;
  deployments(namespace: string): Promise<client.V1Deployment[]>;
  storageClasses(): Promise<client.V1StorageClass[] | undefined>;
  elasticsearch(namespace: string, name: string): Promise<unknown>;
  configMap(namespace: string, name: string): Promise<client.V1ConfigMap | undefined>;
}

/** What is deployed of a stack; undefined when nothing is, and there is nothing that a change could break. */
export async function readDeployed(
  stack: string,
  { cluster: { namespace } }: Pick<Settings, "cluster">,
  cluster: Cluster,
): Promise<Deployed | undefined> {
  const names = (await cluster.namespaces(`${STACK_LABEL}=${stack}`)).flatMap(({ metadata }) => metadata?.name ?? []);
  const elsewhere: Deployed["elsewhere"] = [];
  for (const other of names.filter((name) => name !== namespace).sort()) {
    // What a `destroy` has left for the data's sake is in nobody's way.
    if (await cluster.hasReleases(other))
      elsewhere.push({ namespace: other, claims: (await cluster.claims(other)).map(claimOf) });
  }
  if (!names.includes(namespace)) {
    return elsewhere.length === 0 ? undefined : { ...NOTHING, elsewhere };
  }
  const [claims, statefulSets, deployments, classes, elasticsearch, loki, jaeger, grafana] = await Promise.all([
    cluster.claims(namespace),
    cluster.statefulSets(namespace),
    cluster.deployments(namespace),
    cluster.storageClasses(),
    cluster.elasticsearch(namespace, ELASTICSEARCH),
    cluster.configMap(namespace, LOKI_RELEASES.loki),
    cluster.configMap(namespace, JAEGER_CONFIG),
    cluster.configMap(namespace, "grafana"),
  ]);
  return {
    elsewhere,
    claims: claims.map(claimOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
    volumes: [...statefulSets.flatMap(templatesOf), ...deployments.flatMap(mountsOf)],
    statefulSets: statefulSets.flatMap(({ metadata }) => metadata?.name ?? []),
    expandable:
      classes && new Map(classes.map((one) => [one.metadata?.name ?? "", one.allowVolumeExpansion === true] as const)),
    elasticsearch: elasticsearchOf(elasticsearch),
    lokiStore: storeOf(loki?.data?.["config.yaml"]),
    jaegerStore: jaegerStoreOf(jaeger?.data?.[`${JAEGER_CONFIG}.yaml`]),
    grafanaDatabase: databaseOf(grafana?.data?.["grafana.ini"]),
  };
}

/** The ConfigMap of Jaeger's chart that has its configuration. */
const JAEGER_CONFIG = "user-config";

/** A stack that has nothing in its namespace. */
const NOTHING: Deployed = {
  elsewhere: [],
  claims: [],
  volumes: [],
  statefulSets: [],
  expandable: undefined,
  elasticsearch: undefined,
  lokiStore: undefined,
  jaegerStore: undefined,
  grafanaDatabase: undefined,
};

export function claimOf({ metadata, spec, status }: Plain<client.V1PersistentVolumeClaim>): Claim {
  return {
    name: metadata?.name ?? "",
    requested: spec?.resources?.requests?.["storage"] ?? "0",
    capacity: status?.capacity?.["storage"],
    storageClass: spec?.storageClassName === "" ? undefined : spec?.storageClassName,
    growsWithPod: status?.conditions?.some(({ type }) => type === "FileSystemResizePending") ?? false,
  };
}

function templatesOf({ metadata, spec }: Plain<client.V1StatefulSet>): DeployedVolume[] {
  return (spec?.volumeClaimTemplates ?? []).map((template) => ({
    workload: `statefulset/${metadata?.name ?? ""}`,
    volume: template.metadata?.name ?? "",
    template: {
      size: template.spec?.resources?.requests?.["storage"] ?? "0",
      storageClass: template.spec?.storageClassName,
      goWithSet: spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted === "Delete",
    },
  }));
}

function mountsOf({ metadata, spec }: Plain<client.V1Deployment>): DeployedVolume[] {
  return (spec?.template.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) =>
    claim === undefined
      ? []
      : [{ workload: `deployment/${metadata?.name ?? ""}`, volume: claim.claimName, template: undefined }],
  );
}

interface ElasticsearchResource {
  spec?: { version?: string; nodeSets?: { name?: string; count?: number; config?: Record<string, unknown> }[] };
  status?: { version?: string };
}

function elasticsearchOf(resource: unknown): Deployed["elasticsearch"] {
  const { spec, status } = (resource ?? {}) as ElasticsearchResource;
  const version = status?.version ?? spec?.version;
  if (version === undefined) return undefined;
  const nodeSets = (spec?.nodeSets ?? []).map(({ name = "", count = 0, config }): DeployedNodeSet => {
    const roles = config?.["node.roles"];
    return { name, count, roles: Array.isArray(roles) ? roles.map(String) : [] };
  });
  return { version, nodeSets };
}

interface LokiConfig {
  common?: { storage?: Record<string, Record<string, unknown> | undefined> };
  schema_config?: { configs?: { object_store?: string }[] };
}

/** The store of the last period of Loki's schema, and what it is called there. */
function storeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { common, schema_config: schema } = yaml.parse(text) as LokiConfig;
  const type = schema?.configs?.at(-1)?.object_store;
  if (type === undefined || type === "filesystem") return type;
  const { bucketnames, bucket_name: bucket, container_name: container } = common?.storage?.[type] ?? {};
  const name = bucketnames ?? bucket ?? container;
  return typeof name === "string" ? `${type} ${name}` : undefined;
}

interface JaegerConfig {
  extensions?: { jaeger_storage?: { backends?: Record<string, Record<string, unknown>> } };
}

/** The kind of the first of Jaeger's backends, which is the traces'. */
function jaegerStoreOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { extensions } = yaml.parse(text) as JaegerConfig;
  const [traces] = Object.values(extensions?.jaeger_storage?.backends ?? {});
  return Object.keys(traces ?? {})[0];
}

/** `host` in the section `database` of an INI file. */
function databaseOf(text: string | undefined): string | undefined {
  const [, section = ""] = /^\[database\]$([^[]*)/m.exec(text ?? "") ?? [];
  return /^host\s*=\s*(\S+)/m.exec(section)?.[1];
}
