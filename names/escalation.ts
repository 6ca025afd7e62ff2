/** What escalation is made of, for all that name it. */

/** The alert by which others are escalated. */
export const ESCALATED = "AlertEscalated";

/** What asks Alertmanager for its alerts, and is their metrics' `job`. */
export const ALERT_STATES = "alert-states";

/** Its metrics: one series for each alert and receiver. How many silences it has, and how many alerts or times mute it. */
export const SILENCED = "alertmanager_alert_silenced";
export const MUTED = "alertmanager_alert_muted";

/** The alert that Alertmanager always has, whoever hears it. */
export const ALWAYS = "Watchdog";

/** Firings that somebody began to be told of in a minute, and those that somebody has silenced for the first time in it. */
export const ASKED = "alert:asked:count";
export const ACTED = "alert:acted_on:count";
