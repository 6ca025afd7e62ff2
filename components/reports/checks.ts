/** Checks of reports: to whom, when, and by which way. */
import type { Settings } from "../../settings";
import { channelIds } from "../../settings/channel-list";
import { nearest } from "../../settings/nearest";
import type { Check, Problem } from "../../settings/problem";
import { cronFault } from "../../settings/schedule";
import { isTimeZone, nearestTimeZone } from "../../settings/time-zones";
import { unknownTeam } from "../alertmanager/checks";

const SCHEDULES = ["daily", "weekly", "monthly"] as const;

/** Kinds of channel that a report can be sent to. */
const KINDS = ["email", "slack"];

function recipients({ alerting, reports }: Settings): Problem[] {
  const able = channelIds(alerting).filter((id) => KINDS.includes(id.split("/")[0] ?? ""));
  const wrong = reports.channels.flatMap((id, index): Problem[] => {
    if (able.includes(id)) return [];
    const key = `reports.channels[${index}]`;
    const problem = channelIds(alerting).includes(id)
      ? `${id} takes no reports: only channels of e-mail and Slack do`
      : `"${id}" is no channel of this stack${able.length > 0 ? ` (${able.join(", ")})` : ", which has none of e-mail or Slack"}`;
    const to = nearest(id, able) ?? able[0];
    return [{ key, problem, cure: to === undefined ? { unset: key } : { set: key, to } }];
  });
  if (!reports.enabled || reports.channels.length + reports.email.length > 0) return wrong;
  const [to] = able;
  const add =
    'add a channel of e-mail or Slack to {file} (README, "Adding a channel"), and name it in reports.channels';
  return [
    {
      key: "reports.channels",
      problem: "is empty, as is reports.email: the reports would reach nobody",
      cure:
        to === undefined
          ? { any: [{ set: "reports.enabled", to: "false" }, { edit: add }] }
          : { set: "reports.channels[0]", to },
    },
  ];
}

function mailServer({ alerting, reports }: Settings): Problem[] {
  if (reports.email.length === 0 || alerting.smtp !== undefined) return [];
  return [
    {
      key: "alerting.smtp",
      problem: "is missing, and reports.email has recipients",
      cure: {
        all: [
          { set: "alerting.smtp.smarthost", to: "<host:port>" },
          { set: "alerting.smtp.from", to: "<address>" },
        ],
      },
    },
  ];
}

function schedules({ reports }: Settings): Problem[] {
  const wrong = SCHEDULES.flatMap((which): Problem[] => {
    const fault = reports[which] === "none" ? undefined : cronFault(reports[which]);
    if (fault === undefined) return [];
    const key = `reports.${which}`;
    return [{ key, problem: `"${reports[which]}" is no schedule: ${fault}`, cure: { set: key, to: "0 7 * * 1" } }];
  });
  if (!reports.enabled || SCHEDULES.some((which) => reports[which] !== "none")) return wrong;
  const problem = "is none, as are the other schedules: no report is ever sent";
  return [{ key: "reports.daily", problem, cure: { any: [{ unset: "reports.daily" }, { unset: "reports.enabled" }] } }];
}

function timeZone({ reports }: Settings): Problem[] {
  const { timezone } = reports;
  if (isTimeZone(timezone)) return [];
  const key = "reports.timezone";
  const problem = `"${timezone}" is not an IANA time zone (for example Europe/Berlin)`;
  return [{ key, problem, cure: { set: key, to: nearestTimeZone(timezone) ?? "UTC" } }];
}

function teams({ alerting, reports }: Settings): Problem[] {
  return reports.teams.flatMap((team, index) =>
    alerting.teams.includes(team) ? [] : [unknownTeam(`reports.teams[${index}]`, team, alerting.teams)],
  );
}

export const reportChecks: readonly Check[] = [recipients, mailServer, schedules, timeZone, teams];
