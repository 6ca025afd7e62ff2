/** Who gets which report, and when. */
import { SCHEDULES } from "../../../components/reports";
import { type Period, PERIODS } from "../../../reports/report";
import type { Settings } from "../../../settings";

/** Rows of a schedule with its time zone, the report, its teams, and who gets it; none where none is sent. */
export function reportRows({ reports }: Settings): string[][] {
  if (!reports.enabled) return [];
  const to = [...reports.channels, ...reports.email].join(", ");
  const teams = reports.teams.length === 0 ? "all teams" : reports.teams.join(", ");
  return (Object.keys(PERIODS) as Period[]).flatMap((period) => {
    const schedule = reports[SCHEDULES[period]];
    return schedule === "none" ? [] : [[SCHEDULES[period], `${schedule} ${reports.timezone}`, teams, to]];
  });
}
