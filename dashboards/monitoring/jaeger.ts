/** Jaeger: whether it takes spans, and finds them again. */
import { graph, type Panel } from "../common";

const JAEGER = 'job="jaeger"';

export function refused(): Panel {
  const rate = (what: string) =>
    `sum by (receiver) (rate(otelcol_receiver_${what}_spans_total{${JAEGER}}[$__rate_interval]))`;
  return graph({
    title: "Spans that reach Jaeger",
    description:
      "Spans a second that Jaeger takes, and that it refuses as its memory or its storage has no room (JaegerSpansRefused). What is refused is sent again, and dropped when that lasts.",
    width: 12,
    unit: "cps",
    queries: [
      { expr: rate("accepted"), legend: "{{receiver}} taken" },
      { expr: `${rate("refused")} > 0`, legend: "{{receiver}} refused" },
    ],
    empty: "No span has come yet",
  });
}

export function queries(): Panel {
  const rate = (by: string, series: string, more = "") =>
    `sum by (${by}) (rate(jaeger_storage_${series}{${JAEGER}${more}}[$__rate_interval]))`;
  return graph({
    title: "Answers of Jaeger's storage",
    description:
      "Within how long 95 of 100 requests to the storage are answered, and requests a second that fail (right). Past 5 seconds whoever looks for a trace waits (JaegerQueriesSlow): search less far back, or look at the storage.",
    width: 12,
    unit: "s",
    queries: [
      {
        expr: `histogram_quantile(0.95, ${rate("kind, le", "latency_seconds_bucket", ',result="ok"')})`,
        legend: "{{kind}}",
      },
      { expr: `${rate("kind", "requests_total", ',result="err"')} > 0`, legend: "{{kind}} failed" },
    ],
    empty: "Nobody has looked for a trace",
  }).overrideByQuery("B", [
    { id: "unit", value: "reqps" },
    { id: "custom.axisPlacement", value: "right" },
  ]);
}
