/** Values of Prometheus. */
import { retentionBytes } from "./estimates";
import type { Settings } from "../../settings";
import { teamRelabelling } from "../alertmanager/owners";
import {
  claimRetention,
  disruptionBudget,
  ingressValues,
  resourceValues,
  volumeClaimTemplate,
  withoutUndefined,
} from "../support/values";
import { exposedHost, hostUrl } from "../../names/hosts";

/** The Secret with the credentials of the long-term stores. */
export const REMOTE_WRITE_SECRET = "prometheus-remote-write";

/** A namespace with this label set to "disabled" is not looked at for monitors and rules. */
export const OPT_OUT_LABEL = "observability/monitoring";

/** How many exemplars Prometheus keeps, the newest. Its own default. Source: `storage.exemplars.max_exemplars`. */
const EXEMPLARS = 100_000;

/** The chart's `prometheus` section. */
export function prometheusValues(settings: Settings): Record<string, unknown> {
  const { cluster, metrics, tracing } = settings;
  const relabelling = teamRelabelling(settings);
  const traced = tracing.storage !== "none";
  const host = exposedHost(settings, "prometheus");
  return {
    ingress: ingressValues(settings, host),
    podDisruptionBudget: disruptionBudget(metrics.replicas, metrics.shards),
    prometheusSpec: withoutUndefined({
      replicas: metrics.replicas,
      shards: metrics.shards,
      podAntiAffinity: "soft",
      retention: metrics.retention,
      retentionSize: retentionSize(settings),
      scrapeInterval: metrics.scrapeInterval,
      evaluationInterval: metrics.evaluationInterval,
      externalLabels: { cluster: cluster.name },
      externalUrl: host === undefined ? undefined : hostUrl(settings, host),
      additionalAlertRelabelConfigs: relabelling.length > 0 ? relabelling : undefined,
      sampleLimit: metrics.sampleLimit,
      resources: resourceValues(metrics.resources),
      storageSpec: volumeClaimTemplate(settings, metrics.storage),
      persistentVolumeClaimRetentionPolicy: claimRetention(settings),
      remoteWrite: metrics.remoteWrite.length > 0 ? metrics.remoteWrite.map(remoteWrite) : undefined,
      ...(traced
        ? {
            // Exemplars lead from a point of a graph to a trace. They are in memory, 100 bytes and the labels each.
            enableFeatures: ["exemplar-storage"],
            exemplars: { maxSize: EXEMPLARS },
            // The collectors' metrics of spans come this way.
            enableRemoteWriteReceiver: true,
          }
        : {}),
      ...openSelectors(),
    }),
  };
}

/** By default the chart selects only what carries its own release's label: everybody else's monitors would be ignored. */
function openSelectors(): Record<string, unknown> {
  const kinds = ["rule", "serviceMonitor", "podMonitor", "probe", "scrapeConfig"];
  const namespaces = { matchExpressions: [{ key: OPT_OUT_LABEL, operator: "NotIn", values: ["disabled"] }] };
  return Object.fromEntries(
    kinds.flatMap((kind): [string, unknown][] => [
      [`${kind}SelectorNilUsesHelmValues`, false],
      [`${kind}NamespaceSelector`, namespaces],
    ]),
  );
}

/** In whole MiB, the unit that leaves no rounding to Prometheus. */
function retentionSize(settings: Settings): string | undefined {
  const limit = retentionBytes(settings);
  return limit === undefined ? undefined : `${Math.floor(limit / 2 ** 20)}MiB`;
}

function remoteWrite({ name, url, auth, headers }: Settings["metrics"]["remoteWrite"][number]) {
  const credential = { name: REMOTE_WRITE_SECRET, key: name };
  return withoutUndefined({
    name,
    url,
    headers: Object.keys(headers).length > 0 ? headers : undefined,
    basicAuth:
      auth === "basic"
        ? // The operator reads the user name from a Secret too.
          { username: { name: REMOTE_WRITE_SECRET, key: `${name}.username` }, password: credential }
        : undefined,
    authorization: auth === "bearer" ? { type: "Bearer", credentials: credential } : undefined,
  });
}
