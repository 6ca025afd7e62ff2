/** What the rules over probes have in common: their series, and what they call a probe. */
import { PROBES_UID } from "../../names/dashboards";
import { HEALTH_JOB } from "../../names/blackbox-exporter";
import { PLATFORM } from "../rule";

/** What tells one probe from another, and one place of it from the others. */
export const BY_PROBE = "namespace, job, instance";
export const BY_PLACE = `${BY_PROBE}, prober`;

/** The share of a probe's places at which it succeeds. */
export const SUCCESS = "probe:probe_success:ratio";
/** At how many of its places what is answered is not what it should be. */
export const WRONG = "probe:probe_content_wrong:count";
/** Seconds of a probe that succeeds, at its fastest place. */
export const DURATION = "probe:probe_duration_seconds:min_avg5m";
/** When a place of a probe last had a result. */
export const SEEN = "place:probe_success:seen_timestamp_seconds";
/** Whether the prober answers for a place of a probe. */
export const ANSWERED = "place:probe_scrape_up:max";

/** Probes of applications' health, of which rules/applications/health.ts speaks; and all others. */
export const HEALTH = `job="${HEALTH_JOB}"`;
export const OTHERS = `job!="${HEALTH_JOB}"`;

export const common = { ...PLATFORM, component: "probes", dashboard: PROBES_UID };

export const NAMED = "{{ $labels.instance }} ({{ $labels.job }})";
