/** The pixels of a picture. */
import type { Packages } from "../../scripts/lib/pictures/packages";
import type { Place } from "../../tools/pictures/shared/page";

interface Raw {
  data: Buffer;
  info: { width: number; height: number; channels: number };
}
type Sharp = (png: Buffer) => {
  removeAlpha: () => { raw: () => { toBuffer: (options: { resolveWithObject: true }) => Promise<Raw> } };
};

export interface Pixels {
  /** How many pixels of a place have a colour such as `#f2495c`. */
  count: (place: Place, color: string) => number;
  /** How many pixels of each row of a place are some colour. */
  rows: (place: Place, is: (red: number, green: number, blue: number) => boolean) => number[];
  /** Its colours with the part of it that has each, the most frequent first. */
  colors: (place: Place) => { color: string; share: number }[];
}

export async function pixelsOf(packages: Packages, png: Buffer): Promise<Pixels> {
  const sharp = packages.load("sharp") as Sharp;
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const row = ({ x, width }: Place, y: number) => {
    const [left, right] = [Math.max(0, Math.round(x)), Math.min(info.width, Math.round(x + width))];
    return Array.from({ length: right - left }, (_, index) =>
      data.readUIntBE((y * info.width + left + index) * info.channels, 3),
    );
  };
  const lines = (place: Place) => {
    const [top, bottom] = [Math.max(0, Math.round(place.y)), Math.min(info.height, Math.round(place.y + place.height))];
    return Array.from({ length: bottom - top }, (_, index) => row(place, top + index));
  };
  const wanted = (color: string) => Number.parseInt(color.slice(1), 16);
  return {
    rows: (place, is) =>
      lines(place).map((line) => line.filter((pixel) => is(pixel >> 16, (pixel >> 8) & 255, pixel & 255)).length),
    count: (place, color) =>
      lines(place)
        .flat()
        .filter((pixel) => pixel === wanted(color)).length,
    colors: (place) => {
      const counts = new Map<number, number>();
      const all = lines(place).flat();
      for (const pixel of all) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
      return [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([pixel, count]) => ({ color: `#${pixel.toString(16).padStart(6, "0")}`, share: count / all.length }));
    },
  };
}
