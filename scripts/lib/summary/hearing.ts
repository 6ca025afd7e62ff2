/** Who hears what, in as few lines as say it: what is heard alike stands together. */
import { SEVERITIES, type Severity } from "../../../settings/channels";
import type { Settings } from "../../../settings";
import { heardText } from "../notes";

/** Rows of severities, teams, and the channels that hear them. */
export function hearingRows(settings: Settings): string[][] {
  const { teams } = settings.alerting;
  const alike: { severities: Severity[]; teams: string[]; heard: string }[] = [];
  for (const severity of SEVERITIES) {
    const byChannels = new Map<string, string[]>();
    for (const team of teams) {
      const heard = heardText(settings, severity, team);
      byChannels.set(heard, [...(byChannels.get(heard) ?? []), team]);
    }
    for (const [heard, hearing] of byChannels) {
      const same = alike.find((row) => row.heard === heard && row.teams.join() === hearing.join());
      if (same === undefined) alike.push({ severities: [severity], teams: hearing, heard });
      else same.severities.push(severity);
    }
  }
  return alike.map((row) => [
    row.severities.length === SEVERITIES.length ? "all severities" : row.severities.join(", "),
    row.teams.length === teams.length ? "all teams" : row.teams.join(", "),
    row.heard,
  ]);
}
