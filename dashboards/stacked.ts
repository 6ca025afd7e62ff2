/** Graphs whose lines are put on top of one another: parts of a whole. */
import { StackingConfigBuilder, StackingMode } from "@grafana/grafana-foundation-sdk/common";

export const stacked = () => new StackingConfigBuilder().mode(StackingMode.Normal).group("A");
