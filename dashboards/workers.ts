/** The page about workers: what waits in their queues, how long, and how it ends. */
import { APPLICATION_UID, WORKERS_UID } from "../names/dashboards";
import type { Settings } from "../settings";
import { seconds } from "../settings/units";
import { alertsAbout } from "./alerts";
import { comparison } from "./columns";
import { limitGraph, type Panel } from "./common";
import { type Dashboard, labelVariable, link, page, OF_SERVICE } from "./page";
import { signalLinks } from "./signals";

const PICKED = 'namespace=~"$namespace",service=~"$service",queue=~"$queue"';
const queue = "{{namespace}}/{{service}} {{queue}}";

export function workersDashboard(settings: Settings): Dashboard {
  const any = '__name__=~"service_queue:jobs_waiting:max|service_queue:jobs_succeeded:rate15m"';
  return page({
    uid: WORKERS_UID,
    title: "Workers",
    description: "Workers that take jobs from queues: what waits, how long, and how it ends.",
    tags: ["applications"],
    about: OF_SERVICE,
    links: [...signalLinks(settings), link("Application health", `/d/${APPLICATION_UID}`)],
    variables: [
      labelVariable("namespace", "Namespace", `{${any}}`),
      labelVariable("service", "Service", `{${any},namespace=~"$namespace"}`),
      labelVariable("queue", "Queue", `{${any},namespace=~"$namespace",service=~"$service"}`),
    ],
    rows: {
      Now: [overview(settings), alertsAbout(settings, 'component="workers"', OF_SERVICE)],
      "Over time": overTime(settings),
    },
  });
}

function overview({ thresholds: { workers } }: Settings): Panel {
  const of = (series: string) => `max by (namespace, service, queue) (service_queue:${series}{${PICKED}})`;
  return comparison({
    title: "Queues",
    description: `Each queue's jobs that wait, the age of the oldest, jobs by the second that end and that fail, and what was given up; the longest on top. Above ${workers.queueLength} jobs, or an oldest of ${workers.oldestJob}, it alerts: more workers, or fewer jobs.`,
    width: 24,
    height: 8,
    labels: { namespace: "Namespace", service: "Service", queue: "Queue" },
    columns: [
      { title: "Waiting", expr: of("jobs_waiting:max"), unit: "short", states: [[workers.queueLength, "red"]] },
      { title: "Oldest", expr: of("oldest_job_seconds:max"), unit: "s", states: [[seconds(workers.oldestJob), "red"]] },
      { title: "Ended", expr: of("jobs_ended:rate15m"), unit: "cps" },
      { title: "Failed", expr: of("jobs_failed:rate15m"), unit: "cps" },
      { title: "Given up", expr: of("jobs_dead:max"), unit: "short" },
    ],
    worst: "Waiting",
    empty: "Nothing exposes a queue",
  });
}

function overTime({ thresholds: { workers } }: Settings): Panel[] {
  const { queueLength, oldestJob } = workers;
  return [
    limitGraph(
      "Jobs that wait",
      `Jobs that wait in each queue; above ${queueLength} it alerts, unless they become fewer.`,
      "short",
      [`service_queue:jobs_waiting:max{${PICKED}}`, queue],
      queueLength,
    ),
    limitGraph(
      "Oldest job",
      `Age of the oldest job that waits; above ${oldestJob} it alerts.`,
      "s",
      [`service_queue:oldest_job_seconds:max{${PICKED}}`, queue],
      seconds(oldestJob),
    ),
    limitGraph(
      "Jobs that end",
      "Jobs per second that end, well or not; none while jobs wait is a worker that hangs.",
      "cps",
      [`service_queue:jobs_ended:rate15m{${PICKED}}`, queue],
    ),
    limitGraph(
      "Jobs that fail",
      "Jobs per second that fail, each attempt for itself where the queue counts so.",
      "cps",
      [`service_queue:jobs_failed:rate15m{${PICKED}}`, queue],
    ),
    limitGraph("Given up", "Jobs that nothing tries again until somebody does.", "short", [
      `service_queue:jobs_dead:max{${PICKED}}`,
      queue,
    ]),
  ];
}
