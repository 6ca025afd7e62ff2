/** Durations of requests as they are spread: a quantile does not show that there are two kinds of requests. */
import { HeatmapColorMode, PanelBuilder as HeatmapBuilder } from "@grafana/grafana-foundation-sdk/heatmap";
import { HeatmapColorOptionsBuilder, YAxisConfigBuilder } from "@grafana/grafana-foundation-sdk/heatmap";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { DATASOURCE, described, type Panel } from "./common";

/** @param picked The matchers of the page's variables. */
export function durationHeatmap(picked: string): Panel {
  return described(new HeatmapBuilder(), {
    title: "Durations, spread",
    description:
      "Requests per second by how long they took; what stands out is most of them. A second band above the first is a part of them that waits for something: API performance says of which route.",
    width: 24,
    unit: "s",
    empty: "No requests, or only histograms without bounds",
  })
    .datasource(DATASOURCE)
    .targets([
      new DataqueryBuilder()
        .datasource(DATASOURCE)
        .refId("A")
        .expr(`sum by (le) (service_le:http_request_duration_seconds_counted:rate5m{${picked}})`)
        .legendFormat("{{le}}")
        .format(PromQueryFormat.Heatmap)
        .range(),
    ])
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit("s"))
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme("Blues").steps(32));
}
