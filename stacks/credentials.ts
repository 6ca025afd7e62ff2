/**
 * Which credentials a stack needs. Each is a key of its own, `<what>/<name>`, so that one command sets it as a secret
 * without touching the rest, and so that one in plain text is seen.
 */
import type * as pulumi from "@pulumi/pulumi";
import { nearest, type Problem } from "./problems";
import { CHANNEL_KINDS, type ChannelKind } from "./schema/channels";
import type { RawValue, Settings } from "./settings";

/** Credentials by key, always secret. */
export type Credentials = Readonly<Record<string, pulumi.Output<string>>>;

/** One credential that has to be set. */
export interface CredentialNeed {
  /** Its configuration key, e.g. `slack/platform`. */
  key: string;
  /** What it is, for whoever has to find it. */
  what: string;
  /** How its value looks: an `http(s)` URL, any single line, or a JSON object, which may have white space. */
  form: "json" | "text" | "url";
}

const GCS_SERVICE_ACCOUNT = "gcsServiceAccount";

const CHANNEL_CREDENTIALS: Record<ChannelKind, Omit<CredentialNeed, "key"> | undefined> = {
  discord: { what: "the Discord webhook's URL", form: "url" },
  // E-mail channels share the mail server's password.
  email: undefined,
  opsgenie: { what: "the OpsGenie API key", form: "text" },
  pagerDuty: { what: "the PagerDuty Events v2 routing key", form: "text" },
  slack: { what: "the Slack incoming webhook's URL", form: "url" },
  webhook: { what: "the webhook's URL", form: "url" },
};

/** Alertmanager's credentials: the files that its configuration names. */
export function alertmanagerCredentials({ alerting }: Settings): CredentialNeed[] {
  const channels = CHANNEL_KINDS.flatMap((kind) => {
    const need = CHANNEL_CREDENTIALS[kind];
    return need ? alerting.channels[kind].map(({ name }) => ({ key: `${kind}/${name}`, ...need })) : [];
  });
  return [
    ...channels,
    ...(alerting.smtp?.username !== undefined
      ? [
          {
            key: "smtp/password",
            what: `the mail server's password of ${alerting.smtp.username}`,
            form: "text" as const,
          },
        ]
      : []),
    ...(alerting.deadMansSwitch
      ? [{ key: "deadMansSwitch/url", what: "the URL that the dead man's switch is called at", form: "url" as const }]
      : []),
  ];
}

/** Grafana's credentials, but for the admin password, which is generated. */
export function grafanaCredentials({ grafana }: Settings): CredentialNeed[] {
  return [
    ...(grafana.oidc
      ? [{ key: "grafana/oidcClientSecret", what: "the OpenID Connect client's secret", form: "text" as const }]
      : []),
    ...(grafana.database
      ? [{ key: "grafana/databasePassword", what: "the password of Grafana's database", form: "text" as const }]
      : []),
  ];
}

/** Credentials of the long-term stores. */
export function remoteWriteCredentials({ metrics }: Settings): CredentialNeed[] {
  return metrics.remoteWrite
    .filter(({ auth }) => auth !== "none")
    .map(({ name, auth }) => ({
      key: `remoteWrite/${name}`,
      what: `the ${auth === "basic" ? "password" : "token"} for remote write to ${name}`,
      form: "text",
    }));
}

/** Credentials of the logs' object storage. */
export function logCredentials({ logs }: Settings): CredentialNeed[] {
  const { engine, keep, objectStorage } = logs;
  if ((engine !== "loki" && keep !== "loki") || objectStorage?.auth !== "keys") return [];
  return storeCredentials("logs", objectStorage.type, "logs'");
}

/** Credentials of the store that Elasticsearch's snapshots go to; a shared volume has none. */
export function elasticCredentials({ elastic }: Settings): CredentialNeed[] {
  if (elastic?.snapshots?.auth !== "keys" || elastic.snapshots.type === "fs") return [];
  return storeCredentials("elastic", elastic.snapshots.type, "snapshots'");
}

/** The keys of an object store, of the same names wherever there is one. */
function storeCredentials(section: "elastic" | "logs", type: "azure" | "gcs" | "s3", whose: string): CredentialNeed[] {
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

/** Every credential that a stack's settings ask for, each once, in a fixed order. */
export function credentialsNeeded(settings: Settings): CredentialNeed[] {
  const all = [
    ...alertmanagerCredentials(settings),
    ...grafanaCredentials(settings),
    ...remoteWriteCredentials(settings),
    ...logCredentials(settings),
    ...elasticCredentials(settings),
  ];
  // Two channels of one name, which is a mistake of its own, would ask for the same one.
  return [...new Map(all.map((need) => [need.key, need])).values()];
}

function isJsonObject(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The command that sets a credential; the value is asked for, so that it stays out of the shell's history. */
export function secretCommand(stack: string, key: string): string {
  return `npx pulumi config set --stack ${stack} --secret ${key}`;
}

/** Credentials that are missing, in plain text, malformed, or that nothing needs. Never says a credential's value. */
export function credentialProblems(
  stack: string,
  needed: readonly CredentialNeed[],
  given: Readonly<Record<string, RawValue>>,
): Problem[] {
  const problems = needed.flatMap(({ key, what, form }): Problem[] => {
    const mend = secretCommand(stack, key);
    const credential = given[key];
    if (credential === undefined || credential.value === "") return [{ key, problem: `is missing: ${what}`, mend }];
    if (!credential.secret) {
      return [
        { key, problem: "is in plain text in the stack file", mend: `${mend}, and replace it where it came from` },
      ];
    }
    if (form === "json") return isJsonObject(credential.value) ? [] : [{ key, problem: "is not a JSON object", mend }];
    if (/\s/.test(credential.value)) return [{ key, problem: "has white space in it", mend }];
    if (form === "url" && !/^https?:\/\/[^/]+/.test(credential.value))
      return [{ key, problem: "is not an http(s) URL", mend }];
    return [];
  });
  const known = needed.map(({ key }) => key);
  const unneeded = Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key): Problem => {
      const meant = nearest(key, known);
      return {
        key,
        problem: "is a credential that no setting asks for" + (meant === undefined ? "" : `; did you mean ${meant}?`),
        mend: `npx pulumi config rm --stack ${stack} ${key}`,
      };
    });
  return [...problems, ...unneeded];
}
