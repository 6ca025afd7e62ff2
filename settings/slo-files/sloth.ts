/** Files of sloth, `version: prometheus/v1`. Source of their form: sloth's own API, `pkg/prometheus/api/v1`. */
import { z } from "zod";
import type { FileSlo, Reading } from "./reading";

const text = z.string();
/** YAML has numbers and booleans where sloth's users mean texts. */
const labels = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional();
const alert = z
  .strictObject({ disable: z.boolean().optional(), labels, annotations: labels })
  .nullish()
  .describe("an alert");

const plugins = z
  .strictObject({
    overridePrevious: z.boolean().optional(),
    chain: z.array(z.strictObject({ id: text, config: z.unknown().optional(), priority: z.number().optional() })),
  })
  .optional();

const spec = z.strictObject({
  version: z.literal("prometheus/v1"),
  service: text,
  labels,
  slo_plugins: plugins,
  slos: z.array(
    z.strictObject({
      name: text,
      description: text.optional(),
      objective: z.number(),
      labels,
      plugins,
      sli: z.strictObject({
        raw: z.strictObject({ error_ratio_query: text }).optional(),
        events: z.strictObject({ error_query: text, total_query: text }).optional(),
        plugin: z.unknown().optional(),
      }),
      alerting: z.strictObject({
        name: text.optional(),
        labels,
        annotations: labels,
        page_alert: alert,
        ticket_alert: alert,
      }),
    }),
  ),
});

/** Plugins that change how sloth lays out rules, or what it says while it does, and not what is measured. */
const OF_LAYOUT =
  /^sloth\.dev\/(?:core\/\w+|contrib\/(?:denominator_corrected_rules|info_labels|remove_labels|rule_intervals|validate_victoria_metrics))\/v1$/;

/** The labels that name a team, as sloth's examples have them. */
const TEAM_LABELS = ["team", "owner"];

/** Reads a document of sloth's. Its window is sloth's default, 30 days. */
export function sloth(document: unknown, { parsed, refuse }: Reading): FileSlo[] {
  const found = parsed(spec, document);
  if (found === undefined) return [];
  const { service, slos } = found;
  chains(found.slo_plugins, "slo_plugins", refuse);
  return slos.flatMap((slo, index): FileSlo[] => {
    const at = `slos[${index}]`;
    chains(slo.plugins, `${at}.plugins`, refuse);
    const { raw, events, plugin } = slo.sli;
    if (plugin !== undefined) {
      refuse(`${at}.sli.plugin is code of sloth's, which is not read: write its queries as sli.events`);
      return [];
    }
    if ((raw === undefined) === (events === undefined)) {
      refuse(`${at}.sli has to have either events or raw`);
      return [];
    }
    const { page_alert: page, ticket_alert: ticket } = slo.alerting;
    return [
      {
        service,
        team: teamOf({ ...found.labels, ...slo.labels }),
        at,
        windowed: true,
        slo: {
          name: slo.name,
          objective: slo.objective,
          ...(events === undefined
            ? { errorRatio: raw?.error_ratio_query ?? "" }
            : { errors: events.error_query, total: events.total_query }),
          alerting: { page: page?.disable !== true, ticket: ticket?.disable !== true },
        },
      },
    ];
  });
}

function chains(found: z.output<typeof plugins>, at: string, refuse: Reading["refuse"]): void {
  for (const [index, { id }] of (found?.chain ?? []).entries()) {
    if (!OF_LAYOUT.test(id)) refuse(`${at}.chain[${index}].id ${id} is code of sloth's, which is not read`);
  }
}

function teamOf(all: Readonly<Record<string, unknown>>): string | undefined {
  return TEAM_LABELS.map((label) => all[label]).find((value) => typeof value === "string");
}
