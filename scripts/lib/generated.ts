/** Files, or parts of them, that follow from the program and are in the repository: a test checks that they are current. */
import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { allDashboards, FOLDERS } from "../../dashboards";
import { logFormatSchema } from "../../log-format/schema";
import { NAMESPACE, schema, type Settings } from "../../settings";
import { CHANNEL_KINDS } from "../../settings/channels";
import { ruleSection, withRule } from "../../rules/shown";
import { alertTable, everyAlert } from "./alerts";
import type { RecordedResource } from "./engine";
import { planStack, ROOT, runStack, stackNames } from "./stack";
import { syntheticSettings } from "./synthetic/settings";

/** The little of JSON Schema that is looked at here. */
interface JsonSchema {
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  type?: string;
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  [key: string]: unknown;
}

/** Generated files by path. */
export function generated(): Record<string, string> {
  return {
    "docs/log-format.schema.json": `${JSON.stringify(logFormatSchema(), null, 2)}\n`,
    "docs/settings.schema.json": stackFileSchema(),
    ...runbooks(),
    "docs/runbooks/README.md": replaced("docs/runbooks/README.md", ALERTS, `\n\n${alertTable()}\n\n`),
    "docs/dashboards.md": replaced("docs/dashboards.md", PAGES, `\n\n${pages()}\n\n`),
    "Pulumi.yaml": pulumiYaml(),
    "test/fixtures/settings-defaults.json": `${JSON.stringify(defaultSettings(), null, 2)}\n`,
    "README.md": readme(),
  };
}

/** Each page of Grafana by its folder, with what it is for and its picture. Runbooks are pages of their own. */
function pages(): string {
  const shown = allDashboards(syntheticSettings(), {}).filter(({ folder }) => folder !== "Runbooks");
  return FOLDERS.flatMap((folder) => {
    const own = shown.filter((placed) => placed.folder === folder);
    const said = own.map(({ name, dashboard: { title = "", description = "" } }) =>
      [`**${title}.** ${description}`, `![${title}](dashboards/${name}.png)`].join("\n\n"),
    );
    return own.length === 0 ? [] : [`### ${folder}`, ...said];
  }).join("\n\n");
}

/** The page of each alert, with its rule as the defaults make it. */
function runbooks(): Record<string, string> {
  const pages = [...everyAlert()].map(([alert, { forms, language }]) => {
    const file = `docs/runbooks/${alert}.md`;
    const page = fs.readFileSync(path.join(ROOT, file), "utf8");
    return [file, withRule(page, ruleSection(forms, language))] as const;
  });
  return Object.fromEntries(pages);
}

/** The resources that each stack registers, by the path of the list: what {@link generated} would take seconds for. */
export async function resourceLists(): Promise<Record<string, string>> {
  const lists: Record<string, string> = {};
  for (const stack of stackNames()) {
    const { resources } = await runStack(planStack(stack));
    lists[resourceList(stack)] = `${resources.map(resourceLabel).sort().join("\n")}\n`;
  }
  return lists;
}

/** Where the resources of a stack are listed. */
export function resourceList(stack: string): string {
  return `test/fixtures/resources/${stack}.txt`;
}

/** A resource's kind or type, and its name, as in "Secret/grafana-credentials". */
export function resourceLabel({ type, name }: Pick<RecordedResource, "type" | "name">): string {
  return `${type.split(":").at(-1) ?? ""}/${name}`;
}

/** The table of alerts, and the marks around it. */
const ALERTS = /(?<=<!-- npm run generate: alerts -->).*?(?=<!-- end -->)/s;
/** The pages of Grafana, and the marks around them. */
const PAGES = /(?<=<!-- npm run generate: dashboards -->).*?(?=<!-- end -->)/s;
/** How many alerts there are. */
const COUNT = /(?<=\*\*Rules that page for a reason\*\*: )\d+ alerts/;

/** The kinds of channel there are. */
const KINDS = /(?<=Channels are lists under `alerting\.channels`: ).*?(?=; each)/s;

