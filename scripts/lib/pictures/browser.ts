/** Pages drawn in a headless Chromium. It reaches no network: all that it asks for comes from the packages. */
import * as fs from "node:fs";
import * as path from "node:path";
import { FULL_HD } from "../../../tools/pictures/shared/layout";
import type { DrawnPage, PageJson } from "../../../tools/pictures/shared/page";
import { bundle, type Bundle } from "./bundle";
import type { Packages } from "./packages";

/** What is used of playwright-core, which only the workspace installs. */
interface Playwright {
  chromium: { launch: (options: object) => Promise<PlaywrightBrowser> };
}
interface PlaywrightBrowser {
  newContext: (options: object) => Promise<Context>;
  close: () => Promise<void>;
}
interface Context {
  newPage: () => Promise<Tab>;
  close: () => Promise<void>;
}
interface Tab {
  clock: { setFixedTime: (at: Date) => Promise<void> };
  route: (pattern: string, handler: (route: Route) => Promise<void>) => Promise<void>;
  goto: (url: string) => Promise<unknown>;
  setViewportSize: (size: { width: number; height: number }) => Promise<void>;
  waitForLoadState: (state: "networkidle") => Promise<void>;
  on: (event: "pageerror", listener: (error: Error) => void) => void;
  evaluate: <T, A>(work: (given: A) => Promise<T> | T, given: A) => Promise<T>;
  screenshot: (options: object) => Promise<Buffer>;
}
interface Route {
  request: () => { url: () => string };
  fulfill: (answer: { status?: number; contentType?: string; body?: string | Buffer }) => Promise<void>;
}

/** What the page's script offers. */
interface Drawer {
  drawPage: (json: string) => Promise<number>;
  lookAtPage: () => Promise<DrawnPage>;
}

/** A window: its size and how many of the screen's pixels a CSS pixel is. */
export interface Window {
  width: number;
  height: number;
  scale: number;
}

export const WINDOWS = {
  "1080p": { ...FULL_HD, scale: 1 },
  phone: { width: 390, height: 844, scale: 2 },
} as const satisfies Record<string, Window>;

export interface Picture {
  png: Buffer;
  drawn: DrawnPage;
  /** Errors that nothing on the page caught. */
  errors: string[];
}

const ORIGIN = "http://pictures.localhost/";
const HTML =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="/main.css"></head>' +
  '<body style="margin:0"><div id="page"></div><script src="/main.js"></script></body></html>';

/** Grafana's style sheet asks for its own files of the fonts, which are in other packages. */
const FONTS: readonly [asked: RegExp, file: string][] = [
  [/Inter-Medium\.woff2$/, "@fontsource/inter/files/inter-latin-500-normal.woff2"],
  [/Inter-Regular\.woff2$/, "@fontsource/inter/files/inter-latin-400-normal.woff2"],
  [/\/roboto\/.*\.woff2$/, "@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2"],
];

export class PictureBrowser {
  private constructor(
    private readonly packages: Packages,
    private readonly browser: PlaywrightBrowser,
    private readonly bundle: Bundle,
  ) {}

  static async open(packages: Packages): Promise<PictureBrowser> {
    const bundled = await bundle();
    const { chromium } = packages.load("playwright-core") as Playwright;
    const { program, env } = packages.browser;
    const browser = await chromium.launch({
      executablePath: program,
      env: { ...process.env, ...env },
      headless: true,
      chromiumSandbox: false,
      // The same pixels on every machine: no hints of the system's fonts, no graphics card, one set of colours.
      args: ["--font-render-hinting=none", "--disable-gpu", "--force-color-profile=srgb", "--disable-lcd-text"],
    });
    return new PictureBrowser(packages, browser, bundled);
  }

  async draw(page: PageJson, { width, height, scale }: Window): Promise<Picture> {
    const viewport = { width, height };
    const context = await this.browser.newContext({
      viewport,
      deviceScaleFactor: scale,
      timezoneId: "UTC",
      locale: "en-US",
    });
    try {
      const tab = await context.newPage();
      const errors: string[] = [];
      tab.on("pageerror", ({ message }) => errors.push(message));
      await tab.route("**/*", (route) => this.answer(route));
      await tab.clock.setFixedTime(new Date(page.now));
      await tab.goto(ORIGIN);
      const tall = await tab.evaluate((json) => (globalThis as unknown as Drawer).drawPage(json), JSON.stringify(page));
      // Tables leave out what the window does not show, so it shows the whole page.
      await tab.setViewportSize({ width, height: Math.max(height, tall) });
      // Icons come by request.
      await tab.waitForLoadState("networkidle");
      const drawn = await tab.evaluate(() => (globalThis as unknown as Drawer).lookAtPage(), undefined);
      const png = await tab.screenshot({ type: "png", animations: "disabled", caret: "hide" });
      return { png, drawn, errors };
    } finally {
      await context.close();
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  private async answer(route: Route): Promise<void> {
    const url = new URL(route.request().url());
    if (url.pathname === "/") return route.fulfill({ contentType: "text/html", body: HTML });
    if (url.pathname === "/main.js") return route.fulfill({ contentType: "text/javascript", body: this.bundle.script });
    if (url.pathname === "/main.css") return route.fulfill({ contentType: "text/css", body: this.bundle.style });
    const file = this.fileOf(url.pathname);
    if (file === undefined || !fs.existsSync(file)) return route.fulfill({ status: 404, body: "" });
    const contentType = file.endsWith(".svg") ? "image/svg+xml" : "font/woff2";
    return route.fulfill({ contentType, body: fs.readFileSync(file) });
  }

  private fileOf(asked: string): string | undefined {
    const modules = path.join(this.packages.folder, "node_modules");
    const icon = /\/public\/build\/(img\/icons\/[\w/-]+\.svg)$/.exec(asked);
    if (icon !== null) return path.join(modules, "@grafana/ui/dist/public", icon[1] ?? "");
    const font = FONTS.find(([pattern]) => pattern.test(asked));
    return font === undefined ? undefined : path.join(modules, font[1]);
  }
}
