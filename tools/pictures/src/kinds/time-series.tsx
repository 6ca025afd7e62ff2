/** Lines over time, by Grafana's own component; its annotations and exemplars are drawn by us. */
import { TimeSeries, type UPlotConfigBuilder } from "@grafana/ui";
import { useLayoutEffect } from "react";
import type uPlot from "uplot";
import type { Annotation, DrawnPanel } from "../../shared/page";
import { type Kind, type KindProps, option } from "./kind";

export const timeSeries: Kind = {
  drawnBy: "component",
  defaults: {
    color: "palette-classic",
    options: {
      legend: { showLegend: true, displayMode: "list", placement: "bottom", calcs: [] },
      tooltip: { mode: "single", sort: "none" },
    },
    custom: {
      drawStyle: "line",
      lineInterpolation: "linear",
      lineWidth: 1,
      lineStyle: { fill: "solid" },
      fillOpacity: 0,
      gradientMode: "none",
      showPoints: "auto",
      pointSize: 5,
      spanNulls: false,
      insertNulls: false,
      barAlignment: 0,
      barWidthFactor: 0.6,
      stacking: { mode: "none", group: "A" },
      thresholdsStyle: { mode: "off" },
      axisPlacement: "auto",
      axisLabel: "",
      axisColorMode: "text",
      axisBorderShow: false,
      axisCenteredZero: false,
      scaleDistribution: { type: "linear" },
      hideFrom: { tooltip: false, viz: false, legend: false },
    },
  },
  draw: (props) => <Drawn {...props} />,
};

function Drawn({ panel, frames, answered, width, height, theme, timeRange, annotations }: KindProps) {
  return (
    <TimeSeries
      frames={frames}
      width={width}
      height={height}
      timeRange={timeRange}
      timeZone="utc"
      legend={option(panel, "legend")}
      options={panel.options}
    >
      {(builder: UPlotConfigBuilder) => (
        <Overlay
          builder={builder}
          annotations={annotations}
          exemplars={exemplars(answered)}
          color={theme.colors.text.primary}
        />
      )}
    </TimeSeries>
  );
}

function exemplars({ frames }: DrawnPanel): [time: number, value: number][] {
  return frames
    .filter(({ kind }) => kind === "exemplars")
    .flatMap(({ fields: [times, values] }) =>
      (times?.values ?? []).map((time, index): [number, number] => [Number(time), Number(values?.values[index])]),
    );
}

interface OverlayProps {
  builder: UPlotConfigBuilder;
  annotations: readonly Annotation[];
  exemplars: [time: number, value: number][];
  color: string;
}

function Overlay({ builder, annotations, exemplars, color }: OverlayProps) {
  useLayoutEffect(() => {
    builder.addHook("draw", (plot: uPlot) => {
      plot.ctx.save();
      for (const annotation of annotations) line(plot, annotation);
      plot.ctx.fillStyle = color;
      for (const [time, value] of exemplars) diamond(plot, time, value);
      plot.ctx.restore();
    });
  }, [builder, annotations, exemplars, color]);
  return null;
}

function line({ ctx, bbox, valToPos }: uPlot, { time, color }: Annotation): void {
  const x = Math.round(valToPos(time, "x", true));
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 4]);
  ctx.beginPath();
  ctx.moveTo(x + 0.5, bbox.top);
  ctx.lineTo(x + 0.5, bbox.top + bbox.height);
  ctx.stroke();
}

function diamond({ ctx, bbox, scales, valToPos }: uPlot, time: number, value: number): void {
  const scale = Object.keys(scales).find((key) => key !== "x");
  if (scale === undefined) return;
  const [x, y] = [valToPos(time, "x", true), valToPos(value, scale, true)];
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.beginPath();
  ctx.moveTo(x, y - 4);
  ctx.lineTo(x + 4, y);
  ctx.lineTo(x, y + 4);
  ctx.lineTo(x - 4, y);
  ctx.fill();
}