function readme(): string {
  const kinds = CHANNEL_KINDS.map((kind) => `\`${kind}\``).join(", ");
  return replaced("README.md", KINDS, kinds, replaced("README.md", COUNT, `${everyAlert().size} alerts`));
}

/** What the smallest stack file gets: every default that does not depend on a section being there. */
function defaultSettings(): Settings {
  const cluster = { value: JSON.stringify({ name: "test", platform: "generic" }), secret: false };
  return planStack("defaults", { [`${NAMESPACE}:cluster`]: cluster }).settings;
}

/** A file with a part of it made anew. */
function replaced(
  file: string,
  part: RegExp,
  by: string,
  text = fs.readFileSync(path.join(ROOT, file), "utf8"),
): string {
  if (!part.test(text)) throw new Error(`${file} has no ${part.source}`);
  return text.replace(part, () => by);
}

function settingsSchema(): JsonSchema {
  return z.toJSONSchema(schema, { io: "input" }) as JsonSchema;
}

/** The JSON Schema of a stack file, for editors. Credentials are keys with a slash, encrypted. */
function stackFileSchema(): string {
  const { properties = {}, required = [] } = settingsSchema();
  const document = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A stack file of the observability platform",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(
          Object.entries(properties).map(([key, value]) => [`${NAMESPACE}:${key}`, value]),
        ),
        patternProperties: {
          [`^${NAMESPACE}:[^/]+/[^/]+$`]: {
            description: "a credential: pulumi config set --secret",
            type: "object",
            properties: { secure: { type: "string" } },
            required: ["secure"],
            additionalProperties: false,
          },
          [`^(?!${NAMESPACE}:)`]: {},
        },
        required: required.map((key) => `${NAMESPACE}:${key}`),
        additionalProperties: false,
      },
      encryptionsalt: { type: "string" },
      encryptedkey: { type: "string" },
      secretsprovider: { type: "string" },
    },
    required: ["config"],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const BEGIN = "# ---- settings (npm run generate) ----";

/** Pulumi.yaml with every setting and its default as a comment. The part above the mark is written by hand. */
function pulumiYaml(): string {
  const [head = ""] = fs.readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8").split(BEGIN);
  const intro = [
    BEGIN,
    `# Every setting, with its default where it has one; a stack file holds only what differs. Set one with`,
    `#   npx pulumi config set --stack <stack> --path metrics.retention 30d`,
    `# and a credential, whose key is <kind>/<name>, with`,
    `#   npx pulumi config set --stack <stack> --secret slack/<name>`,
    "#",
  ];
  const { properties = {}, required = [] } = settingsSchema();
  const lines = Object.entries(properties).flatMap(([key, value]) =>
    document(`${NAMESPACE}:${key}`, value, required.includes(key), 0),
  );
  return [head.trimEnd(), "", ...intro, ...lines.map((line) => `# ${line}`), ""].join("\n");
}

function document(key: string, value: JsonSchema, required: boolean, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const item = value.items;
  const nested = value.properties ?? item?.properties;
  const note = [required ? "required" : "", value.description ?? "", choices(item ?? value)]
    .filter((part) => part !== "")
    .join("; ");
  if (nested === undefined) return [`${indent}${key}: ${defaultOf(value)} # ${note}`.replace(/: +#/, ": #")];
  const wanted = value.required ?? item?.required ?? [];
  return [
    `${indent}${key}: # ${note}${item === undefined ? "" : " (a list)"}`,
    ...Object.entries(nested).flatMap(([name, inner]) => document(name, inner, wanted.includes(name), depth + 1)),
  ];
}

function defaultOf({ default: value }: JsonSchema): string {
  return value === undefined ? "" : JSON.stringify(value).replace(/^"([\w.-]+)"$/, "$1");
}

function choices({ enum: values, anyOf, type }: JsonSchema): string {
  if (values !== undefined) return `one of ${values.join(", ")}`;
  if (anyOf !== undefined) return "";
  return type === "boolean" ? "true or false" : "";
}
