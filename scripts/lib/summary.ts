/** The first screen: what a stack comes to, on two pages at most. */
import type { Problem } from "../../settings/problem";
import { credentialsNeeded } from "../../stacks/credentials";
import { cureText } from "../../stacks/cures";
import type { PlannedResource } from "./diff";
import { kindOf } from "./format";
import type { PlannedStack } from "./stack";
import { appRows, comparedText, databaseRows, externalRows, probeRows } from "./summary/apps";
import { escalationRows } from "./summary/escalation";
import { hearingRows } from "./summary/hearing";
import { releaseTable } from "./summary/releases";
import { accessRows } from "./summary/access";
import { lineNotes } from "./summary/lines";
import { reportRows } from "./summary/reports";
import { storageRows } from "./summary/storage";
import { columns, JOINED, WIDTH, wrap } from "./summary/table";
import { retentions, workloads } from "./summary/workloads";

/** Applications on the first screen at most. */
const MOST_APPS = 20;

/** A stack's releases and what they ask for, who hears what, the storage, what is missing and what to be warned of. */
export function summary(
  { stack, settings, placeholders, warnings }: PlannedStack,
  resources: readonly PlannedResource[],
) {
  const { name, namespace, platform } = settings.cluster;
  const all = workloads(settings, resources);
  const shown = new Set(all.map(({ resource }) => resource));
  const others = resources.filter((resource) => !shown.has(resource));
  const needs = new Map(credentialsNeeded(settings).map(({ key, what }) => [key, what]));
  const plan = `npm run plan -- --stack ${stack}`;
  return [
    section(
      `Stack ${stack}: ${resources.length} resources for namespace ${namespace} of cluster ${name} (${platform})`,
      releaseTable(all, retentions(settings)),
    ),
    section(`Other resources: ${others.length}`, indented(kinds(others))),
    section("Who hears what", columns(hearingRows(settings))),
    section("Escalated when nobody has acted on them", columns(escalationRows(settings))),
    section("Who looks at Grafana", columns(accessRows(settings))),
    section("Reports", columns(reportRows(settings))),
    section(`Applications: ${settings.apps.length + settings.fileApps.length}`, columns(appRows(settings, MOST_APPS))),
    section(`Probes: ${settings.probes.length}`, columns(probeRows(settings).slice(0, MOST_APPS))),
    section(
      `Services of others: ${settings.externalServices.length}`,
      columns(externalRows(settings).slice(0, MOST_APPS)),
    ),
    section(`Databases: ${settings.databases.length}`, columns(databaseRows(settings).slice(0, MOST_APPS))),
    section("Compared with earlier weeks", indented(comparedText(settings))),
    section("Storage", [
      ...columns([["", "expected", "held", ""], ...storageRows(settings, all)], [1]),
      ...lineNotes(settings).flatMap((one) => indented(one)),
    ]),
    section(
      `Credentials that are not set: ${placeholders.length}, placeholders here, an error in \`pulumi up\``,
      columns(placeholders.map((key) => [cureText(stack, { secret: key }), needs.get(key) ?? ""])),
    ),
    section(
      `Warnings: ${warnings.length}`,
      warnings.flatMap((one) => warning(stack, one)),
    ),
    section(
      "More",
      columns([
        [`${plan} --full`, "every resource with its inputs"],
        [`${plan} --against main`, "what differs from another commit"],
        [
          `npm run verify -- --stack ${stack}`,
          settings.verification.enabled
            ? "whether it works; an update that changed something ends with it"
            : "whether it works; `verification.enabled: false` leaves it out of updates",
        ],
      ]),
    ),
  ]
    .flat()
    .join("\n");
}

/** A title with its lines; nothing where there are none. */
function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`${title}\n${lines.join("\n")}\n`] : [];
}

function indented(text: string, by = "  "): string[] {
  return wrap(text, WIDTH - by.length).map((line) => by + line);
}

function warning(stack: string, { key, problem, cure }: Problem): string[] {
  const ways = ("any" in cure ? cure.any : [cure]).map((way) => cureText(stack, way));
  return [
    ...indented(`${key}: ${problem}`),
    // A command stays in one piece, however long it is, so that it can be copied.
    ...ways
      .map((way, index) => `${index === 0 ? "->" : "or"} ${way}`)
      .flatMap((one) => (one.includes("npx ") ? `    ${one}` : indented(one, "    "))),
  ];
}

/** How many resources there are of each kind, the most first; at the end what Pulumi alone knows. */
function kinds(resources: readonly PlannedResource[]): string {
  const grouping = resources.filter(({ type }) => /^(observability|pulumi):/.test(type)).length;
  const counts = new Map<string, number>();
  for (const resource of resources) {
    if (/^(observability|pulumi):/.test(resource.type)) continue;
    counts.set(kindOf(resource), (counts.get(kindOf(resource)) ?? 0) + 1);
  }
  return [
    ...[...counts].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1)),
    ["of Pulumi's own", grouping] as const,
  ]
    .map(([kind, count]) => `${count}${JOINED}${kind.replaceAll(" ", JOINED)}`)
    .join(", ");
}
