/** Links of pages, filled in from what their panels show, as Grafana does it. */
import { DashboardLinkType, type Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dashboard } from "../../dashboards/page";
import type { Answer } from "../../scripts/lib/panels/ask";
import { type Picked, type Shown, variablesOf } from "../../scripts/lib/panels/page";
import { type Asked, hasData, labelsOf } from "./synthetic";

/** A link, and what it is filled in from: nothing but the page, or a row of a panel. */
export interface Found {
  /** Where it is, for messages. */
  where: string;
  url: string;
}

interface Link {
  title?: string;
  url?: string;
}

/** The links at the top of a page, with what is picked and the time where they take it along. */
export function topLinks({ dashboard, range, picked }: Shown<Dashboard>): (Found & { title: string })[] {
  const taken = new URLSearchParams([
    ["from", String(range.from * 1000)],
    ["to", String(range.to * 1000)],
    ...Object.entries(picked).flatMap(([name, values]) =>
      (values === "all" ? ["$__all"] : values).map((value): [string, string] => [`var-${name}`, value]),
    ),
  ]).toString();
  return (dashboard.links ?? []).flatMap(({ type, title, url = "", includeVars, keepTime }) => {
    if (type !== DashboardLinkType.Link) return [];
    const filled = inLink(url, { range, picked });
    const query = includeVars && keepTime ? `${filled.includes("?") ? "&" : "?"}${taken}` : "";
    return [{ where: `${dashboard.title ?? ""}: ${title}`, title, url: `${filled}${query}` }];
  });
}

/** Every link of a panel, each filled in from a row of its answers that has what it takes; without such a row it is as it stands. */
export function panelLinks({ shown, panel, answers }: Asked): Found[] {
  const where = (title = "") => `${shown.dashboard.title ?? ""}: ${panel.title ?? ""} / ${title}`;
  const plain = [...((panel.links ?? []) as Link[]), ...linksInText(panel)];
  const { defaults, overrides = [] } = panel.fieldConfig ?? {};
  const ofFields = [
    ...((defaults?.links ?? []) as Link[]).map((link) => ({ link, of: answers, column: undefined })),
    ...overrides.flatMap(({ matcher, properties }) =>
      properties
        .filter(({ id }) => id === "links")
        .flatMap(({ value }) =>
          (value as Link[]).map((link) => ({
            link,
            of: answers.filter(({ target }) => matcher.id !== "byFrameRefID" || target.refId === matcher.options),
            column: matcher.id === "byName" ? String(matcher.options) : undefined,
          })),
        ),
    ),
  ];
  return [
    ...plain.map(({ title, url = "" }) => ({ where: where(title), url: inLink(url, shown) })),
    ...ofFields.map(({ link: { title, url = "" }, of, column }) => {
      const filled = rowsOf(panel, of).map((row) => inLink(url, shown, row, column));
      return { where: where(title), url: filled.find((one) => !one.includes("${")) ?? filled[0] ?? url };
    }),
  ];
}

/** Links in a panel's Markdown. */
function linksInText({ options }: Panel): Link[] {
  const { content = "" } = (options ?? {}) as { content?: string };
  return [...content.matchAll(/\[([^\]]*)\]\((\/[^)\s]*)\)/g)].map(([, title = "", url = ""]) => ({ title, url }));
}

/** Rows as they are shown: labels by their names, and by the titles of their columns. */
function rowsOf({ transformations = [] }: Panel, answers: readonly Answer[]): Record<string, string>[] {
  const organize = transformations.find(({ id }) => id === "organize")?.options as
    { renameByName?: Record<string, string> } | undefined;
  const renamed = organize?.renameByName ?? {};
  return answers
    .flatMap(({ series, lines }) =>
      labelsOf({ series: series.filter((one) => hasData({ series: [one], lines: [] })), lines }),
    )
    .map((labels) => ({
      ...labels,
      ...Object.fromEntries(Object.entries(labels).map(([name, value]) => [renamed[name] ?? name, value])),
    }));
}

/** A link's text with everything put in that there is; what there is not stays. */
function inLink(
  url: string,
  { range, picked }: Pick<Shown, "picked" | "range">,
  row: Record<string, string> = {},
  column = "",
): string {
  const from = String(range.from * 1000);
  const to = String(range.to * 1000);
  const known: Record<string, string | undefined> = {
    __from: from,
    __to: to,
    __url_time_range: `from=${from}&to=${to}`,
    "__value.raw": row[column],
    "__value.text": row[column],
  };
  return url.replace(/\$\{([^}]+)\}/g, (all, name: string) => {
    const [, field] = /^__(?:field\.labels|data\.fields)\.(.+)$/.exec(name) ?? [];
    const values = picked[name];
    const value = field === undefined ? (known[name] ?? (values === "all" ? undefined : values?.[0])) : row[field];
    if (value === undefined) return all;
    return name === "__url_time_range" ? value : encodeURIComponent(value);
  });
}

/** Where a link leads: to a page with what is picked on it and its time, to a search, or elsewhere in Grafana. */
export type Led =
  | { kind: "elsewhere"; path: string }
  | { kind: "page"; uid: string; picked: Picked; range?: { from: number; to: number } }
  | {
      kind: "search";
      panes: readonly { queries: readonly Record<string, unknown>[]; range: { from: string; to: string } }[];
    };

/** @throws if something of the link has not been filled in, or it leads to no address of Grafana's. */
export function led(url: string): Led {
  if (/\$\{|\$__(?!all)/.test(url)) throw new Error(`not filled in: ${url}`);
  const { pathname, searchParams } = new URL(url, "http://grafana.test");
  if (pathname === "/explore") {
    const panes = JSON.parse(searchParams.get("panes") ?? "") as Record<
      string,
      Extract<Led, { kind: "search" }>["panes"][number]
    >;
    return { kind: "search", panes: Object.values(panes) };
  }
  const [, uid] = /^\/d\/([\w-]+)$/.exec(pathname) ?? [];
  if (uid === undefined) return { kind: "elsewhere", path: pathname };
  const picked: Record<string, string[] | "all"> = {};
  for (const [key, value] of searchParams)
    if (key.startsWith("var-")) {
      const name = key.slice("var-".length);
      const others = picked[name] ?? [];
      picked[name] = value === "$__all" || others === "all" ? "all" : [...others, value];
    }
  const [from, to] = [searchParams.get("from"), searchParams.get("to")];
  const range = from === null || to === null ? {} : { range: { from: Number(from) / 1000, to: Number(to) / 1000 } };
  return { kind: "page", uid, picked, ...range };
}

/** What a link picks on a page that has no such variable, but for those that are the same on all pages. */
export function unknownVariables(dashboard: Dashboard, picked: Picked): string[] {
  const names = variablesOf(dashboard).map(({ name }) => name);
  return Object.keys(picked).filter((name) => !names.includes(name));
}
