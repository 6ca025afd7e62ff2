import { z } from "zod";
import { line } from "./texts";
import { name, timeOfDay } from "./types";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A label's name. */
export const labelName = () => z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: "is not a label's name" });

/** Windows that come again; each doubles the routes. */
export const maintenance = z
  .array(
    z.strictObject({
      name: name().describe("its name"),
      match: z
        .record(labelName(), line())
        .describe(
          "the alerts that are muted, by labels as anchored regular expressions, e.g. {namespace: payments-.*}",
        ),
      timezone: z.string().default("UTC").describe("an IANA time zone, e.g. Europe/Berlin"),
      from: timeOfDay().describe("when it begins"),
      to: timeOfDay().describe("when it ends; before `from` it is the next morning"),
      weekdays: z
        .array(z.enum(WEEKDAYS))
        .min(1)
        .default([...WEEKDAYS])
        .describe("the days on which it begins. Default: every day"),
    }),
  )
  .max(4)
  .default([]);
