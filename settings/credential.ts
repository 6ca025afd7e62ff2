/** Which credentials there can be: each is a key of its own, `<what>/<name>`, beside the sections. */
import { type AskedKind, isAsked } from "./dsn";

/** One credential that has to be set. */
export interface CredentialNeed {
  /** Its configuration key, e.g. `slack/platform`. */
  key: string;
  /** What it is, for whoever has to find it. */
  what: string;
  /** How its value looks: an `http(s)` URL, a database's DSN, any single line, or a JSON object, which may have white space. */
  form: "dsn" | "json" | "text" | "url";
}

const GCS_SERVICE_ACCOUNT = "gcsServiceAccount";

/** The keys of an object store, of the same names wherever there is one. */
export function storeCredentials(
  section: "elastic" | "logs",
  type: "azure" | "gcs" | "s3",
  whose: string,
): CredentialNeed[] {
  switch (type) {
    case "s3":
      return [
        { key: `${section}/s3AccessKeyId`, what: `the access key's id for the ${whose} bucket`, form: "text" },
        { key: `${section}/s3SecretAccessKey`, what: `the secret access key for the ${whose} bucket`, form: "text" },
      ];
    case "gcs":
      return [
        {
          key: `${section}/${GCS_SERVICE_ACCOUNT}`,
          what: `the service account's key file for the ${whose} bucket`,
          form: "json",
        },
      ];
    case "azure":
      return [{ key: `${section}/azureAccountKey`, what: `the key of the ${whose} storage account`, form: "text" }];
  }
}

/** Whether a credential's key is one of those whose value is a JSON object. */
export function isJsonCredential(key: string): boolean {
  return key.endsWith(`/${GCS_SERVICE_ACCOUNT}`);
}

/** The key of a database's DSN. */
export function dsnKey(kind: AskedKind, name: string): string {
  return `${kind}/${name}`;
}

/** The kind of database whose DSN a key is; undefined of any other key. */
export function dsnKind(key: string): AskedKind | undefined {
  const [kind = ""] = key.split("/");
  return isAsked(kind) ? kind : undefined;
}
