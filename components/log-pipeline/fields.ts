/** What is read of a line beside its level and its trace: who did what, in which request, and when. */
import { DECISION_FIELDS, DURATION_FIELDS, KEPT_FIELDS } from "../../log-format/names";
import { SOURCE_EVENTS } from "../../log-format/shells";
import { LATE, RFC3339, SAID_DATE, SAID_NUMBER, SAID_TEMPLATE } from "../../log-format/time";
import type { Stage } from "./stage";
import { quoted } from "./template";

/** The longest value that is kept beside a line, in bytes. Loki refuses a line with more than 64 KiB of them. */
const LONGEST = 256;

/** The first of some fields that a line has, in JMESPath: with a dot, a name in quotes or an object within the object. */
export function anyOf(fields: readonly string[]): string {
  const quoted = (field: string) => (/^\w+$/.test(field) ? field : `"${field}"`);
  return fields.map((field) => quoted(field) + (field.includes(".") ? ` || ${field}` : "")).join(" || ");
}

/**
 * A field's value, if it is one value, cut off where it is too long. A whole number of more than 15 digits has been read as a floating
 * point number by then, and is another: the line, in which it is no text, still has it beside one of its names.
 */
function short(name: string, of: readonly string[]): Stage {
  const value = `(toString .${name})`;
  const keys = [...new Set(of.flatMap((one) => [one.replaceAll(".", "[.]"), one.replace(/^.*\./, "")]))].join("|");
  const beside = quoted(String.raw`"(?:${keys})"\s*:\s*[0-9]{16,}`);
  return {
    kind: "template",
    source: name,
    template:
      `{{ if and .${name} (not (hasPrefix "{" ${value})) (not (hasPrefix "[" ${value})) }}{{ $value := trunc ${LONGEST} ${value} }}` +
      `{{ if and (regexMatch "^[0-9]{16,}$" $value) (not (contains (printf "%q" $value) .Entry)) }}{{ $read := float64 $value }}{{ range regexFindAll ${beside} .Entry -1 }}` +
      `{{ $one := regexFind "[0-9]+$" . }}{{ if eq (float64 $one) $read }}{{ $value = $one }}{{ end }}{{ end }}{{ end }}{{ $value }}{{ end }}`,
  };
}

/**
 * Who did what, of lines of JSON: after their redaction, so that nothing is kept beside a line that is not in it.
 * @param selector The selector of all streams.
 */
export function whoAndWhat(selector: string): Stage {
  const fields = Object.entries(KEPT_FIELDS);
  const expressions = Object.fromEntries(fields.map(([name, of]) => [name, anyOf(of)]));
  return {
    kind: "match",
    selector: `${selector} |~ ${JSON.stringify(String.raw`^\s*\{`)}`,
    stages: [
      { kind: "json", expressions: { ...expressions, took: anyOf(DURATION_FIELDS) } },
      ...fields.map(([name, of]) => short(name, of)),
      { kind: "regex", source: "took", expression: String.raw`^(?P<duration_ms>\d{1,15}(?:\.\d{1,9})?)\d*$` },
    ],
  };
}

/**
 * What an automated decision says, of audit events that speak of one.
 * @param selector The selector of audit events.
 */
export function decisions(selector: string): Stage {
  const fields = Object.entries(DECISION_FIELDS);
  return {
    kind: "match",
    selector: `${selector} |= ${JSON.stringify('"decision')}`,
    stages: [
      { kind: "json", expressions: Object.fromEntries(fields.map(([name, of]) => [name, anyOf(of)])) },
      ...fields.map(([name, of]) => short(name, of)),
    ],
  };
}

/** The time that the line says, if it can be believed. */
export function ownTime(): Stage[] {
  return [
    {
      kind: "template",
      source: "said",
      template: `{{ if .said }}{{ .said }}{{ else if not (hasPrefix "{" .Entry) }}{{ trunc 60 .Entry }}{{ end }}`,
    },
    { kind: "regex", source: "said", expression: SAID_DATE },
    { kind: "regex", source: "said", expression: SAID_NUMBER },
    { kind: "template", source: "said", template: SAID_TEMPLATE },
    { kind: "time", source: "said" },
    ...seen(),
  ];
}

/** A root shell that is told of late has the time at which it is: the rule over lines looks back by their time, and no further. */
function seen(): Stage[] {
  const { after, atMost } = LATE;
  return [
    {
      kind: "template",
      source: "arrived",
      template:
        `{{ if eq (toString .event) "${SOURCE_EVENTS.shell}" }}{{ $at := (toDate "${RFC3339}" (toString .time)).Unix }}` +
        `{{ if .said }}{{ $at = int64 (trunc 10 .said) }}{{ end }}{{ $late := sub now.Unix $at }}` +
        `{{ if and (gt $late ${after}) (le $late ${atMost}) }}{{ printf "%d" now.UnixNano }}{{ end }}{{ end }}`,
    },
    { kind: "time", source: "arrived" },
  ];
}
