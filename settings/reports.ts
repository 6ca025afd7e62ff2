import { z } from "zod";
import { list, words } from "./bounds";
import { line } from "./texts";
import { email, name } from "./types";

/** When Kubernetes starts a Job: minute, hour, day of month, month, day of week. */
const CRON = /^(\S+ ){4}\S+$/;

const schedule = (fallback: string) =>
  z
    .union([
      words().regex(CRON, { error: 'is not a schedule of five fields (for example "0 7 * * 1"), nor none' }),
      z.literal("none"),
    ])
    .default(fallback);

/** Reports that are sent. */
export const reports = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe("whether reports are sent. Without it, `npm run report` shows one all the same"),
    daily: schedule("0 7 * * *").describe(
      "when the report of the last 24 hours is sent: minute, hour, day of month, month, day of week; or none",
    ),
    weekly: schedule("0 7 * * 1").describe("when the report of the last 7 days is sent, or none"),
    monthly: schedule("none").describe(
      "when the report of the last 30 days is sent, or none: a page has it at any time",
    ),
    timezone: words()
      .default("UTC")
      .describe("an IANA time zone, for the schedules and the times in a report, e.g. Europe/Berlin"),
    channels: list(line())
      .default([])
      .describe(
        "the channels of `alerting.channels` that it is sent to, with their credentials: email/<name> or slack/<name>",
      ),
    email: list(email()).default([]).describe("further recipients of e-mail, by `alerting.smtp`"),
    teams: list(name()).default([]).describe("the teams whose services, alerts and costs it is about. Default: all"),
  })
  .prefault({})
  .describe("reports by e-mail and Slack (docs/reports.md)");
