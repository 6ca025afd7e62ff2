/** Which series the panels about the network look at. */
export const STATE = 'job="kube-state-metrics"';
export const COREDNS = 'job="coredns"';
export const API_SERVER = 'job="apiserver"';
export const NODE_EXPORTER = 'job="node-exporter"';
export const NAMESPACES = 'namespace=~"$namespace"';

/**
 * Services whose EndpointSlices have no ready endpoint; there is no such metric of Services themselves. The name of a slice is
 * that of its Service with five letters after it (Kubernetes' EndpointSlice controller, `generateName`).
 */
export function withoutEndpoints(): string {
  const services = (series: string) =>
    `count by (namespace, service) (label_replace(${series}, "service", "$1", "endpointslice", "(.+?)(?:-[a-z0-9]{5})?"))`;
  return `
    ${services(`kube_endpointslice_info{${STATE},${NAMESPACES}}`)}
    unless ${services(`kube_endpointslice_endpoints{${STATE},${NAMESPACES},ready="true"}`)}`;
}
