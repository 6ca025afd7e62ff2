/** Links from metrics to traces. */

/** Grafana's search for traces in Jaeger, over the time shown, of a service if one is named; a name may be one of Grafana's variables. */
export function exploreUrl(service?: string): string {
  const query = {
    refId: "A",
    datasource: { type: "jaeger", uid: "jaeger" },
    queryType: "search",
    ...(service === undefined ? {} : { service }),
  };
  const panes = { traces: { datasource: "jaeger", queries: [query], range: { from: "${__from}", to: "${__to}" } } };
  // Grafana puts variables in before it decodes, so their marks stay as they are.
  const encoded = encodeURIComponent(JSON.stringify(panes))
    .replaceAll("%24%7B", "${")
    .replaceAll(/(\$\{[^%]*)%7D/g, "$1}");
  return `/explore?schemaVersion=1&orgId=1&panes=${encoded}`;
}
