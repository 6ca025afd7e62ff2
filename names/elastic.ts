/** What Elastic's parts are called, here and by the operator, which makes the rest of their names. */
import type { Settings } from "../settings";
import { exposedHost } from "./hosts";

/** The release of Elastic's operator, and the stem of the names of all that it creates. */
export const ELASTIC_OPERATOR = "elastic-operator";

/** The name of Fluentd's release, and that of all that it creates. */
export const FLUENTD = "fluentd";

/** The name of the Elasticsearch resource. */
export const ELASTICSEARCH = "elasticsearch";

/** The name of the Kibana resource. */
export const KIBANA = "kibana";

/** The Service that the operator makes for Elasticsearch, and its port. */
export const ELASTICSEARCH_SERVICE = `${ELASTICSEARCH}-es-http`;
export const ELASTICSEARCH_PORT = 9200;

/** The operator's Secret of the certificate authority that signs Elasticsearch's certificate, in `ca.crt`. */
export const ELASTICSEARCH_CA = `${ELASTICSEARCH_SERVICE}-certs-public`;

/** The same of Kibana. */
export const KIBANA_CA = `${KIBANA}-kb-http-certs-public`;

/** The Service and the Deployment that the operator makes for Kibana. */
export const KIBANA_SERVICE = `${KIBANA}-kb-http`;
export const KIBANA_DEPLOYMENT = `${KIBANA}-kb`;

/** The space in Kibana that the platform's dashboards are in. */
export const SPACE = "logs";

/** The space of those who read audit events too: it has the same dashboards, and those of audit events. */
export const AUDIT_SPACE = "audit";

/** Elasticsearch's host in the cluster. Its certificate is for this name. */
export function elasticsearchHost({ cluster }: Pick<Settings, "cluster">): string {
  return `${ELASTICSEARCH_SERVICE}.${cluster.namespace}.svc`;
}

/** Elasticsearch's address in the cluster. */
export function elasticsearchUrl(settings: Pick<Settings, "cluster">): string {
  return `https://${elasticsearchHost(settings)}:${ELASTICSEARCH_PORT}`;
}

/** Kibana's address in the cluster. */
export function kibanaUrl({ cluster }: Pick<Settings, "cluster">): string {
  return `https://${KIBANA_SERVICE}.${cluster.namespace}.svc:5601`;
}

/** Kibana's host name, if it has an ingress. */
export function kibanaHost(settings: Settings): string | undefined {
  if (settings.elastic === undefined) return undefined;
  return settings.elastic.kibana.host ?? exposedHost(settings, "kibana");
}
