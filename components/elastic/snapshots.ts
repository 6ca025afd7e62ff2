/** Where Elasticsearch's snapshots go: what its nodes, its keystore and its API have to know of it. */
import type { Elastic } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { withoutUndefined } from "../support/values";

/** The Secret whose keys the operator puts into every node's keystore. */
export const SNAPSHOT_SECRET = "elasticsearch-snapshots";

/** The name of the repository. */
export const REPOSITORY = "backups";

/** Where a shared volume is mounted. */
const MOUNT = "/usr/share/elasticsearch/snapshots";

/** By credential, the keystore's key. Sources: Elasticsearch's reference on the S3, GCS and Azure repositories. */
export const KEYSTORE_KEYS: Record<string, string> = {
  "elastic/s3AccessKeyId": "s3.client.default.access_key",
  "elastic/s3SecretAccessKey": "s3.client.default.secret_key",
  "elastic/gcsServiceAccount": "gcs.client.default.credentials_file",
  "elastic/azureAccountKey": "azure.client.default.key",
};

/** The keystore's key of the storage account's name, which is no secret and yet belongs there. */
export const AZURE_ACCOUNT = "azure.client.default.account";

/** The part of elasticsearch.yml. */
export function nodeSnapshotConfig({ snapshots }: Elastic): Record<string, unknown> {
  if (snapshots?.type === "fs") return { "path.repo": [MOUNT] };
  if (snapshots?.type !== "s3") return {};
  return withoutUndefined({
    "s3.client.default.region": snapshots.region,
    "s3.client.default.endpoint": snapshots.endpoint,
    "s3.client.default.path_style_access": snapshots.pathStyle ? true : undefined,
  });
}

/** The part of a pod: a volume that all nodes share. */
export function snapshotVolume({ snapshots }: Elastic): Record<string, unknown> {
  if (snapshots?.type !== "fs") return {};
  return {
    containers: [{ name: "elasticsearch", volumeMounts: [{ name: "snapshots", mountPath: MOUNT }] }],
    volumes: [{ name: "snapshots", persistentVolumeClaim: { claimName: snapshots.claim } }],
  };
}

/** The repository as the snapshot API takes it. */
export function repository(
  { cluster }: Settings,
  snapshots: NonNullable<Elastic["snapshots"]>,
): Record<string, unknown> {
  const path = snapshots.path ?? `elasticsearch/${cluster.name}`;
  switch (snapshots.type) {
    case "fs":
      return { type: "fs", settings: { location: path } };
    case "azure":
      return { type: "azure", settings: { container: snapshots.bucket, base_path: path } };
    case "s3":
    case "gcs":
      return { type: snapshots.type, settings: { bucket: snapshots.bucket, base_path: path } };
  }
}
