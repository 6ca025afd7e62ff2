/** Credentials of Prometheus and Grafana, but for Grafana's admin password, which is generated. */
import type { Settings } from "../../settings";
import type { CredentialNeed } from "../../settings/credential";

/** The secret of Grafana's OpenID Connect client. */
export function oidcCredentials({ grafana }: Settings): CredentialNeed[] {
  if (grafana.oidc === undefined) return [];
  return [{ key: "grafana/oidcClientSecret", what: "the OpenID Connect client's secret", form: "text" }];
}

/** The password of Grafana's database. */
export function databaseCredentials({ grafana }: Settings): CredentialNeed[] {
  if (grafana.database === undefined) return [];
  return [{ key: "grafana/databasePassword", what: "the password of Grafana's database", form: "text" }];
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
