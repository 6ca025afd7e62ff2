/** Dashboards drawn one after the other, and what came of each. */
import type { DrawnText } from "../../../tools/pictures/shared/page";
import type { Sources } from "../panels/sources";
import { answered, type DashboardJson, type Drawing } from "./draw";
import { PictureBrowser, WINDOWS } from "./browser";
import { Inspector } from "./inspect";
import type { Packages } from "./packages";
import type { PageReport } from "./report";
import { momentsBy } from "./time";

export type Size = keyof typeof WINDOWS;

export interface Wanted extends Omit<Drawing, "theme" | "width"> {
  themes: readonly Drawing["theme"][];
  sizes: readonly Size[];
  /** Whether pictures have 256 colours at most. */
  small: boolean;
}

/** A picture and what was found of it. */
export interface Made {
  png: Buffer;
  report: PageReport;
}

/** Draws each page in each size and theme. A page is asked anew for each size: its panels' widths decide how many points there are. */
export async function* drawPages(
  packages: Packages,
  dashboards: readonly DashboardJson[],
  sources: Sources,
  wanted: Wanted,
): AsyncGenerator<Made> {
  const [momentOf, inspector] = [momentsBy(packages), new Inspector(packages)];
  const browser = await PictureBrowser.open(packages);
  try {
    for (const dashboard of dashboards)
      for (const size of wanted.sizes) {
        const window = WINDOWS[size];
        const asked = await answered(dashboard, sources, momentOf, { ...wanted, theme: "dark", width: window.width });
        for (const theme of wanted.themes) {
          const picture = await browser.draw({ ...asked, theme }, window);
          const own = ownTexts(dashboard);
          const findings = await inspector.inspect(picture, window.scale, own);
          const { drawn, errors } = picture;
          const { uid, allRows = false } = dashboard;
          yield {
            png: wanted.small ? await inspector.smaller(picture.png) : picture.png,
            report: {
              uid: uid ?? "",
              theme,
              size,
              allRows,
              file: [uid, ...(allRows ? ["all-rows"] : []), theme, size, "png"].join("."),
              height: drawn.height,
              ...(size === "1080p" && !allRows ? { fits: drawn.height <= window.height } : {}),
              panels: drawn.panels,
              errors,
              ...findings,
            },
          };
        }
      }
  } finally {
    await browser.close();
  }
}

/** What a panel says of itself, which is no value: its JSON. */
function ownTexts({ panels = [] }: DashboardJson): (panel: DrawnText["panel"]) => string {
  const texts = new Map(panels.map((panel) => [panel.id, JSON.stringify(panel)]));
  return (panel) => texts.get(panel) ?? "";
}
