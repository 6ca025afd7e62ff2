/** Where engine `loki` keeps its chunks and its index, and how it signs in there. */
import type { Settings } from "../../settings";
import { withoutUndefined } from "../support/values";

type ObjectStorage = NonNullable<Settings["logs"]["objectStorage"]>;

/** The Secret with the object storage's credentials. */
export const STORAGE_SECRET = "loki-object-storage";

/** The keys of that Secret, by the credential's key in the stack file. */
export const STORAGE_KEYS: Record<string, string> = {
  "logs/s3AccessKeyId": "s3-access-key-id",
  "logs/s3SecretAccessKey": "s3-secret-access-key",
  "logs/gcsServiceAccount": "gcs-service-account.json",
  "logs/azureAccountKey": "azure-account-key",
};

const CREDENTIALS_FOLDER = "/etc/loki/credentials";

/** Loki's environment variable with the key of the Azure storage account, which its configuration names. */
const AZURE_KEY = "LOGS_AZURE_ACCOUNT_KEY";

/** How Loki's configuration calls the storage. */
export function objectStore({ logs }: Settings): "azure" | "filesystem" | "gcs" | "s3" {
  return logs.objectStorage?.type ?? "filesystem";
}

/** The chart's `loki.storage` section. Never a credential. */
export function storageValues({ logs }: Settings): Record<string, unknown> {
  const { objectStorage } = logs;
  if (objectStorage === undefined) return { type: "filesystem" };
  const { type, bucket, region, endpoint, pathStyle, insecure, account, auth } = objectStorage;
  const bucketNames = { chunks: bucket, ruler: bucket };
  switch (type) {
    case "s3":
      return { type, bucketNames, s3: withoutUndefined({ endpoint, region, s3ForcePathStyle: pathStyle, insecure }) };
    case "gcs":
      return { type, bucketNames };
    case "azure":
      return {
        type,
        bucketNames,
        azure: withoutUndefined({
          accountName: account,
          // Loki puts the variable's value in; the configuration has its name.
          accountKey: auth === "keys" ? `\${${AZURE_KEY}}` : undefined,
          useFederatedToken: auth === "workload-identity",
        }),
      };
  }
}

/** What every pod that speaks to the object storage gets: variables and a file, by name of Secret. */
export function storageAccess({ logs }: Settings): Record<string, unknown> {
  const { objectStorage } = logs;
  if (objectStorage === undefined || objectStorage.auth !== "keys") return {};
  const mounted = objectStorage.type === "gcs";
  return {
    extraEnv: environment(objectStorage),
    ...(mounted
      ? {
          extraVolumes: [{ name: "credentials", secret: { secretName: STORAGE_SECRET } }],
          extraVolumeMounts: [{ name: "credentials", mountPath: CREDENTIALS_FOLDER, readOnly: true }],
        }
      : {}),
  };
}

function environment({ type }: ObjectStorage): Record<string, unknown>[] {
  const fromSecret = (name: string, credential: string) => ({
    name,
    valueFrom: { secretKeyRef: { name: STORAGE_SECRET, key: STORAGE_KEYS[credential] } },
  });
  switch (type) {
    case "s3":
      // The SDK's own variables.
      return [
        fromSecret("AWS_ACCESS_KEY_ID", "logs/s3AccessKeyId"),
        fromSecret("AWS_SECRET_ACCESS_KEY", "logs/s3SecretAccessKey"),
      ];
    case "gcs":
      return [
        {
          name: "GOOGLE_APPLICATION_CREDENTIALS",
          value: `${CREDENTIALS_FOLDER}/${STORAGE_KEYS["logs/gcsServiceAccount"] ?? ""}`,
        },
      ];
    case "azure":
      return [fromSecret(AZURE_KEY, "logs/azureAccountKey")];
  }
}
