import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { type Picture, PictureBrowser, WINDOWS } from "../../scripts/lib/pictures/browser";
import { answered } from "../../scripts/lib/pictures/draw";
import { type Findings, Inspector } from "../../scripts/lib/pictures/inspect";
import type { Packages } from "../../scripts/lib/pictures/packages";
import { momentsBy } from "../../scripts/lib/pictures/time";
import { ROOT } from "../../scripts/lib/stack";
import type { PageJson } from "../../tools/pictures/shared/page";
import { DRAWING, picturesOrSkip, serveWorld, type Stubs } from "../support/pictures";
import { pixelsOf, type Pixels } from "../support/pixels";
import { PROBE, WORLD } from "./probe";

/** What the probe looked like when it was looked at last. Written anew with the environment variable `UPDATE`. */
const GOLDEN = path.join(ROOT, "test/fixtures/pictures/probe.json");

/** Grafana's colours on a dark page. */
const COLORS = { red: "#f2495c", green: "#73bf69", blue: "#5794f2", orange: "#ff9830" };

describe("a panel of each kind", () => {
  let packages: Packages;
  let stubs: Stubs | undefined;
  let browser: PictureBrowser | undefined;
  let draw: (changed?: Partial<PageJson>) => Promise<Picture>;
  let page: PageJson;
  let picture: Picture;
  let findings: Findings;
  let pixels: Pixels;

  before(async function () {
    packages = picturesOrSkip(this);
    stubs = await serveWorld(WORLD);
    page = await answered(PROBE, stubs.sources, momentsBy(packages), DRAWING);
    browser = await PictureBrowser.open(packages);
    draw = (changed = {}) => (browser ?? assert.fail()).draw({ ...page, ...changed }, WINDOWS["1080p"]);
    picture = await draw();
    findings = await new Inspector(packages).inspect(picture, 1, () => "");
    pixels = await pixelsOf(packages, picture.png);
  });

  after(async () => {
    await browser?.close();
    await stubs?.stop();
  });

  const textsOf = (id: number) => picture.drawn.texts.filter(({ panel }) => panel === id);
  const wordsOf = (id: number) => textsOf(id).map(({ text }) => text);
  const placeOf = (id: number) => {
    const found = page.panels.find(({ json }) => json.id === id) ?? assert.fail(`no panel ${id}`);
    // The page's top takes what the panels leave.
    const top = picture.drawn.height - Math.max(...page.panels.map(({ place }) => place.y + place.height)) - 8;
    return { ...found.place, y: found.place.y + top };
  };
  /** The part of the pixels of a panel that have a colour. */
  const share = (id: number, color: string) =>
    pixels.count(placeOf(id), color) / (placeOf(id).width * placeOf(id).height);

  it("is drawn, without errors, and says so where it is not Grafana's own drawing", () => {
    assert.deepEqual(picture.errors, []);
    assert.deepEqual(
      picture.drawn.panels.filter(({ error, empty }) => error !== undefined || empty),
      [],
    );
    for (const { id, drawnBy, type } of picture.drawn.panels)
      assert.equal(wordsOf(id).includes("✎ drawn simply"), drawnBy === "simple", type);
    const own = picture.drawn.panels.filter(({ drawnBy }) => drawnBy === "component").map(({ type }) => type);
    assert.deepEqual(own.sort(), ["bargauge", "stat", "table", "text", "timeseries"]);
  });

  it("has the page's title, its variables, and its links, those apart that Grafana hides in a menu", () => {
    assert.deepEqual(wordsOf(0), [
      ...[
        "Probe",
        "✎ test",
        "2026-06-15 11:00 to 2026-06-15 12:00 UTC",
        "Namespace",
        "All",
        "Home ↗",
        "⋮ 1 in the menu",
      ],
    ]);
    assert.ok(picture.drawn.texts.some(({ text }) => text === "▸ A row"));
  });

  it("has lines with their legend, unit, colour and threshold", () => {
    const words = wordsOf(1);
    for (const text of ["Latency of All", "web", "api", "1.5 s", "500 ms", "11:30"])
      assert.ok(words.includes(text), text);
    assert.ok(share(1, COLORS.blue) > 0.001, "the line of api is not blue");
    const { x, y, width, height } = placeOf(1);
    // Grafana draws it somewhat transparent.
    const isRed = (red: number, green: number, blue: number) => red > 120 && green < 90 && blue < 110;
    const threshold = pixels.rows({ x, y, width, height }, isRed).filter((count) => count > width * 0.7);
    assert.ok(threshold.length >= 1 && threshold.length <= 3, `${threshold.length} rows are the threshold's`);
  });

  it("has numbers with unit and decimals on the colour of their threshold", () => {
    assert.ok(wordsOf(2).includes("97.3") && wordsOf(2).includes("%"));
    assert.ok(share(2, COLORS.red) > 0.5);
    assert.ok(wordsOf(5).includes("97%"));
    assert.ok(share(5, COLORS.orange) > 0.05 && share(5, COLORS.green) > 0.01);
  });

  it("has tables whose columns are renamed, sorted, mapped and with units of their own; texts stay texts", () => {
    const texts = textsOf(3).filter(({ text }) => text !== "table 3");
    const words = texts.map(({ text }) => text);
    assert.deepEqual(words, [
      "Alert",
      "code",
      "Severity",
      "For",
      "DiskFull",
      "500",
      "critical!",
      "1.02 hours",
      "Slow",
      "high",
      "1 min",
    ]);
    const [critical] = texts.filter(({ text }) => text === "critical!");
    assert.equal(critical?.color, "rgb(242, 73, 92)");
    assert.ok(share(4, COLORS.red) > 0.001, "free bytes above 80 of the default are red");
    for (const text of ["/", "/var", "3", "GiB"])
      assert.ok(
        wordsOf(4).some((word) => word.trim() === text),
        text,
      );
  });

  it("has lines of logs, the newest on top, with the colour of their level", () => {
    const [, first, , second] = wordsOf(6).filter((text) => text !== "logs 6" && text !== "✎ drawn simply");
    assert.deepEqual([first, second], ["started", "payment refused: NaN is what the client sent"]);
    assert.ok(share(6, COLORS.red) > 0 && share(6, COLORS.green) > 0);
  });

  it("has states over time, alone and in a history", () => {
    assert.deepEqual(
      wordsOf(7)
        .filter((text) => ["up", "down"].includes(text))
        .sort(),
      ["down", "down", "up", "up", "up"],
    );
    assert.ok(wordsOf(13).includes("web-0"));
    const bare = picture.drawn.panels.find(({ id }) => id === 13)?.states ?? [];
    assert.deepEqual(
      bare.map(({ written }) => written),
      [false],
    );
  });

  it("has heatmaps that are not cumulative, with the buckets' bounds", () => {
    const words = wordsOf(8);
    for (const text of ["100 ms", "500 ms", "+Inf", "0", "10"]) assert.ok(words.includes(text), text);
    // Each bucket holds as many as the one below it: they count what is in lower ones, too.
    const { x, y, width, height } = placeOf(8);
    const colors = pixels.colors({ x: x + width * 0.3, y: y + 45, width: width * 0.1, height: height - 140 });
    assert.equal(colors.filter(({ share }) => share > 0.05).length, 1);
  });

  it("has graphs of nodes, parts of a whole, and bars", () => {
    for (const text of ["gateway", "checkout", "payments", "12 req/s", "3 req/s"])
      assert.ok(wordsOf(9).includes(text), text);
    assert.ok(wordsOf(10).includes("/ 3 GiB (75%)"), wordsOf(10).join());
    for (const text of ["/", "/var", "3 GiB", "1 GiB"]) assert.ok(wordsOf(11).includes(text), text);
    for (const text of ["0", "6", "36"]) assert.ok(wordsOf(12).includes(text), text);
    assert.deepEqual(wordsOf(14).join(" "), "text 14 Read the runbook of All.");
  });

  it("finds no text without a value, as lines of logs are not its own", () => {
    assert.deepEqual(findings.defects, []);
  });

  it("finds texts that are hard to read, and states that some people cannot tell apart", () => {
    const high = findings.contrast.find(({ text }) => text === "high") ?? assert.fail("dark blue was readable");
    assert.ok(high.ratio < 4.5 && high.ratio > 2 && high.needed === 4.5);
    assert.ok(!findings.contrast.some(({ panel }) => panel === "text 14"));
    const alike = findings.alike.filter(({ panel }) => panel === "gauge 5");
    assert.deepEqual(
      alike.map(({ lacking, written }) => [lacking, written]),
      [["red cones (protanopia)", true]],
    );
    assert.ok(!findings.alike.some(({ panel }) => panel === "stat 2"), "green and red of Grafana differ in lightness");
  });

  it("is the same bytes when it is drawn again, and other ones on a light page", async () => {
    const again = await draw();
    assert.ok(again.png.equals(picture.png));
    const light = await draw({ theme: "light" });
    assert.ok(!light.png.equals(picture.png));
  });

  it("looks as it did when somebody looked: an upgrade that changes it is to be looked at", () => {
    const found = picture.drawn.texts.map(({ panel, text, x, y, size, color }) => {
      // Places differ by a pixel or two between releases of the browser.
      const near = (value: number) => Math.round(value / 10) * 10;
      return `${panel} ${text} | ${near(x)} ${near(y)} | ${Math.round(size)} px ${color}`;
    });
    if (process.env.UPDATE !== undefined) fs.writeFileSync(GOLDEN, `${JSON.stringify(found, null, 2)}\n`);
    assert.deepEqual(found, JSON.parse(fs.readFileSync(GOLDEN, "utf8")));
  });
});
