import { z } from "zod";
import { count, duration } from "./types";
import { seconds } from "./units";

/** When what grows is worth a ticket: docs/capacity.md says how growth is measured. */
export const capacityThresholds = z
  .strictObject({
    days: count(365)
      .default(14)
      .describe("days left until something is full, as it grows, that make a ticket of severity low"),
    soonDays: count(365).default(5).describe("days left that make it one of severity medium"),
    periodDays: count(90)
      .default(7)
      .describe(
        "days of one period, whose peak is compared with those of the two periods before. Teeth (retention, compaction, rotation) up to two periods long are no growth, and nothing is said before there have been two. `metrics.retention` has to be a day longer than one",
      ),
    lasting: duration().default("3h").describe("how long so few days are left before that alerts"),
  })
  .prefault({})
  .describe("days left of nodes' and pods' disks, CPU, memory, series, logs and traces (docs/capacity.md)");

/** Whether metrics are kept for as long as the forecast of capacity looks back: a period, and a day. */
export function looksBack(settings: {
  metrics: { retention: string };
  thresholds: { capacity: { periodDays: number } };
}): boolean {
  const { metrics, thresholds } = settings;
  return seconds(metrics.retention) >= (thresholds.capacity.periodDays + 1) * 86_400;
}
