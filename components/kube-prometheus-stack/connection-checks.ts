/** Checks of what is connected to, outside and inside of the cluster: credentials on the way, and what the far side refuses. */
import { SSL_MODES } from "../../settings/grafana";
import type { Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";

/**
 * Headers that Prometheus sets itself, or leaves to other options. Source: prometheus/config, `reservedHeaders`; those that hold a
 * credential are refused as such.
 */
const RESERVED_HEADERS = new Set(
  (
    "host content-encoding content-length content-type user-agent connection keep-alive proxy-authenticate " +
    "www-authenticate accept-encoding x-prometheus-remote-write-version " +
    "x-prometheus-remote-read-version x-amz-date x-amz-content-sha256"
  ).split(" "),
);

/** Whether a URL leads out of the cluster. Inside of it a name is a Service's: one word, or `<service>.<namespace>.svc`. */
function leadsOut(url: string): boolean {
  const { hostname } = new URL(url);
  return !/^(localhost|127\.[\d.]+|\[::1\]|[\w-]+|[\w-]+\.[\w-]+\.svc(\.[\w.-]+)?)$/.test(hostname);
}

function plainText(key: string, url: string | undefined, what: string): Problem[] {
  if (url === undefined || !url.startsWith("http:") || !leadsOut(url)) return [];
  const problem = `sends ${what} over plain HTTP, where everybody on the way can read it`;
  return [{ key, problem, cure: { set: key, to: url.replace("http:", "https:") } }];
}

function credentialsOnTheWay({ alerting, grafana, metrics }: Settings): Problem[] {
  const { oidc } = grafana;
  return [
    ...metrics.remoteWrite.flatMap(({ url, auth }, index) =>
      auth === "none"
        ? []
        : plainText(`metrics.remoteWrite[${index}].url`, url, auth === "basic" ? "a password" : "a token"),
    ),
    ...alerting.channels.opsgenie.flatMap(({ apiUrl }, index) =>
      plainText(`alerting.channels.opsgenie[${index}].apiUrl`, apiUrl, "the API key"),
    ),
    ...(oidc === undefined
      ? []
      : [
          ...(oidc.provider === "generic" ? [] : plainText("grafana.oidc.issuer", oidc.issuer, "the client's secret")),
          ...plainText("grafana.oidc.tokenUrl", oidc.tokenUrl, "the client's secret"),
          ...plainText("grafana.oidc.userinfoUrl", oidc.userinfoUrl, "everybody's token"),
        ]),
  ];
}

function headers({ metrics }: Settings): Problem[] {
  return metrics.remoteWrite.flatMap(({ headers }, index) =>
    Object.keys(headers).flatMap((name) => {
      if (!RESERVED_HEADERS.has(name.toLowerCase())) return [];
      const key = `metrics.remoteWrite[${index}].headers.${name}`;
      return [{ key, problem: "is a header that Prometheus sets itself, and refuses here", cure: { unset: key } }];
    }),
  );
}

function sslMode({ grafana }: Settings): Problem[] {
  const { database } = grafana;
  if (database?.sslMode === undefined) return [];
  const modes: readonly string[] = SSL_MODES[database.type];
  if (modes.includes(database.sslMode)) return [];
  const key = "grafana.database.sslMode";
  return [
    {
      key,
      problem: `"${database.sslMode}" is none of ${database.type}'s: ${modes.join(", ")}`,
      cure: { unset: key },
    },
  ];
}

export const connectionChecks: readonly Check[] = [credentialsOnTheWay, headers, sslMode];
