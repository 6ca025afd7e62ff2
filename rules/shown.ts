/** A rule as its runbook shows it: what is generated cannot differ from what is evaluated. */
import type { Severity } from "../settings/channels";
import type { Alert } from "./rule";

/** The marks in a page around what {@link ruleSection} says. */
const BEGIN = "<!-- npm run generate: rule -->";
const END = "<!-- end -->";
const SECTION = new RegExp(`(?<=${BEGIN}).*?(?=${END})`, "s");

/** How soon somebody acts, by severity (`SEVERITIES`), and who is called where that fails. */
const RESPONSE: Readonly<Record<Severity | "none", string>> = {
  critical: "act within an hour, and wake the next of the team if nothing helps within half an hour",
  high: "act within 4 hours, and call the next of the team if nothing helps within 2",
  medium: "act within 24 hours",
  low: "act within 48 hours",
  info: "for reading",
  none: "told to nobody",
};

const UNITS: Readonly<Record<string, string>> = { s: "second", m: "minute", h: "hour", d: "day", w: "week" };

/** amtool where Alertmanager runs: nothing has to be installed, and no tunnel to be opened. */
const AMTOOL =
  "kubectl -n observability exec alertmanager-kube-prometheus-stack-alertmanager-0 -c alertmanager -- " +
  "amtool --alertmanager.url=http://localhost:9093";

/**
 * The last section of an alert's page: each of its forms with the expression and its times, how soon somebody acts, and how
 * to silence one subject of it.
 * @param language What its expressions are written in.
 */
export function ruleSection(forms: readonly Alert[], language: "promql" | "logql"): string {
  const [first] = forms;
  if (first === undefined) throw new Error("no form of the alert");
  const told = forms.some(({ severity }) => severity !== "none");
  const blocks = [
    ...forms.flatMap((form) => [
      `**${form.severity}**: ${RESPONSE[form.severity]}. Team \`${form.team}\`. ${times(form)}`,
      fenced(language, layout(form.expr)),
    ]),
    ...(told
      ? [
          "A silence of one subject, for two hours:",
          fenced(
            "sh",
            `${AMTOOL} silence add alertname=${first.alert} 'subject="<subject>"' --duration=2h --author='<you>' --comment='<why>'`,
          ),
        ]
      : []),
  ];
  return blocks.join("\n\n");
}

/** A page with its last section made anew. */
export function withRule(page: string, section: string): string {
  if (!SECTION.test(page)) throw new Error(`a runbook has no ${BEGIN} … ${END}`);
  return page.replace(SECTION, () => `\n\n${section}\n\n`);
}

function times({ for: wait, keepFiringFor }: Alert): string {
  const holds = /^0/.test(wait) ? "It fires as soon as this holds" : `It fires once this has held for ${inWords(wait)}`;
  return keepFiringFor === undefined ? `${holds}:` : `${holds}, and until it has not for ${inWords(keepFiringFor)}:`;
}

/** "15m" as "15 minutes". */
export function inWords(duration: string): string {
  return duration.replace(/^(\d+)([smhdw])$/, (_, count: string, unit: string) => {
    const word = UNITS[unit] ?? unit;
    return `${count} ${word}${count === "1" ? "" : "s"}`;
  });
}

/** The lines as their author broke them, without the indentation of the program around them. */
function layout(expr: string): string {
  const lines = expr.split("\n").filter((line) => line.trim() !== "");
  const indents = lines.slice(lines.length > 1 && /^\S/.test(lines[0] ?? "") ? 1 : 0).map((line) => line.search(/\S/));
  const least = Math.min(...indents);
  return lines.map((line) => (/^\S/.test(line) ? line : line.slice(least)).trimEnd()).join("\n");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
