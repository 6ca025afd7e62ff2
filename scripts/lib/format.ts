/** How a plan is printed. */
import { createTwoFilesPatch } from "diff";
import * as yaml from "yaml";
import type { Change, PlanDiff, PlannedResource } from "./diff";

/** GitHub refuses comments of more than 65,536 characters; what is beyond this is cut off. */
const MARKDOWN_LIMIT = 60_000;

/** A text longer than this is shown by its size in a tree: a dashboard's JSON helps nobody there. */
const TEXT_LIMIT = 2000;

/** What stands around the resources: who hears what, how much storage is needed, what is missing. */
export interface Notes {
  /** Titles with lines of text. */
  sections: { title: string; lines: string[] }[];
}

/** The last part of a type token: `Release` of `kubernetes:helm.sh/v3:Release`. */
function kindOf({ type }: PlannedResource): string {
  return type.split(":").at(-1) ?? type;
}

function yamlOf(value: unknown): string {
  return yaml.stringify(shortened(value), { lineWidth: 0, sortMapEntries: true }).trimEnd();
}

function shortened(value: unknown): unknown {
  if (typeof value === "string" && value.length > TEXT_LIMIT) return `(${value.length} characters; see --format json)`;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, shortened(nested)]));
}

function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}

/** The tree of resources, each with its inputs. */
export function tree(resources: readonly PlannedResource[], parent = "", depth = ""): string {
  return resources
    .filter((resource) => resource.parent === parent)
    .map((resource) => {
      const inputs =
        Object.keys(resource.inputs).length > 0 ? `${indent(yamlOf(resource.inputs), `${depth}    `)}\n` : "";
      return `${depth}${resource.name} (${kindOf(resource)})\n${inputs}${tree(resources, resource.urn, `${depth}  `)}`;
    })
    .join("");
}

function counts({ added, changed, removed }: PlanDiff): string {
  return `${added.length} added, ${changed.length} changed, ${removed.length} removed`;
}

/** One change as lines of a diff. Texts of several lines are compared line by line. */
function changeLines({ path, old, new: now }: Change): string[] {
  if (typeof old === "string" && typeof now === "string" && (old.includes("\n") || now.includes("\n"))) {
    const patch = createTwoFilesPatch("", "", old, now, "", "", { context: 2 }).split("\n").slice(4);
    return [
      `  ${path}:`,
      ...patch.filter((line) => line !== "").map((line) => `${line[0] ?? " "}     ${line.slice(1)}`),
    ];
  }
  return [
    ...(old === undefined ? [] : [`- ${path}: ${JSON.stringify(old)}`]),
    ...(now === undefined ? [] : [`+ ${path}: ${JSON.stringify(now)}`]),
  ];
}

/** What differs, as text. */
export function diffText(diff: PlanDiff, against: string): string {
  const whole = (mark: string) => (resource: PlannedResource) =>
    `${mark} ${resource.name} (${kindOf(resource)})\n${indent(yamlOf(resource.inputs), `${mark}     `)}\n`;
  return [
    `Against ${against}: ${counts(diff)}\n`,
    ...diff.removed.map(whole("-")),
    ...diff.added.map(whole("+")),
    ...diff.changed.map(
      ({ resource, changes }) =>
        `~ ${resource.name} (${kindOf(resource)})\n${changes
          .flatMap(changeLines)
          .map((line) => `  ${line}`)
          .join("\n")}\n`,
    ),
  ].join("\n");
}

/** The notes as text. */
export function notesText({ sections }: Notes): string {
  return sections.map(({ title, lines }) => `${title}\n${lines.map((line) => `  ${line}`).join("\n")}\n`).join("\n");
}

/** A plan for a pull request's comment. */
export function markdown(
  stack: string,
  resources: readonly PlannedResource[],
  notes: Notes,
  compared?: { diff: PlanDiff; against: string },
): string {
  const details = (summary: string, language: string, text: string) =>
    `<details><summary>${summary}</summary>\n\n\`\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\`\n\n</details>\n`;
  const body =
    compared === undefined
      ? [`${resources.length} resources.\n`, details("Resources", "yaml", tree(resources))]
      : compared.diff.added.length + compared.diff.changed.length + compared.diff.removed.length === 0
        ? [`Nothing changes against \`${compared.against}\`.\n`]
        : [
            `**${counts(compared.diff)}** against \`${compared.against}\`.\n`,
            ...compared.diff.removed.map((r) => details(`➖ ${r.name} (${kindOf(r)})`, "yaml", yamlOf(r.inputs))),
            ...compared.diff.added.map((r) => details(`➕ ${r.name} (${kindOf(r)})`, "yaml", yamlOf(r.inputs))),
            ...compared.diff.changed.map(({ resource: r, changes }) =>
              details(
                `✏️ ${r.name} (${kindOf(r)}): ${changes.length} keys`,
                "diff",
                changes.flatMap(changeLines).join("\n"),
              ),
            ),
          ];
  const extra = notes.sections.map(({ title, lines }) => details(title, "", lines.join("\n")));
  return cut([`### Plan: \`${stack}\`\n`, ...body, ...extra]);
}

/** As many whole parts as fit: half of one would leave the rest of the comment inside its code block. */
function cut(parts: readonly string[]): string {
  let length = 0;
  const kept = parts.filter((part) => (length += part.length + 1) <= MARKDOWN_LIMIT);
  const left = parts.length - kept.length;
  return [
    ...kept,
    ...(left > 0
      ? [`${left} more parts are too long for a comment: see the run's summary or \`npm run plan\`.\n`]
      : []),
  ].join("\n");
}
