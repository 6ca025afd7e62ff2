/** Applications that are to be scraped, and are not: what nothing else can tell, since nothing is there. */
import type { Alert, Recording, RuleSettings } from "../rule";
import { scrapingOf } from "../../settings/app-scraping";
import { isScraped } from "../../settings/apps";
import { inWords } from "../shown";
import { common } from "./common";

/** 1 for each application of `apps` that has a port and is expected to be there; without a namespace where it may be in any. */
const EXPECTED = "service:application_expected:info";

/** Applications whose absence is a fault. A shard cannot tell what is missing from what another shard scrapes. */
function expected({ apps, metrics }: RuleSettings): RuleSettings["apps"] {
  if (metrics.shards > 1) return [];
  return apps.filter((app) => isScraped(app) && scrapingOf(app).expected);
}

export function expectedRecordings(settings: RuleSettings): Recording[] {
  return expected(settings).map(({ name, namespace }) => ({
    record: EXPECTED,
    expr: "vector(1)",
    labels: { service: name, ...(namespace === undefined ? {} : { namespace }) },
  }));
}

/** Missing altogether; of a target that is there and does not answer `TargetDown` speaks. */
export function notScraped(settings: RuleSettings): Alert[] {
  const elsewhere = settings.appsElsewhere !== undefined && settings.metrics.shards === 1;
  if (!elsewhere && expected(settings).length === 0) return [];
  const { notScrapedFor } = settings.thresholds.applications;
  return [
    {
      ...common,
      alert: "ServiceNotScraped",
      severity: "medium",
      expr: `
        ${EXPECTED}{namespace!=""} unless on (namespace, service) up
        or ${EXPECTED}{namespace=""} unless on (service) up`,
      for: notScrapedFor,
      summary: `No pod of {{ $labels.service }}{{ with $labels.namespace }} in {{ . }}{{ end }} is scraped`,
      description: `
        Prometheus has found no pod of {{ $labels.service }} that declares the port of \`apps\` for ${inWords(notScrapedFor)}. It has
        no pod, or its labels or its port have other names: until then no rule sees what happens to it.`,
    },
  ];
}
