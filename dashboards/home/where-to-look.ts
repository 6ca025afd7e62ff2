/** Every page, by what it is about. */
import { PanelBuilder as TextBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";
import type { Panel } from "../common";
import type { PlacedDashboard } from "../placed";

export function whereToLook(pages: readonly PlacedDashboard[]): Panel {
  const folders = [...new Set(pages.map(({ folder }) => folder))].filter((folder) => folder !== "Runbooks");
  const lines = folders.map((folder) => {
    const links = pages
      .filter((placed) => placed.folder === folder)
      .map(({ dashboard: { title = "", uid = "" } }) => `[${title}](/d/${uid})`);
    return `**${folder}**: ${links.join(" · ")}`;
  });
  return new TextBuilder()
    .title("Where to look")
    .description("Every page by what it is about. The runbooks are in the menu at the top.")
    .span(8)
    .height(10)
    .mode(TextMode.Markdown)
    .content(`${lines.join("\n\n")}\n`);
}
