/** Numbers as they are now, by Grafana's own components: the panels "Stat" and "Bar gauge". */
import {
  type FieldDisplay,
  getDisplayProcessor,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  type ReduceDataOptions,
  VizOrientation,
} from "@grafana/data";
import { BarGauge, BigValue, VizRepeater } from "@grafana/ui";
import type { ReactElement } from "react";
import { type Kind, type KindProps, option } from "./kind";

/** The numbers that a panel shows. */
export function displayValues(
  { panel, frames, theme, replaceVariables }: KindProps,
  sparkline = false,
): FieldDisplay[] {
  return getFieldDisplayValues({
    fieldConfig: panel.fieldConfig as never,
    reduceOptions: { values: false, ...option<ReduceDataOptions>(panel, "reduceOptions") },
    replaceVariables,
    theme,
    data: frames,
    sparkline,
    timeZone: "utc",
  });
}

interface Value {
  value: FieldDisplay;
  width: number;
  height: number;
  orientation: VizOrientation;
  count: number;
  alignmentFactors: ReturnType<typeof getDisplayValueAlignmentFactors>;
}

function repeated(props: KindProps, values: FieldDisplay[], one: (value: Value) => ReactElement, grid: boolean) {
  const { panel, width, height, frames } = props;
  return (
    <VizRepeater
      getValues={() => values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={one}
      width={width}
      height={height}
      source={frames}
      autoGrid={grid}
      itemSpacing={grid ? 3 : 10}
      renderCounter={0}
      orientation={option<VizOrientation | undefined>(panel, "orientation") ?? VizOrientation.Auto}
      {...(grid ? {} : { minVizWidth: option(panel, "minVizWidth"), minVizHeight: option(panel, "minVizHeight") })}
      {...(grid ? {} : { maxVizHeight: option(panel, "maxVizHeight") })}
    />
  );
}

const reduceOptions = { values: false, calcs: ["lastNotNull"], fields: "" };

export const stat: Kind = {
  drawnBy: "component",
  saysEmpty: true,
  defaults: {
    options: {
      reduceOptions,
      orientation: "auto",
      textMode: "auto",
      wideLayout: true,
      colorMode: "value",
      graphMode: "area",
      justifyMode: "auto",
      percentChangeColorMode: "standard",
    },
  },
  bareStates: (panel) => option(panel, "textMode") === "none",
  draw: (props) => {
    const { panel, theme } = props;
    const named = panel.fieldConfig?.defaults?.displayName !== undefined || (panel.title ?? "") === "";
    const textMode = option<string>(panel, "textMode");
    return repeated(
      props,
      displayValues(props, option(panel, "graphMode") !== "none"),
      ({ value, width, height, count, alignmentFactors }) => (
        <BigValue
          value={value.display}
          count={count}
          {...(value.sparkline === undefined ? {} : { sparkline: value.sparkline })}
          colorMode={option(panel, "colorMode")}
          graphMode={option(panel, "graphMode")}
          justifyMode={option(panel, "justifyMode")}
          textMode={(textMode === "auto" && named ? "value_and_name" : textMode) as never}
          alignmentFactors={alignmentFactors}
          text={option(panel, "text")}
          width={width}
          height={height}
          theme={theme}
          disableWideLayout={!option<boolean>(panel, "wideLayout")}
        />
      ),
      true,
    );
  },
};

export const barGauge: Kind = {
  drawnBy: "component",
  saysEmpty: true,
  defaults: {
    options: {
      reduceOptions,
      orientation: "auto",
      displayMode: "gradient",
      valueMode: "color",
      namePlacement: "auto",
      showUnfilled: true,
      minVizWidth: 8,
      minVizHeight: 16,
      maxVizHeight: 300,
    },
  },
  draw: (props) => {
    const { panel, theme } = props;
    return repeated(
      props,
      displayValues(props),
      ({ value, width, height, orientation, alignmentFactors, count }) => (
        <BarGauge
          value={value.display}
          width={width}
          height={height}
          orientation={orientation}
          field={value.field}
          text={option(panel, "text")}
          display={
            value.view?.getFieldDisplayProcessor(value.colIndex ?? 0) ??
            getDisplayProcessor({ field: { config: value.field, type: "number" as never }, theme, timeZone: "utc" })
          }
          theme={theme}
          itemSpacing={option(panel, "displayMode") === "lcd" ? 2 : 10}
          displayMode={option(panel, "displayMode")}
          alignmentFactors={count > 1 ? alignmentFactors : undefined}
          showUnfilled={option(panel, "showUnfilled")}
          valueDisplayMode={option(panel, "valueMode")}
          namePlacement={option(panel, "namePlacement")}
        />
      ),
      false,
    );
  },
};
