/** Credentials of the store that Elasticsearch's snapshots go to; a shared volume has none. */
import type { Settings } from "../../settings";
import { type CredentialNeed, storeCredentials } from "../../settings/credential";

export function elasticCredentials({ elastic }: Settings): CredentialNeed[] {
  if (elastic?.snapshots?.auth !== "keys" || elastic.snapshots.type === "fs") return [];
  return storeCredentials("elastic", elastic.snapshots.type, "snapshots'");
}
