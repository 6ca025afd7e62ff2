/** Tiles: a number as it is now, on the colour of its state. */
import { BigValueColorMode, BigValueGraphMode, BigValueTextMode } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { configured, latest, type PanelOptions, stateless, steps } from "./common";

/** Numbers as they are now: on the colour of their state, once they are given thresholds. */
export function stat(options: PanelOptions): StatBuilder {
  return asNumbers(configured(new StatBuilder(), options, "instant"));
}

/** A number of things that should be none. @param expr PromQL of their number; where it has no series, there are none. */
export function shouldBeNone(title: string, description: string, expr: string, color: "orange" | "red"): StatBuilder {
  return stat({
    title,
    description,
    width: 4,
    height: 4,
    unit: "short",
    queries: [{ expr: `${expr} or vector(0)`, legend: title.toLowerCase() }],
  })
    .decimals(0)
    .thresholds(steps([1, color]));
}

/** What the worst of many is asked by: how all of them are called, and whether the most of it is the worst, or the least. */
export interface Worst extends Omit<PanelOptions, "queries"> {
  legend: string;
  of: string;
  /** Default: the most. */
  is?: "least";
}

/** The worst of many, and which of them it is: a number alone says that somebody has to search for it. */
export function worst({ legend, of, is, ...options }: Worst): StatBuilder {
  const expr = `${is === "least" ? "bottomk" : "topk"}(1, ${of})`;
  return stat({ ...options, queries: [{ expr, legend }] }).textMode(BigValueTextMode.ValueAndName);
}

/** How numbers look, whatever language they are asked in. */
export function asNumbers(builder: StatBuilder): StatBuilder {
  return builder
    .reduceOptions(latest())
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.BackgroundSolid)
    .thresholds(stateless());
}
