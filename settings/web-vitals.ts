/** What browsers measure of pages, as applications expose it (docs/applications.md). */
import { z } from "zod";
import { metricName } from "./types";

/**
 * From which value on, at the 75th percentile of visits, a page needs improvement, and from which it is poor: seconds of LCP and
 * INP, the score of CLS. Source: web.dev, "Defining the Core Web Vitals metrics thresholds".
 */
export const WEB_VITALS = {
  lcp: { title: "Largest contentful paint", needsWork: 2.5, poor: 4 },
  inp: { title: "Interaction to next paint", needsWork: 0.2, poor: 0.5 },
  cls: { title: "Cumulative layout shift", needsWork: 0.1, poor: 0.25 },
} as const;

export type WebVital = keyof typeof WEB_VITALS;

export const WEB_VITAL_NAMES = Object.keys(WEB_VITALS) as WebVital[];

const buckets = (name: string, what: string) =>
  metricName().default(name).describe(`buckets of a histogram of ${what}`);

/** Histograms that an application fills with what its pages report. */
export const webVitals = z
  .strictObject({
    lcp: buckets("web_vitals_lcp_seconds_bucket", "largest contentful paints, in seconds"),
    inp: buckets("web_vitals_inp_seconds_bucket", "interactions to the next paint, in seconds"),
    cls: buckets("web_vitals_cls_bucket", "cumulative layout shifts, a score"),
  })
  .prefault({})
  .describe("what browsers measure, as pages report it to their application. No standard names them");
