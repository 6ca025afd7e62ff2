/** What nobody has acted on within its response time: who is told next, and when. */
import { z } from "zod";
import { list } from "./bounds";
import { line } from "./texts";
import { duration, name } from "./types";
import { seconds } from "./units";

/** The severities that ask for somebody to act, most severe first, with the time within which: the README's table. */
const RESPONSE_TIMES = { critical: "1h", high: "4h", medium: "24h", low: "48h" } as const;

export const ESCALATED_SEVERITIES = Object.keys(RESPONSE_TIMES) as (keyof typeof RESPONSE_TIMES)[];
export type EscalatedSeverity = keyof typeof RESPONSE_TIMES;

export const LEVELS = ["L2", "L3"] as const;
export type Level = (typeof LEVELS)[number];

const ownTime = (severity: string) => duration().optional().describe(`of ${severity} alerts. Default: as for all`);

const channelIdList = () => list(line());

const team = z.strictObject({
  team: name().describe("the team"),
  responseTimes: z
    .strictObject({
      critical: ownTime("critical"),
      high: ownTime("high"),
      medium: ownTime("medium"),
      low: ownTime("low"),
    })
    .prefault({})
    .describe("its own response times, where they differ"),
  furtherTime: duration().optional().describe("its own time from L2 to L3. Default: as for all"),
  l2: channelIdList().optional().describe("who hears L2 of it, as <kind>/<name>. Default: as for all"),
  l3: channelIdList().optional().describe("who hears L3 of it. Default: as for all"),
});

/** Escalation of alerts that stay unanswered. */
export const escalation = z
  .strictObject({
    l2: channelIdList()
      .default([])
      .describe(
        "who hears of an alert that nobody has acted on, as <kind>/<name>. Default: nobody, and nothing escalates",
      ),
    l3: channelIdList().default([]).describe("who hears of it when that did not help either. Default: nobody"),
    responseTimes: z
      .strictObject({
        critical: duration().default(RESPONSE_TIMES.critical).describe("of critical alerts"),
        high: duration().default(RESPONSE_TIMES.high).describe("of high ones"),
        medium: duration().default(RESPONSE_TIMES.medium).describe("of medium ones"),
        low: duration().default(RESPONSE_TIMES.low).describe("of low ones"),
      })
      .prefault({})
      .describe(
        "the time, from when somebody was told, in which an alert is silenced or over, by severity; at least 5m",
      ),
    furtherTime: duration().optional().describe("the time from L2 to L3. Default: the response time once more"),
    returnsWithin: duration()
      .default("30m")
      .describe(
        "an alert that is over and comes back within this time goes on with its clock; Prometheus may be away as long",
      ),
    blindFor: duration()
      .default("5m")
      .describe("how long Alertmanager's alerts cannot be seen before that is an alert of its own"),
    selfEscalating: channelIdList()
      .default([])
      .describe(
        "channels of services that escalate by themselves until somebody acknowledges there: what they were told of is theirs",
      ),
    teams: list(team).default([]).describe("teams with response times or levels of their own"),
  })
  .prefault({})
  .describe("who is told of alerts that nobody has acted on (docs/escalation.md)");

/** One step of escalation: of a severity, and of a team or of all that have none of their own. */
export interface Step {
  level: Level;
  severity: EscalatedSeverity;
  /** Undefined for all teams that are not in `alerting.escalation.teams`. */
  team: string | undefined;
  /** Seconds from when somebody was told first. */
  after: number;
  channels: readonly string[];
}

type Escalation = z.output<typeof escalation>;

/** Whether anything escalates at all. */
export function escalates({ alerting }: { alerting: { escalation: Escalation } }): boolean {
  return steps(alerting.escalation).length > 0;
}

/** Every step that has a channel: of all teams first, then of each that differs; by severity, then by level. */
export function steps(escalation: Escalation): Step[] {
  return [undefined, ...escalation.teams].flatMap((own) =>
    ESCALATED_SEVERITIES.flatMap((severity) => {
      const first = seconds(own?.responseTimes[severity] ?? escalation.responseTimes[severity]);
      const further = own?.furtherTime ?? escalation.furtherTime;
      const of = { severity, team: own?.team };
      const all: Step[] = [
        { ...of, level: "L2", after: first, channels: own?.l2 ?? escalation.l2 },
        {
          ...of,
          level: "L3",
          after: first + (further === undefined ? first : seconds(further)),
          channels: own?.l3 ?? escalation.l3,
        },
      ];
      return all.filter(({ channels }) => channels.length > 0);
    }),
  );
}

/** Every channel that a level leads to. */
export function levelChannels(escalation: Escalation): string[] {
  return [escalation, ...escalation.teams].flatMap(({ l2 = [], l3 = [] }) => [...l2, ...l3]);
}

/** The names of teams that have steps of their own. */
export function teamsApart(escalation: Escalation): string[] {
  return escalation.teams.map(({ team: own }) => own);
}
