/** Kibana: its resource, what keeps it up while machines are drained, and its ingress. */
import type { Elastic } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { hostUrl } from "../../names/hosts";
import { resourceValues, withoutUndefined } from "../support/values";
import { ELASTICSEARCH, KIBANA, KIBANA_SERVICE, kibanaHost } from "../../names/elastic";

/** The labels that the operator gives Kibana's pods. */
export const KIBANA_PODS = { "kibana.k8s.elastic.co/name": KIBANA };

/**
 * The resource's spec. The operator makes Kibana's user, its certificate, and the encryption keys, the same for all replicas
 * and for as long as the resource exists.
 */
export function kibanaSpec(settings: Settings, { version, kibana }: Elastic): Record<string, unknown> {
  const host = kibanaHost(settings);
  return {
    version,
    count: kibana.replicas,
    elasticsearchRef: { name: ELASTICSEARCH },
    config: withoutUndefined({
      "server.publicBaseUrl": host === undefined ? undefined : hostUrl(settings, host),
      // Nothing calls home.
      "telemetry.optIn": false,
      "telemetry.allowChangingOptInStatus": false,
      "newsfeed.enabled": false,
    }),
    resources: resourceValues(kibana.resources),
    podTemplate: { metadata: { labels: { "app.kubernetes.io/name": KIBANA } } },
  };
}

/** What has to hold before what needs Kibana goes on; see {@link elasticsearchReady}. */
export function kibanaReady({ version, kibana }: Elastic): string {
  return JSON.stringify([
    "jsonpath={.status.health}=green",
    `jsonpath={.status.version}=${version}`,
    `jsonpath={.status.availableNodes}=${kibana.replicas}`,
  ]);
}

/** The ingress's metadata but for its name, and its spec; undefined without a host. */
export function kibanaIngress(
  settings: Settings,
  { kibana }: Elastic,
): { annotations: Record<string, string>; spec: Record<string, unknown> } | undefined {
  const host = kibanaHost(settings);
  if (host === undefined) return undefined;
  const { className, annotations, tls } = settings.cluster.ingress;
  const backend = { service: { name: KIBANA_SERVICE, port: { number: 5601 } } };
  return {
    annotations: { ...annotations, ...kibana.ingressAnnotations },
    spec: withoutUndefined({
      ingressClassName: className,
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
      tls: tls ? [{ hosts: [host], secretName: `${host}-tls` }] : undefined,
    }),
  };
}
