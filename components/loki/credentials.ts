/** Credentials of the logs' object storage. */
import type { Settings } from "../../settings";
import { type CredentialNeed, storeCredentials } from "../../settings/credential";

export function logCredentials({ logs }: Settings): CredentialNeed[] {
  const { engine, keep, objectStorage } = logs;
  if ((engine !== "loki" && keep !== "loki") || objectStorage?.auth !== "keys") return [];
  return storeCredentials("logs", objectStorage.type, "logs'");
}
