/** Who is told of what nobody has acted on, and when. */
import type { Settings } from "../../../settings";
import { steps } from "../../../settings/escalation";
import { shortDuration } from "../../../settings/units";

/** Rows of a level, its teams, when each severity gets there, and the channels; none where nothing escalates. */
export function escalationRows({ alerting: { escalation } }: Settings): string[][] {
  const rows = new Map<string, { head: string[]; times: string[]; channels: string }>();
  for (const { level, severity, team, after, channels } of steps(escalation)) {
    const head = [level, team ?? (escalation.teams.length > 0 ? "all other teams" : "all teams")];
    const row = rows.get(head.join()) ?? { head, times: [], channels: channels.join(", ") };
    row.times.push(`${severity} ${shortDuration(after)}`);
    rows.set(head.join(), row);
  }
  return [...rows.values()].map(({ head, times, channels }) => [...head, times.join(", "), channels]);
}
