/** Applications that say of themselves that they are not well: `apps[].health`, asked for by the prober. */
import { asksAnyHealth } from "../../settings/probing";
import { flapping } from "../flapping";
import { HEALTH } from "../probes/series";
import type { Alert, Recording, RuleSettings } from "../rule";
import { inWords } from "../shown";
import { common, SERVICE } from "./common";

/** 1 while an application answers that it is well, at any of the places that ask, and 0 while it does not. */
const HEALTHY = "service:health:success";

export function healthRecordings(settings: RuleSettings): Recording[] {
  if (!asksAnyHealth(settings)) return [];
  return [{ record: HEALTHY, expr: `max by (namespace, service) (probe_success{${HEALTH}})` }];
}

export function unhealthy(settings: RuleSettings): Alert[] {
  if (!asksAnyHealth(settings)) return [];
  const { unhealthyFor } = settings.thresholds.applications;
  const alert = (severity: "high" | "medium", expr: string, summary: string, description: string): Alert => ({
    ...common,
    alert: "ServiceUnhealthy",
    severity,
    expr,
    for: unhealthyFor,
    keepFiringFor: "5m",
    summary,
    description,
  });
  return [
    alert(
      "high",
      `${HEALTHY} == 0`,
      `{{ $labels.service }} in {{ $labels.namespace }} is not healthy`,
      `
      The health endpoint of ${SERVICE} has answered for ${inWords(unhealthyFor)} that it is not well, or has not answered at all. It
      says which of its dependencies fails.`,
    ),
    alert(
      "medium",
      flapping(HEALTHY, "(namespace, service)", "min"),
      `{{ $labels.service }} in {{ $labels.namespace }} is not healthy again and again`,
      `
      The health endpoint of ${SERVICE} has answered that all is well in {{ $value | humanizePercentage }} of half an hour, and has
      changed its mind again and again.`,
    ),
  ];
}
