/** What the browser runs: `drawPage(json)` draws a page and says how high it is; `lookAtPage()` tells what stands on it. */
import { createTheme, dateTime, type GrafanaTheme2, setTimeZoneResolver, type TimeRange } from "@grafana/data";
import { GlobalStyles, ThemeContext } from "@grafana/ui";
import { initPluginTranslations } from "@grafana/i18n";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import type { DrawnPage, PageJson } from "../shared/page";
import { noteCanvasTexts } from "./canvas-texts";
import { registerTransformers } from "./data";
import { Page } from "./page";
import { type Drawing, ready } from "./panel";
import { drawnTexts } from "./texts";
import { replacing } from "./variables";

declare global {
  interface Window {
    drawPage: (json: string) => Promise<number>;
    lookAtPage: () => Promise<DrawnPage>;
    grafanaBootData: unknown;
  }
}

/** Milliseconds without a change of the document after which it counts as drawn. */
const QUIET = 150;

noteCanvasTexts();
setTimeZoneResolver(() => "utc");
registerTransformers();

window.drawPage = async (json) => {
  const page = JSON.parse(json) as PageJson;
  await initPluginTranslations("pictures");
  const timeRange: TimeRange = {
    from: dateTime(page.from),
    to: dateTime(page.to),
    raw: { from: dateTime(page.from), to: dateTime(page.to) },
  };
  const theme = createTheme({ colors: { mode: page.theme } });
  const drawing: Drawing = { theme, timeRange, replaceVariables: replacing(page), annotations: page.annotations };
  document.documentElement.style.background = theme.colors.background.canvas;
  await loadFonts(theme);
  const panels = await Promise.all(page.panels.map((panel) => ready(panel, drawing)));
  const target = document.getElementById("page");
  if (target === null) throw new Error("the document has no place for the page");
  flushSync(() => createRoot(target).render(<Page page={page} panels={panels} drawing={drawing} />));
  await quiet();
  window.lookAtPage = async () => {
    // What was below the window's edge draws itself now.
    await quiet();
    await document.fonts.ready;
    for (const { outcome } of panels) outcome.sideways = reachesSideways(outcome.id);
    const shown = panels.filter(({ answered }) => answered.json.type !== "row");
    return { height: heightOf(target), panels: shown.map(({ outcome }) => outcome), texts: drawnTexts() };
  };
  return heightOf(target);
};

/** Has Grafana's fonts at hand: what is measured or drawn before they are there is measured and drawn with another. */
async function loadFonts(theme: GrafanaTheme2): Promise<void> {
  const place = document.head.appendChild(document.createElement("div"));
  flushSync(() =>
    createRoot(place).render(
      <ThemeContext.Provider value={theme}>
        <GlobalStyles />
      </ThemeContext.Provider>,
    ),
  );
  const fonts = ["400 14px Inter", "500 14px Inter", "400 14px 'Roboto Mono'", "500 14px 'Roboto Mono'"];
  const loaded = await Promise.all(fonts.map((font) => document.fonts.load(font)));
  const missing = fonts.filter((_, index) => loaded[index]?.length === 0);
  if (missing.length > 0) throw new Error(`these fonts are not there: ${missing.join(", ")}`);
}

const heightOf = (target: HTMLElement) => Math.ceil(target.getBoundingClientRect().height);

/** Whether something in a panel is scrolled to the right to be seen. */
function reachesSideways(id: number): boolean {
  return [...document.querySelectorAll(`[data-panel="${id}"] *`)].some(
    (element) =>
      element.scrollWidth > element.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(element).overflowX),
  );
}

/** Resolves when nothing has changed for a moment: icons come by request, and tables measure themselves first. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    let timer = setTimeout(done, QUIET);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(done, QUIET);
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    function done(): void {
      observer.disconnect();
      resolve();
    }
  });
}
