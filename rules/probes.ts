/**
 * Probes from outside, whoever makes them: whether what users ask for is there, fast, and what it should be, and how long its
 * certificate and its domain last. Names are those of blackbox_exporter 0.28 and domain_exporter 1.25 (docs/probes.md).
 * One probe is a `job` and an `instance`, its target; the label `prober` tells the places from which it is made.
 */
import { flapping } from "./flapping";
import { probeExpiry } from "./probes/expiry";
import {
  ANSWERED,
  BY_PLACE,
  BY_PROBE,
  common,
  DURATION,
  HEALTH,
  NAMED,
  OTHERS,
  SEEN,
  SUCCESS,
  WRONG,
} from "./probes/series";
import type { Alert, Recording, RuleGroup, RuleSettings } from "./rule";
import { externalJobs } from "../settings/external-services";
import { inWords } from "./shown";

type Thresholds = RuleSettings["thresholds"]["probes"];

export function probes(settings: RuleSettings): RuleGroup[] {
  const own = settings.thresholds.probes;
  // What is not ours has an alert of its own (external-services.ts).
  const others = externalJobs(settings);
  const ours = others.length === 0 ? "" : `{job!~"${others.join("|").replaceAll(".", "\\\\.")}"}`;
  return [
    {
      name: "probes",
      rules: [
        ...results(),
        failing("critical", ours, own),
        failing("medium", ours, own),
        contentWrong("critical", ours, own),
        contentWrong("medium", ours, own),
        slow(ours, own),
      ],
    },
    {
      // What looks back for a day, or ahead for weeks.
      name: "probes-history",
      interval: "2m",
      rules: [...presence(own), missing(own), proberDown(own), ...probeExpiry(ours, own)],
    },
  ];
}

function results(): Recording[] {
  const wrong = ["regex", "cel", "bytes"].map(
    (by) => `max by (${BY_PLACE}) (probe_failed_due_to_${by}{${OTHERS}}) > 0`,
  );
  return [
    { record: SUCCESS, expr: `avg by (${BY_PROBE}) (max by (${BY_PLACE}) (probe_success{${OTHERS}}))` },
    { record: WRONG, expr: `count by (${BY_PROBE}) (${wrong.join(" or ")})` },
    // One that fails is as fast as an error, or as slow as its timeout.
    {
      record: DURATION,
      expr: `
        min by (${BY_PROBE}) (
          avg_over_time(probe_duration_seconds{${OTHERS}}[5m]) and on (${BY_PLACE}) min_over_time(probe_success[5m]) == 1
        )`,
    },
  ];
}

/** The last value goes on while there is no result, and across a day in which Prometheus was away. */
function presence({ missedDays }: Thresholds): Recording[] {
  return [
    {
      record: SEEN,
      expr: `
        0 * max by (${BY_PLACE}) (probe_success) + time()
        or last_over_time(${SEEN}[1d]) > time() - ${missedDays} * 86400`,
    },
    { record: ANSWERED, expr: `max by (${BY_PLACE}) (up) and on (${BY_PLACE}) ${SEEN}` },
  ];
}

/** Failing at every place is an outage; at one of several it may be that place's own. One name: the critical one mutes the other. */
function failing(severity: "critical" | "medium", ours: string, { failingFor, someFailingFor }: Thresholds): Alert {
  const all = severity === "critical";
  return {
    ...common,
    alert: "ProbeFailing",
    severity,
    expr: all
      ? `max by (${BY_PROBE}) (${SUCCESS}${ours}) == 0`
      : `
      (max by (${BY_PROBE}) (${SUCCESS}${ours}) > 0) < 1
      or ${flapping(`${SUCCESS}${ours}`, `(${BY_PROBE})`, "min")}`,
    for: all ? failingFor : someFailingFor,
    keepFiringFor: all ? "2m" : "10m",
    summary: all ? `${NAMED} does not answer its probe` : `${NAMED} does not always answer its probe`,
    description: all
      ? `
      The probe of ${NAMED} has failed at every place that it is made from for ${inWords(failingFor)}: users who ask for the
      same are refused, or wait in vain.`
      : `
      The probe of ${NAMED} succeeds in {{ $value | humanizePercentage }} of the attempts, at some of its places and not at
      others, or now and then: it has been so for ${inWords(someFailingFor)}. Some users have what they ask for, and some have not.`,
  };
}

