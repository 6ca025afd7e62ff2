/** Every alert that there can be, for what lists them: the runbooks' index, the README. */
import { alertsByName } from "../../components/runbooks";
import type { Alert, RuleGroup } from "../../rules/rule";
import { SEVERITIES } from "../../settings/channels";
import type { Settings } from "../../settings";
import { settingsOfSections } from "./stack";

/** Everything switched on that adds rules. */
export const EVERY_RULE = {
  alerting: {
    replicas: 3,
    channels: {
      slack: [
        { name: "ops", channel: "#ops" },
        { name: "leads", channel: "#leads" },
      ],
    },
    escalation: { l2: ["slack/ops"], l3: ["slack/leads"] },
  },
  apps: [
    {
      name: "checkout",
      namespace: "shop",
      team: "platform",
      port: 8080,
      health: {},
      slo: [{ objective: 99.9 }, { objective: 99, indicator: "latency", threshold: "500ms" }],
      business: {
        transactions: { atLeast: 600 },
        revenue: { currency: "EUR", atLeast: 1000, over: "1h" },
        activeUsers: { atLeast: 10 },
        conversion: { atLeastPercent: 2 },
        features: [{ name: "search" }],
        errors: { atMostPercent: 2 },
      },
    },
    {
      name: "jobs",
      port: "metrics",
      slo: [
        {
          name: "done",
          objective: 99,
          window: "7d",
          total: "sum(increase(jobs_total[{{.window}}]))",
          errors: 'sum(increase(jobs_total{result="failed"}[{{.window}}]))',
        },
      ],
    },
  ],
  databases: [
    { name: "orders", kind: "postgres", namespace: "shop" },
    { name: "events", kind: "rabbitmq", namespace: "shop", port: 15692 },
    { name: "search", kind: "elasticsearch", namespace: "shop", expected: false },
  ],
  elastic: { shipper: "fluentd", logstash: {}, snapshots: { type: "fs", claim: "backups" } },
  externalServices: [
    {
      name: "stripe",
      url: "https://api.stripe.com/healthcheck",
      statusUrl: "https://status.stripe.com/api/v2/status.json",
      usedBy: ["checkout"],
    },
  ],
  metrics: { retention: "40d", remoteWrite: [{ name: "mimir", url: "https://mimir.example.com/api/v1/push" }] },
  tracing: { storage: "elasticsearch" },
};

/** All alerts of some groups. */
export function alertsOf(groups: Readonly<Record<string, readonly RuleGroup[]>>): Alert[] {
  return Object.values(groups)
    .flat()
    .flatMap(({ rules }) => rules)
    .filter((rule) => "alert" in rule);
}

/** What has the rules over logs evaluated on Elasticsearch, and adds the rules about that: there is one such store or the other. */
export const ON_ELASTIC = { logs: { rulesOn: "elastic" } } as const;

/** The settings of {@link EVERY_RULE}, with some sections in the place of its own. */
export function everySettings(more: Record<string, unknown> = {}): Settings {
  const sections = { cluster: { name: "every", platform: "generic" }, ...EVERY_RULE, ...more };
  return settingsOfSections("every", sections);
}

/** Every alert by its name, sorted, in all of its forms: one name can have a form for each severity. */
export function everyAlert(): ReturnType<typeof alertsByName> {
  const all = new Map([...alertsByName(everySettings(ON_ELASTIC)), ...alertsByName(everySettings())]);
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Figures of which all are listed. */
const MOST_FIGURES = 3;

/** The index of the runbooks: a table in Markdown, as prettier has it. */
export function alertTable(): string {
  const rows = [...everyAlert()].map(([name, { forms }]) => {
    const all = (of: (alert: Alert) => string) => [...new Set(forms.map(of))].join(", ");
    const severities = SEVERITIES.filter((one) => forms.some(({ severity }) => severity === one)).join(", ");
    const summaries = withoutFigures([...new Set(forms.flatMap(({ summary }) => inWords(summary)))]).join("<br>");
    return [
      `[${name}](${name}.md)`,
      severities || "none",
      all(({ team }) => labelsInWords(team)),
      all(({ component }) => component),
      summaries,
    ];
  });
  const table = [["alert", "severity", "team", "component", "summary"], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}

/**
 * A summary with the names of its labels in the place of their values, as it is where no label is there that it can do without.
 * One with a condition is as many as the condition has branches: each is what some message says.
 */
export function inWords(summary: string): string[] {
  const plain = summary.replace(
    /\{\{ with (?:(?!\{\{ (?:else|end) ).)*(?:\{\{ else \}\}(.*?))?\{\{ end \}\}/g,
    (_, otherwise?: string) => otherwise ?? "",
  );
  return branches(plain).map((one) => labelsInWords(one).replaceAll("|", "\\|"));
}

/** A template of the first level of conditions, as each of their branches leaves it. */
function branches(template: string): string[] {
  const found = /\{\{ if .*?\}\}(.*?)\{\{ end \}\}/.exec(template);
  if (found === null) return [template];
  const [whole, body = ""] = found;
  const all = body.split(/\{\{ else(?: if .*?)? \}\}/);
  // Without `else` there may be nothing.
  const texts = /\{\{ else \}\}/.test(body) ? all : [...all, ""];
  return texts.flatMap((text) => branches(template.replace(whole, () => text)));
}

function labelsInWords(template: string): string {
  return template.replace(/\{\{ \$labels\.(\w+) \}\}/g, "`<$1>`").replace(/\{\{ \$value.*?\}\}/g, "`<value>`");
}

/** A number, with its unit or its letter if it has one: "1h", "L2", "99.9", "2d12h". */
const FIGURE = /\b[A-Za-z]?\d+(?:\.\d+)?[a-z]*(?:\d+[a-z]+)*/g;

/**
 * Summaries, those that differ in figures only as one: a figure that is not the same in all of them is each that there is,
 * "L2/L3", where there are up to three, and else "…".
 */
export function withoutFigures(summaries: readonly string[]): string[] {
  const alike = new Map<string, string[][]>();
  for (const summary of summaries) {
    const words = summary.replace(FIGURE, "\u0000");
    alike.set(words, [...(alike.get(words) ?? []), summary.match(FIGURE) ?? []]);
  }
  return [...alike].map(([words, figures]) => {
    let place = 0;
    return words.replaceAll("\u0000", () => {
      const all = [...new Set(figures.map((own) => own[place] ?? ""))];
      place += 1;
      return all.length > MOST_FIGURES ? "…" : all.join("/");
    });
  });
}
