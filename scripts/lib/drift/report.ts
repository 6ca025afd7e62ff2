/** What drifted, for a terminal, for a script, and for an issue. */
import type { Change } from "./compare";
import type { Drift } from "./find";

export const FORMATS = ["text", "json", "markdown"] as const;
export type Format = (typeof FORMATS)[number];

export interface DriftReport {
  stack: string;
  /** How many objects were compared. */
  compared: number;
  /** Releases that are not there, or not at the revision that Pulumi deployed. */
  releases: string[];
  drifts: Drift[];
}

/** Whether nothing was changed, and nothing could not be compared. */
export function isClean({ releases, drifts }: DriftReport): boolean {
  return releases.length === 0 && drifts.length === 0;
}

export function driftReport(report: DriftReport, format: Format): string {
  switch (format) {
    case "json":
      return JSON.stringify(
        {
          stack: report.stack,
          compared: report.compared,
          releases: report.releases,
          drifts: report.drifts.map(({ release, object, state, reason, secret, changes }) => ({
            release,
            object,
            state,
            reason,
            changes: changes.map(({ field, what, deployed, live, who, when }) => ({
              field,
              what,
              ...(secret ? {} : { deployed, live }),
              who,
              when,
            })),
          })),
        },
        null,
        2,
      );
    case "markdown":
      return markdown(report);
    case "text":
      return text(report);
  }
}

function headline({ stack, compared, releases, drifts }: DriftReport): string {
  const count = releases.length + drifts.length;
  if (count === 0) return `Stack ${stack}: ${compared} objects compared, nothing drifted`;
  return `Stack ${stack}: ${compared} objects compared, ${count} drifted`;
}

function text(report: DriftReport): string {
  const lines = report.drifts.flatMap((drift) => [
    title(drift),
    ...drift.changes.map((change) => `    ${said(change, drift.secret)}`),
  ]);
  return [...report.releases, ...lines, headline(report), ...cure(report)].join("\n");
}

function title({ release, object, state, reason }: Drift): string {
  const of = release === undefined ? "" : ` (${release})`;
  if (state === "missing") return `${object}${of}: is gone`;
  if (state === "unknown") return `${object}${of}: could not be compared, ${reason ?? ""}`;
  return `${object}${of}`;
}

function said({ field, what, deployed, live, who, when }: Change, secret: boolean): string {
  const by = who === undefined ? "" : `, by ${who}${when === undefined ? "" : ` at ${when}`}`;
  const was = secret ? "" : ` ${shown(deployed)} -> ${shown(live)}`;
  if (what === "added") return `${field}: added${secret ? "" : ` ${shown(live)}`}${by}`;
  if (what === "removed") return `${field}: removed${secret ? "" : `, was ${shown(deployed)}`}${by}`;
  return `${field}:${was === "" ? " changed" : was}${by}`;
}

/** A value on one line, as far as it helps to find it. */
function shown(value: unknown): string {
  const whole = value === undefined ? "nothing" : JSON.stringify(value);
  return whole.length <= 100 ? whole : `${whole.slice(0, 80)}… (${whole.length} characters)`;
}

function cure(report: DriftReport): string[] {
  if (isClean(report)) return [];
  return [
    `Put it back: npm run drift -- --stack ${report.stack} --repair; or make it a setting, and npx pulumi up --stack ${report.stack}`,
  ];
}

/** For an issue: as a table, in which nothing of a value can be a mention, a link or a table's cell. */
function markdown(report: DriftReport): string {
  const cell = (value: string) => `\`${value.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
  const rows = report.drifts.flatMap(({ release, object, state, reason, secret, changes }) =>
    changes.length === 0
      ? [
          [
            cell(object),
            release ?? "",
            state === "missing" ? "is gone" : `could not be compared: ${reason ?? ""}`,
            "",
            "",
          ],
        ]
      : changes.map((change) => [
          cell(object),
          release ?? "",
          `${change.what} ${cell(change.field)}`,
          secret ? "" : `${cell(shown(change.deployed))} → ${cell(shown(change.live))}`,
          change.who === undefined ? "" : `${cell(change.who)} ${change.when ?? ""}`,
        ]),
  );
  const table = [
    "| object | release | field | deployed → now | who, when |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ];
  return [
    headline(report),
    ...report.releases.map((line) => `- ${line}`),
    ...(rows.length > 0 ? ["", ...table] : []),
    "",
    ...cure(report),
  ].join("\n");
}
