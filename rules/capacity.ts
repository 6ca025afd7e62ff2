/** Capacity: what grows, and when it will be full. */
import { CAPACITY_UID } from "../names/dashboards";
import { forecast, INTERVAL, LEFT, SUBJECT } from "./capacity/series";
import { arrivals, resources } from "./capacity/resources";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";
import { inWords } from "./shown";

export function capacity(settings: RuleSettings): RuleGroup[] {
  const own = settings.thresholds.capacity;
  return [
    {
      name: "capacity-history",
      interval: INTERVAL,
      rules: [...resources(settings), ...forecast(own.periodDays), ...arrivals(settings)],
    },
    {
      name: "capacity",
      interval: "2m",
      rules: [runningOut("medium", own.soonDays, own), runningOut("low", own.days, own)],
    },
  ];
}

const SUBJECT_IN_WORDS = `
  {{- if $labels.persistentvolumeclaim }}Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }}
  {{- else if $labels.device }}Disk {{ $labels.device }} of node {{ $labels.node }}
  {{- else if $labels.pod }}The memory for series of Prometheus {{ $labels.pod }}
  {{- else if $labels.nodeset }}Elasticsearch's node set {{ $labels.nodeset }}
  {{- else }}The cluster's {{ $labels.resource }}{{ end }}`
  .replace(/\n\s*/g, "")
  .replaceAll("{{- ", "{{ ");

/** Under one name at each severity: the higher mutes the lower. */
function runningOut(
  severity: "low" | "medium",
  days: number,
  { lasting, periodDays }: RuleSettings["thresholds"]["capacity"],
): Alert {
  return {
    ...PLATFORM,
    component: "capacity",
    dashboard: CAPACITY_UID,
    alert: "CapacityRunningOut",
    severity,
    // What is recorded by the hour is there for five minutes of it.
    expr: `max by (${SUBJECT}) (last_over_time(${LEFT}[2h])) < ${days}`,
    for: lasting,
    // On the border it would come and go with each hour.
    keepFiringFor: "1d",
    summary: `${SUBJECT_IN_WORDS} will be full within ${days} days`,
    description: `
      ${SUBJECT_IN_WORDS} will be full in {{ $value | printf "%.1f" }} days, as its peaks have grown from each period of
      ${periodDays} days to the next, twice. It has been less than ${days} days for ${inWords(lasting)}.`,
  };
}
