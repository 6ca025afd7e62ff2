import { z } from "zod";
import { list, pairs, words } from "./bounds";
import { line } from "./texts";
import { name, timeOfDay } from "./types";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A label's name. */
export const labelName = () => words().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: "is not a label's name" });

/** Windows that come again; each doubles the routes. */
export const maintenance = list(
  z.strictObject({
    name: name().describe("its name"),
    match: pairs(labelName(), line()).describe(
      "the alerts that are muted, by labels as anchored regular expressions, e.g. {namespace: payments-.*}",
    ),
    timezone: words().default("UTC").describe("an IANA time zone, e.g. Europe/Berlin"),
    from: timeOfDay().describe("when it begins"),
    to: timeOfDay().describe("when it ends; before `from` it is the next morning"),
    weekdays: list(z.enum(WEEKDAYS))
      .min(1)
      .default([...WEEKDAYS])
      .describe("the days on which it begins. Default: every day"),
  }),
  4,
).default([]);
