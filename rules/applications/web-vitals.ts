/** What browsers measure of pages: what pages show, and no alert asks. */
import { WEB_VITAL_NAMES, type WebVital } from "../../settings/web-vitals";
import type { Recording, RuleSettings } from "../rule";
import { labelsOf, renamed } from "./sources";

/** The series of a vital at the 75th percentile, by which it is judged. */
export const webVitalSeries = (vital: WebVital) => `service:web_vitals_${vital}:p75_rate15m`;

export function webVitalRecordings({ conventions }: RuleSettings): Recording[] {
  const by = { ...labelsOf(conventions.http), le: "le" };
  return WEB_VITAL_NAMES.map((vital) => ({
    record: webVitalSeries(vital),
    expr: `histogram_quantile(0.75, ${renamed(`rate(${conventions.webVitals[vital]}[15m])`, by)}) >= 0`,
  }));
}
