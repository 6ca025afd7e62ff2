/** How a plan is printed. */
import { structuredPatch } from "diff";
import * as yaml from "yaml";
import { code, fence } from "./markdown";
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
export function kindOf({ type }: PlannedResource): string {
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
  const [before, after] = [old ?? "", now ?? ""];
  if (typeof before === "string" && typeof after === "string" && `${before}${after}`.includes("\n")) {
    const { hunks } = structuredPatch("", "", before, after, "", "", { context: 2 });
    const line = (text: string) => (text.startsWith("\\") ? `      ${text}` : `${text.charAt(0)}     ${text.slice(1)}`);
    return [
      `  ${path}:`,
      ...hunks.flatMap(({ lines }, index) => [...(index > 0 ? ["      …"] : []), ...lines.map(line)]),
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
  const whole = (mark: string) => (resource: PlannedResource) =>
    details(`${mark} ${resource.name} (${kindOf(resource)})`, "yaml", yamlOf(resource.inputs));
  const body =
    compared === undefined
      ? [`${resources.length} resources.\n`, details("Resources", "yaml", tree(resources))]
      : compared.diff.added.length + compared.diff.changed.length + compared.diff.removed.length === 0
        ? [`Nothing changes against ${code(compared.against)}.\n`]
        : [
            `**${counts(compared.diff)}** against ${code(compared.against)}.\n`,
            ...compared.diff.removed.map(whole("➖")),
            ...compared.diff.added.map(whole("➕")),
            ...compared.diff.changed.map(({ resource, changes }) =>
              details(
                `✏️ ${resource.name} (${kindOf(resource)}): ${changes.length} ${changes.length === 1 ? "key" : "keys"}`,
                "diff",
                changes.flatMap(changeLines).join("\n"),
              ),
            ),
          ];
  const extra = notes.sections.map(({ title, lines }) => details(title, "", lines.join("\n")));
  return cut([`### Plan: ${code(stack)}\n`, ...body, ...extra]);
}

/** A section that is folded up. */
function details(summary: string, language: string, text: string): string {
  const title = summary.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/\s+/g, " ");
  return `<details><summary>${title}</summary>\n\n${fence(text, language)}\n\n</details>\n`;
}

/** Whole parts, as many as fit: half of one would leave the rest of the comment inside its code block. */
function cut(parts: readonly string[]): string {
  let length = 0;
  const kept = parts.filter((part) => {
    const fits = length + part.length < MARKDOWN_LIMIT;
    if (fits) length += part.length + 1;
    return fits;
  });
  const left = parts.length - kept.length;
  const note = `${left} ${left === 1 ? "part is" : "parts are"} left out, too long for a comment: \`npm run plan\` shows them.\n`;
  return [...kept, ...(left > 0 ? [note] : [])].join("\n");
}
