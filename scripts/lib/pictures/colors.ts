/**
 * Which colours can be read on each other, and told apart.
 *
 * Contrast is that of WCAG 2.2, success criterion 1.4.3: 4.5 to 1, and 3 to 1 for large texts (24 CSS pixels, or 18.66 in bold).
 *
 * Colour blindness is simulated after Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color
 * Vision Deficiency", for the complete lack of one kind of cones. Two colours are told apart where they are at least 11 apart by
 * CIEDE2000 (Sharma, Wu and Dalal, 2005): some five times what is just noticeable side by side.
 */
import type { Packages } from "./packages";

export const LEAST_CONTRAST = 4.5;
export const LEAST_CONTRAST_LARGE = 3;

/** Sizes from which a text is large, in CSS pixels. */
export const LARGE = 24;
export const LARGE_BOLD = 18.66;

/** Least distance by CIEDE2000 at which two colours count as told apart. */
export const LEAST_DISTANCE = 11;

export type Color = object;

/** What is used of culori, which only the workspace installs. */
export interface Culori {
  parse: (color: string) => (Color & { alpha?: number }) | undefined;
  wcagContrast: (a: Color, b: Color) => number;
  blend: (colors: Color[]) => Color;
  filterDeficiencyProt: (severity: number) => (color: Color) => Color;
  filterDeficiencyDeuter: (severity: number) => (color: Color) => Color;
  filterDeficiencyTrit: (severity: number) => (color: Color) => Color;
  differenceCiede2000: () => (a: Color, b: Color) => number;
}

export function culoriOf(packages: Packages): Culori {
  return packages.load("culori") as Culori;
}

/** A colour as CSS has it. */
export function colorOf({ parse }: Culori, text: string): Color {
  const color = parse(text);
  if (color === undefined) throw new Error(`${text} is no colour`);
  return color;
}
