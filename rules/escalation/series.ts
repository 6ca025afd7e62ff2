/** The series of escalation: what is known of Alertmanager's alerts, and by what one is told from another. */
import { ESCALATED, MUTED, SILENCED } from "../../names/escalation";

/** How often all of it is evaluated, in seconds: escalation is a matter of minutes. */
export const INTERVAL = 60;

/** What tells one alert from another, and whose it is. Labels of their own, as Prometheus gives every series a namespace. */
export const KEY = "alert, alert_namespace, alert_severity, alert_subject, alert_team, fingerprint";

/** Alerts that somebody should act on, at receivers that are somebody. An escalation is not escalated. */
export const ASKS = `alert!="${ESCALATED}",alert_severity!~"info|none"`;
export const PEOPLE = 'receiver!~"nobody|deadMansSwitch"';

/** The silences of each alert, whether it is muted or not. */
export const SILENCES = "alert:silences:max";
/** How many receivers have been told of each that nothing keeps from them. */
export const TOLD = "alert:told_receivers:count";

/** Series of {@link ASKS} that are told: neither silenced, nor inhibited, nor muted. */
export function told(matchers: string): string {
  return `${SILENCED}{${matchers}} + ${MUTED}{${matchers}} == 0`;
}
