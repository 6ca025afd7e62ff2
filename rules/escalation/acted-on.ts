/**
 * Which alerts somebody has acted on: counted as it happens, so that weeks of it are read from a few series. To act on an alert is
 * to silence it; an acknowledgement in PagerDuty or OpsGenie stays there, as Alertmanager does not hear of it.
 */
import { ACTED, ASKED } from "../../names/escalation";
import type { Recording } from "../rule";
import { SILENCES, TOLD } from "./series";

/** Since when somebody has been asked to act on an alert, and since when somebody has; of each alert by itself. */
const ASKED_SINCE = "alert:asked:since_timestamp_seconds";
const ACTED_SINCE = "alert:acted_on:since_timestamp_seconds";

/** The alert's labels by the names that the history of alerts has for them (../alert-history.ts). */
const NAMES = { alertname: "alert", namespace: "alert_namespace", severity: "alert_severity", team: "alert_team" };

/** @param returnsWithin How long an alert may be away, and go on as the same firing. */
export function actedOn(returnsWithin: string): Recording[] {
  // What is inhibited for the night, or muted, goes on as well: it is known all the time.
  const goesOn = (series: string) => `last_over_time(${series}[${returnsWithin}]) and on (fingerprint) ${SILENCES}`;
  const silenced = `(${SILENCES} > 0)`;
  const asked = `(${TOLD} or ${silenced})`;
  return [
    { record: ASKED_SINCE, expr: `${goesOn(ASKED_SINCE)} or 0 * ${asked} + time()` },
    { record: ACTED_SINCE, expr: `${goesOn(ACTED_SINCE)} or 0 * ${silenced} + time()` },
    { record: ASKED, expr: byName(`${ASKED_SINCE} == time()`) },
    { record: ACTED, expr: byName(`${ACTED_SINCE} == time()`) },
  ];
}

function byName(expr: string): string {
  const named = Object.entries(NAMES).reduce(
    (inner, [name, own]) => `label_replace(${inner}, "${name}", "$1", "${own}", "(.*)")`,
    expr,
  );
  return `count by (${Object.keys(NAMES).join(", ")}) (${named})`;
}
