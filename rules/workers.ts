/** Workers that take jobs from queues: how many wait, how long, and how they end (docs/applications.md). */
import { WORKERS_UID } from "../names/dashboards";
import type { Conventions } from "../settings/conventions";
import { seconds } from "../settings/units";
import { common as application } from "./applications/common";
import { limited } from "./applications/limits";
import type { Alert, Recording, RuleGroup, RuleSettings } from "./rule";
import { inWords } from "./shown";

const BY_QUEUE = "namespace, service, queue";

const WAITING = "service_queue:jobs_waiting:max";
const OLDEST = "service_queue:oldest_job_seconds:max";
const DEAD = "service_queue:jobs_dead:max";
const SUCCEEDED = "service_queue:jobs_succeeded:rate15m";
const FAILED = "service_queue:jobs_failed:rate15m";
const ENDED = "service_queue:jobs_ended:rate15m";

/** Jobs a second below which a share says nothing: 15 within 15 minutes. */
const ENOUGH = "15 / 900";

const common = { ...application, component: "workers", dashboard: WORKERS_UID };
const subject = ["service", "queue"] as const;

type Source = Conventions["worker"]["sources"][number];
type Metric = Exclude<keyof Source, "queueLabel">;

const RECORDED: Readonly<Record<Metric, string>> = {
  waiting: WAITING,
  oldestSeconds: OLDEST,
  dead: DEAD,
  succeeded: SUCCEEDED,
  failed: FAILED,
};

/** The recordings by which a service is known to be a worker. */
export const workerSeries = ({ conventions }: RuleSettings): string[] =>
  (["waiting", "succeeded"] as const)
    .filter((metric) => conventions.worker.sources.some((source) => source[metric] !== undefined))
    .map((metric) => RECORDED[metric]);

export function workers(settings: RuleSettings): RuleGroup[] {
  const { sources } = settings.conventions.worker;
  const has = (...metrics: Metric[]) => metrics.every((metric) => sources.some((one) => one[metric] !== undefined));
  const ends = has("succeeded", "failed");
  const rules = [
    ...recordings(sources),
    ...(has("waiting") ? [queueLong(settings)] : []),
    ...(has("oldestSeconds") ? [jobsWaiting(settings)] : []),
    ...(ends ? [jobsFailing(settings)] : []),
    ...(ends && has("waiting") ? [stalled(settings)] : []),
    ...(has("dead") ? [deadLetters(settings)] : []),
  ];
  return rules.length === 0 ? [] : [{ name: "workers", interval: "1m", rules }];
}

function recordings(sources: readonly Source[]): Recording[] {
  const labelled = (expr: string, { queueLabel }: Source, sum: "max" | "sum") => {
    const reduced = `${sum} by (namespace, service, ${queueLabel}) (${expr})`;
    return queueLabel === "queue"
      ? reduced
      : `${sum} by (${BY_QUEUE}) (label_replace(${reduced}, "queue", "$1", "${queueLabel}", "(.*)"))`;
  };
  const of = (metric: Metric, sum: "max" | "sum", expr: (selector: string) => string): Recording[] => {
    const found = sources.flatMap((source) => {
      const selector = source[metric];
      return selector === undefined ? [] : [labelled(expr(selector), source, sum)];
    });
    return found.length === 0 ? [] : [{ record: RECORDED[metric], expr: found.join(" or ") }];
  };
  const rate = (selector: string) => `rate(${selector}[15m])`;
  const all = [
    ...of("waiting", "max", (selector) => selector),
    ...of("oldestSeconds", "max", (selector) => selector),
    ...of("dead", "max", (selector) => selector),
    ...of("succeeded", "sum", rate),
    ...of("failed", "sum", rate),
  ];
  const names = all.map(({ record }) => record);
  const ended = `sum by (${BY_QUEUE}) (
    label_replace(${SUCCEEDED}, "end", "succeeded", "", "") or label_replace(${FAILED}, "end", "failed", "", "")
  )`;
  return names.includes(SUCCEEDED) && names.includes(FAILED) ? [...all, { record: ENDED, expr: ended }] : all;
}

const NAMED = "queue {{ $labels.queue }} of {{ $labels.service }} in {{ $labels.namespace }}";

