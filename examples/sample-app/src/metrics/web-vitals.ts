/**
 * What browsers measure of pages, as the pages report it: `navigator.sendBeacon("/vitals", JSON.stringify({ name, value }))` in
 * the callbacks of the package web-vitals. Names are those that the platform reads (`conventions.webVitals`).
 */
import { Histogram } from "prom-client";
import type { AppRegistry } from "./registry.js";

/**
 * Bounds around what is good and what is poor of each. Source: web.dev, "Defining the Core Web Vitals metrics thresholds". Values are
 * taken as the package gives them, times in milliseconds, and kept in seconds.
 */
export const VITALS = {
  LCP: { name: "web_vitals_lcp_seconds", scale: 1000, buckets: [0.5, 1, 1.5, 2, 2.5, 3, 4, 6, 10] },
  INP: { name: "web_vitals_inp_seconds", scale: 1000, buckets: [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2] },
  CLS: { name: "web_vitals_cls", scale: 1, buckets: [0.01, 0.05, 0.1, 0.15, 0.25, 0.5, 1] },
} as const;

export type Vital = keyof typeof VITALS;

export const VITAL_NAMES = Object.keys(VITALS) as Vital[];

export class WebVitalMetrics {
  private readonly histograms: Map<Vital, Histogram>;

  constructor(registers: AppRegistry[]) {
    this.histograms = new Map(
      VITAL_NAMES.map((vital) => {
        const { name, buckets } = VITALS[vital];
        return [
          vital,
          new Histogram({ name, help: `${vital} as browsers report it`, buckets: [...buckets], registers }),
        ];
      }),
    );
  }

  reported(vital: Vital, value: number): void {
    this.histograms.get(vital)?.observe(value / VITALS[vital].scale);
  }
}
