/**
 * The history of alerts: how often each has fired, how long, and when last. `ALERTS` has a sample for each moment in which an
 * alert fires; what is asked of weeks is counted as it happens, and what is asked of 90 days outlives Prometheus' retention.
 */
import { AGE, BEGAN, FIRING, LAST_FIRED, NEVER_DAYS, RESUMED, SECONDS, STARTED } from "../names/alert-history";
import type { Recording, RuleGroup } from "./rule";

/**
 * A pause that does not end a firing: after a restart of Prometheus an alert is away for as long as that takes, and for its `for`,
 * which is restored from 10 minutes on only (Prometheus, `rules.alert.for-grace-period`). What comes and goes more often is one
 * firing that flaps.
 */
const PAUSE = { text: "20m", minutes: 20 };

/** How long what is kept bridges while Prometheus is away. */
const BRIDGED = "1d";

/** What tells the firings of one alert from those of another, wherever it is told; by these labels it has its team as well. */
const BY_ALERT = "by (alertname, component, namespace, service, severity, team)";

/** Since when each alert has fired, in seconds since 1970; all of its labels. */
const SINCE = "alert:firing_since:timestamp_seconds";

export function alertHistory(): RuleGroup[] {
  return [
    { name: "alert-history", interval: `${SECONDS}s`, rules: [began(), since(), ...counted()] },
    { name: "alert-history-kept", interval: "2m", rules: [lastFired()] },
  ];
}

/** Each alert that somebody may be told of, without what its state adds. */
const NOW = 'max without (alertstate) (ALERTS{alertstate="firing",severity!="none"})';

function began(): Recording {
  return { record: BEGAN, expr: `last_over_time(${BEGAN}[${BRIDGED}]) or vector(time())` };
}

function since(): Recording {
  return { record: SINCE, expr: `last_over_time(${SINCE}[${PAUSE.text}]) and ${NOW} or 0 * ${NOW} + time()` };
}

function counted(): Recording[] {
  const count = (condition: string) => `count ${BY_ALERT} (${condition})`;
  return [
    { record: FIRING, expr: count(SINCE) },
    { record: STARTED, expr: count(`${SINCE} == time()`) },
    // After a restart of Prometheus everything begins anew that fires, and has not gone in between.
    {
      record: RESUMED,
      expr: count(`
        (${SINCE} < time() unless ${SINCE} offset ${SECONDS}s)
        and on () count_over_time(${BEGAN}[${PAUSE.text}]) >= ${PAUSE.minutes - 1}`),
    },
    { record: AGE, expr: `max ${BY_ALERT} (time() - ${SINCE})` },
  ];
}

function lastFired(): Recording {
  return {
    record: LAST_FIRED,
    expr: `
      0 * max by (alertname) (${SINCE}) + time()
      or last_over_time(${LAST_FIRED}[${BRIDGED}]) > time() - 2 * ${NEVER_DAYS} * 86400`,
  };
}