/** A queue that is being worked off, a twentieth of it within ten minutes, is not told of. */
function queueLong({ apps, thresholds }: RuleSettings): Alert {
  const { queueLength, queueLengthFor } = thresholds.workers;
  const long = limited(
    WAITING,
    apps,
    (app) => app.thresholds?.queueLength,
    queueLength,
    (jobs, limit) => `${jobs} > ${limit}`,
  );
  return {
    ...common,
    alert: "WorkerQueueLong",
    severity: "medium",
    expr: `${long} unless ${WAITING} < 0.95 * (${WAITING} offset 10m)`,
    for: queueLengthFor,
    keepFiringFor: "5m",
    subject,
    summary: `Jobs pile up in ${NAMED}`,
    description: `
      {{ $value | printf "%.0f" }} jobs wait in ${NAMED}; more than ${queueLength}, or the application's own limit, which do not
      become fewer for ${inWords(queueLengthFor)}, alert. More jobs come than are done.`,
  };
}

function jobsWaiting({ apps, thresholds }: RuleSettings): Alert {
  const { oldestJob, oldestJobFor } = thresholds.workers;
  return {
    ...common,
    alert: "WorkerJobsWaiting",
    severity: "high",
    expr: limited(
      OLDEST,
      apps,
      (app) => (app.thresholds?.oldestJob === undefined ? undefined : seconds(app.thresholds.oldestJob)),
      seconds(oldestJob),
      (age, limit) => `${age} > ${limit}`,
    ),
    for: oldestJobFor,
    keepFiringFor: "5m",
    subject,
    summary: `Jobs in ${NAMED} wait too long`,
    description: `
      The oldest job in ${NAMED} has waited {{ $value | humanizeDuration }}; more than ${oldestJob}, or the application's own limit,
      for ${inWords(oldestJobFor)} alerts. Whatever users expect of it comes that late.`,
  };
}

function jobsFailing({ thresholds }: RuleSettings): Alert {
  const { jobErrorPercent, jobErrorsFor } = thresholds.workers;
  return {
    ...common,
    alert: "WorkerJobsFailing",
    severity: "high",
    expr: `${FAILED} / (${ENDED} > ${ENOUGH}) > ${jobErrorPercent} / 100`,
    for: jobErrorsFor,
    keepFiringFor: "5m",
    subject,
    summary: `Jobs in ${NAMED} fail`,
    description: `
      {{ $value | humanizePercentage }} of the jobs in ${NAMED} that ended within 15 minutes, more than ${jobErrorPercent}%, have
      failed for ${inWords(jobErrorsFor)}.`,
  };
}

/** Counters of a worker that is gone are gone as well: what ended before is what says that jobs should end. */
function stalled({ thresholds }: RuleSettings): Alert {
  const { stalledFor } = thresholds.workers;
  return {
    ...common,
    alert: "WorkerStalled",
    severity: "high",
    expr: `
      ${WAITING} > 0
      and on (${BY_QUEUE}) max_over_time(${ENDED}[6h]) > 0
      unless on (${BY_QUEUE}) ${ENDED} > 0`,
    for: stalledFor,
    keepFiringFor: "5m",
    subject,
    summary: `No job in ${NAMED} is done any more`,
    description: `
      {{ $value | printf "%.0f" }} jobs wait in ${NAMED}, and none has ended within 15 minutes, for ${inWords(stalledFor)}. No worker
      takes them, or all of them hang.`,
  };
}

function deadLetters({ thresholds }: RuleSettings): Alert {
  const { deadLetters: least, deadLettersWindow, deadLettersFor } = thresholds.workers;
  return {
    ...common,
    alert: "WorkerDeadLetters",
    severity: "medium",
    expr: `${DEAD} - min_over_time(${DEAD}[${deadLettersWindow}]) >= ${least}`,
    for: deadLettersFor,
    keepFiringFor: "10m",
    subject,
    summary: `Jobs in ${NAMED} were given up`,
    description: `
      {{ $value | printf "%.0f" }} jobs in ${NAMED} were given up within ${inWords(deadLettersWindow)}, ${least} or more. Nothing tries
      them again until somebody does.`,
  };
}
