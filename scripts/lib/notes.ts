/** What a plan says beside its resources. */
import { whoHears } from "../../components/alertmanager";
import { estimatedBytes, retentionBytes } from "../../components/kube-prometheus-stack/estimates";
import { logStorageNotes } from "../../components/loki/estimates";
import { elasticStorageLines } from "../../components/elastic/estimates";
import { cureText, problemLine } from "../../stacks/cures";
import { SEVERITIES, type Severity } from "../../settings/channels";
import { formatBytes } from "../../settings/units";
import type { Settings } from "../../settings";
import type { Notes } from "./format";
import type { PlannedResource } from "./diff";
import type { PlannedStack } from "./stack";
import { accessRows } from "./summary/access";
import { appRows, comparedText, databaseRows, externalRows, probeRows } from "./summary/apps";
import { escalationRows } from "./summary/escalation";
import { lineNotes } from "./summary/lines";
import { reportRows } from "./summary/reports";
import { claimedVolumes } from "./summary/storage";
import { workloads } from "./summary/workloads";

/** Who hears what, the storage, what is missing and what to be warned of. */
export function notes(
  { stack, settings, placeholders, warnings }: PlannedStack,
  resources: readonly PlannedResource[],
): Notes {
  const { alerting, metrics } = settings;
  const hearing = alerting.teams.flatMap((team) =>
    SEVERITIES.map((severity) => `${team.padEnd(12)} ${severity.padEnd(9)} ${heardText(settings, severity, team)}`),
  );
  const servers = metrics.replicas * metrics.shards;
  const volumes = claimedVolumes(workloads(settings, resources));
  const storage = [
    `Prometheus: about ${formatBytes(estimatedBytes(settings))} for ${metrics.retention} of ${metrics.expectedSeries} series; ` +
      (metrics.storage === "none"
        ? "no volume"
        : `${metrics.storage} on each of ${servers} volumes, of which ${formatBytes(retentionBytes(settings) ?? 0)} are used`),
    ...logStorageNotes(settings),
    ...elasticStorageLines(settings),
    ...(volumes.length === 0 ? [] : [volumesLine(volumes)]),
  ];
  const section = (title: string, lines: string[]) => (lines.length > 0 ? [{ title, lines }] : []);
  return {
    sections: [
      ...section("Who hears what (team, severity, channels)", hearing),
      ...section("Escalated when nobody has acted on them", joined(escalationRows(settings))),
      ...section("Who looks at Grafana", joined(accessRows(settings))),
      ...section("Reports", joined(reportRows(settings))),
      ...section("Applications (team, objectives, who is paged)", joined(appRows(settings))),
      ...section("Probes (team, what, of what)", joined(probeRows(settings))),
      ...section("Services of others (team, how often, what is asked)", joined(externalRows(settings))),
      ...section("Databases (team, what, how it is asked)", joined(databaseRows(settings))),
      ...section("Compared with earlier weeks", [comparedText(settings)]),
      ...section("Lines", lineNotes(settings)),
      ...section("Storage", storage),
      ...section(
        "Credentials that are not set: placeholders here, an error in `pulumi up`",
        placeholders.map((key) => `${key}: ${cureText(stack, { secret: key })}`),
      ),
      ...section(
        "Warnings",
        warnings.map((warning) => problemLine(stack, warning)),
      ),
    ],
  };
}

/** Rows of a table as lines that differ in themselves alone, and not in how wide the others are. */
function joined(rows: readonly string[][]): string[] {
  return rows.map((row) => row.filter((part) => part !== "").join("; "));
}

/** The channels that hear a severity from a team, in words. */
export function heardText(settings: Settings, severity: Severity, team: string): string {
  const heard = whoHears(settings, { severity, team });
  return heard.length > 0 ? heard.join(", ") : "nobody (stays in Alertmanager)";
}

function volumesLine(volumes: ReturnType<typeof claimedVolumes>): string {
  const all = volumes.reduce((sum, { bytes }) => sum + bytes, 0);
  return `Volumes in all: ${formatBytes(all)} (${volumes.map(({ name, bytes }) => `${name} ${formatBytes(bytes)}`).join(", ")})`;
}