/** It answers, and the answer is not what the probe's module expects of it. Such a probe fails, too: this says why. */
function contentWrong(
  severity: "critical" | "medium",
  ours: string,
  { failingFor, someFailingFor }: Thresholds,
): Alert {
  const all = severity === "critical";
  const nowhere = `on (${BY_PROBE}) ${SUCCESS} == 0`;
  return {
    ...common,
    alert: "ProbeContentWrong",
    severity,
    expr: `${WRONG}${ours} ${all ? "and" : "unless"} ${nowhere}`,
    for: all ? failingFor : someFailingFor,
    keepFiringFor: all ? "2m" : "10m",
    summary: `${NAMED} answers with the wrong content`,
    description: `
      At {{ $value }} of its places the probe of ${NAMED} has had an answer without what should be in it, or with what should
      not, for ${inWords(all ? failingFor : someFailingFor)}${all ? ", and at no place the right one" : ""}: a page of errors, an empty
      page, or another application's.`,
  };
}

function slow(ours: string, { slowMs, slowFor }: Thresholds): Alert {
  return {
    ...common,
    alert: "ProbeSlow",
    severity: "medium",
    expr: `max by (${BY_PROBE}) (${DURATION}${ours}) > ${slowMs} / 1000`,
    for: slowFor,
    keepFiringFor: "10m",
    summary: `${NAMED} answers its probe slowly`,
    description: `
      The probe of ${NAMED} has taken {{ $value | humanizeDuration }} on average, even at its fastest place: more than
      ${slowMs} ms, for ${inWords(slowFor)}. It includes the name's resolution, the connection and TLS.`,
  };
}

/** A target that is gone; one that is there, and without a result, is its prober's. */
function missing({ missingFor, missedDays }: Thresholds): Alert {
  return {
    ...common,
    alert: "ProbeMissing",
    severity: "low",
    expr: `
      time() - max by (${BY_PROBE}) (${SEEN}{${OTHERS}})
      unless on (${BY_PROBE}) ${SUCCESS}
      unless on (${BY_PROBE}) ${ANSWERED}`,
    for: missingFor,
    summary: `${NAMED} is not probed any more`,
    description: `
      The last result of the probe of ${NAMED} is {{ $value | humanizeDuration }} old, and Prometheus has no such target any
      more: nobody would notice if it did not answer. If that was meant, this ends by itself after ${missedDays} days.`,
  };
}

/** What all targets of a place have in common is what probes them. */
function proberDown({ proberDownFor }: Thresholds): Alert {
  const down = (by: string, matchers: string) => `
      count by (${by}) (${ANSWERED}{${matchers}} == 0)
      unless on (${by}) ${ANSWERED}{${matchers}} == 1`;
  return {
    ...common,
    alert: "ProberDown",
    severity: "high",
    // Of applications' health the namespaces are theirs, and the prober is one.
    expr: `
      (${down("namespace, job, prober", OTHERS)}
      )
      or (${down("job, prober", HEALTH)}
      )`,
    for: proberDownFor,
    keepFiringFor: "5m",
    subject: ["job", "prober"],
    summary: "The prober{{ with $labels.prober }} {{ . }}{{ end }} of {{ $labels.job }} does not answer",
    description: `
      Prometheus has had no result of any of the {{ $value }} probes of {{ $labels.job }}{{ with $labels.prober }} from
      {{ . }}{{ end }} for ${inWords(proberDownFor)}: the exporter that makes them is down, or does not know their module. What
      it probes may be well or not.`,
  };
}
