/** Runbooks as pages of Grafana, so that the link in a notification works without another server. */
import { OVERVIEW_UID } from "../names/dashboards";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as TextBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";
import { runbookUid } from "../names/links";
import { alertTable } from "./alerts";
import type { Panel } from "./common";
import { type Dashboard, link, page } from "./page";

const TAG = "runbook";

/** Markdown by the name of the alert that it is about. */
export type Runbooks = Readonly<Record<string, string>>;

/** Reads every `<Alert>.md` of a directory, in the order of their names. */
export function readRunbooks(dir = path.join(__dirname, "..", "docs", "runbooks")): Runbooks {
  const files = fs
    .readdirSync(dir)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .sort();
  return Object.fromEntries(
    files.map((file) => [path.basename(file, ".md"), fs.readFileSync(path.join(dir, file), "utf8")]),
  );
}

/** A page for each runbook. */
export function runbookDashboards(pages: Runbooks): Dashboard[] {
  return Object.entries(pages).map(([alert, markdown]) =>
    page({
      uid: runbookUid(alert),
      title: `Runbook: ${alert}`,
      description: `What to do when ${alert} fires.`,
      tags: [TAG],
      isText: true,
      links: [link("Cluster overview", `/d/${OVERVIEW_UID}`), runbookList()],
      rows: { "": [whatToDo(alert, linkedTo(pages, markdown)), firesNow(alert)] },
    }),
  );
}

/** A menu of all runbooks, for the top of a page. */
export function runbookList(): Builder<DashboardLink> {
  return new DashboardLinkBuilder("Runbooks").type(DashboardLinkType.Dashboards).tags([TAG]).asDropdown(true);
}

/**
 * Links from one runbook to another, which are files in the repository, lead to its page; without a page they are a name.
 * The marks of what is generated are left out.
 */
function linkedTo(pages: Runbooks, markdown: string): string {
  const text = markdown.replace(/^<!--.*-->\n+/gm, "");
  return text.replace(/\[([^\]]*)\]\((?:\.\/)?(\w+)\.md(?:#[^)]*)?\)/g, (_, title: string, alert: string) =>
    alert in pages ? `[${title}](/d/${runbookUid(alert)})` : title,
  );
}

/** About as tall as the text, so that the page scrolls and the panel does not. */
function whatToDo(alert: string, markdown: string): Panel {
  // A panel's row is 38 pixels, a line of text about 24; the longer lines wrap, but for those of code, which scroll.
  const text = markdown.replace(/^```.*?^```/gms, (code) => code.replace(/^(.{110}).*$/gm, "$1"));
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 110)), 0);
  return new TextBuilder()
    .title("What to do")
    .description(`The page docs/runbooks/${alert}.md of the repository, as it was deployed; changes belong there.`)
    .span(16)
    .height(Math.max(20, Math.ceil(lines * 0.75)))
    .mode(TextMode.Markdown)
    .content(markdown);
}

function firesNow(alert: string): Panel {
  return alertTable(
    `alertname="${alert}"`,
    { alertstate: "State", severity: "Severity", namespace: "Namespace", about: "About", Value: "Since" },
    {
      title: "Does it fire now?",
      description:
        "Each subject of the alert that is pending or fires. Empty: it is over, or Prometheus does not see it.",
      width: 8,
      height: 10,
      empty: "It does not fire",
    },
  );
}
