/**
 * What is wrong with a picture: texts that are no values, texts that are hard to read, states that some people cannot tell apart.
 * A text's background is the colour that most of the picture's pixels behind it have.
 */
import type { DrawnText, PanelOutcome } from "../../../tools/pictures/shared/page";
import type { Picture } from "./browser";
import {
  colorOf,
  type Culori,
  culoriOf,
  LARGE,
  LARGE_BOLD,
  LEAST_CONTRAST,
  LEAST_CONTRAST_LARGE,
  LEAST_DISTANCE,
} from "./colors";
import type { Packages } from "./packages";

/** What is used of sharp, which only the workspace installs. */
interface Pixels {
  data: Buffer;
  info: { width: number; height: number; channels: number };
}
interface Sharp {
  (png: Buffer): {
    removeAlpha: () => { raw: () => { toBuffer: (options: { resolveWithObject: true }) => Promise<Pixels> } };
    png: (options: object) => { toBuffer: () => Promise<Buffer> };
  };
}

/** Words that stand where a value should. */
const NO_VALUE = /\b(?:NaN|undefined|Infinity|Invalid)\b|\[object \w+\]/;

/** A text that stands where a value should. */
export interface Defect {
  panel: string;
  text: string;
}

export interface Findings {
  /** Texts such as `NaN`. */
  defects: Defect[];
  /** Texts with too little contrast. */
  contrast: { panel: string; text: string; ratio: number; needed: number }[];
  /** Texts of which an ellipsis hides a part. */
  cut: Defect[];
  /** Neighbouring states that look alike to somebody, and whether a text beside the colour says the same. */
  alike: {
    panel: string;
    what: string;
    colors: [string, string];
    lacking: string;
    distance: number;
    written: boolean;
  }[];
}

export class Inspector {
  private readonly culori: Culori;
  private readonly sharp: Sharp;

  constructor(packages: Packages) {
    this.culori = culoriOf(packages);
    this.sharp = packages.load("sharp") as Sharp;
  }

  /** @param scale How many of the screen's pixels a CSS pixel is. @param own Texts by panel that the dashboard itself has. */
  async inspect({ png, drawn }: Picture, scale: number, own: (panel: number) => string): Promise<Findings> {
    const { data, info } = await this.sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const titles = new Map(drawn.panels.map(({ id, title }) => [id, title]));
    const named = ({ panel }: DrawnText) => titles.get(panel) ?? "the page's top";
    const texts = drawn.texts.filter(({ verbatim }) => !verbatim);
    return {
      defects: texts
        .filter(({ text, panel }) => NO_VALUE.test(text) && !own(panel).includes(text))
        .map((text) => ({ panel: named(text), text: text.text })),
      contrast: texts.flatMap((text) => {
        const needed = isLarge(text) ? LEAST_CONTRAST_LARGE : LEAST_CONTRAST;
        const ratio = this.contrast(text, { data, info }, scale);
        return ratio >= needed
          ? []
          : [{ panel: named(text), text: text.text, ratio: Math.floor(ratio * 100) / 100, needed }];
      }),
      cut: texts.filter(({ cut }) => cut).map((text) => ({ panel: named(text), text: text.text })),
      alike: drawn.panels.flatMap((panel) => this.alike(panel)),
    };
  }

  /** A picture with 256 colours at most: a third of the bytes. */
  async smaller(png: Buffer): Promise<Buffer> {
    return this.sharp(png).png({ palette: true, colours: 256, effort: 10, compressionLevel: 9, dither: 0 }).toBuffer();
  }

  private contrast({ color, opacity, ...box }: DrawnText, pixels: Pixels, scale: number): number {
    const { parse, blend, wcagContrast } = this.culori;
    const text = parse(color);
    const background = mostFrequent(box, pixels, scale);
    if (text === undefined || background === undefined) return Infinity;
    return wcagContrast(blend([background, { ...text, alpha: (text.alpha ?? 1) * opacity }]), background);
  }

  private alike({ title, states }: PanelOutcome): Findings["alike"] {
    const { filterDeficiencyDeuter, filterDeficiencyProt, differenceCiede2000 } = this.culori;
    const distance = differenceCiede2000();
    const eyes = [
      ["green cones (deuteranopia)", filterDeficiencyDeuter(1)],
      ["red cones (protanopia)", filterDeficiencyProt(1)],
    ] as const;
    return states.flatMap(({ what, colors, written }) =>
      colors.slice(1).flatMap((color, index) =>
        eyes.flatMap(([lacking, seen]) => {
          const before = colors[index] ?? "";
          const apart = distance(seen(colorOf(this.culori, before)), seen(colorOf(this.culori, color)));
          if (apart >= LEAST_DISTANCE) return [];
          return [
            {
              panel: title,
              what,
              colors: [before, color] as [string, string],
              lacking,
              distance: Math.round(apart * 10) / 10,
              written,
            },
          ];
        }),
      ),
    );
  }
}

const isLarge = ({ size, weight }: DrawnText) => size >= LARGE || (weight >= 700 && size >= LARGE_BOLD);

/** The colour that most pixels of a box have; letters cover less than half of it. */
function mostFrequent(
  { x, y, width, height }: Pick<DrawnText, "x" | "y" | "width" | "height">,
  { data, info }: Pixels,
  scale: number,
) {
  const counts = new Map<number, number>();
  const [left, top] = [Math.max(0, Math.floor(x * scale) - 1), Math.max(0, Math.floor(y * scale) - 1)];
  const [right, bottom] = [
    Math.min(info.width, Math.ceil((x + width) * scale) + 1),
    Math.min(info.height, Math.ceil((y + height) * scale) + 1),
  ];
  for (let row = top; row < bottom; row++)
    for (let column = left; column < right; column++) {
      const key = data.readUIntBE((row * info.width + column) * info.channels, 3);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  if (counts.size === 0) return undefined;
  const [[key]] = [...counts].sort(([, a], [, b]) => b - a) as [[number, number]];
  return { mode: "rgb", r: (key >> 16) / 255, g: ((key >> 8) & 255) / 255, b: (key & 255) / 255 };
}
