/** Reports that are sent: a program that asks, writes and sends, once a day or a week. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { sortedKeys } from "../dashboards/sorted-keys";
import type { Period } from "../reports/report";
import type { Settings } from "../settings";
import { credentialFileName, CREDENTIALS_SECRET } from "./alertmanager/receivers";
import { LIBRARY, libraryBundle, reportBundle } from "./reports/bundle";
import { CREDENTIALS_FOLDER, jobConfig, reportCredentials } from "./reports/config";
import { NODE_IMAGE, UNPRIVILEGED_CONTAINER, UNPRIVILEGED_POD } from "./support/program";

export interface ReportsArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The name of all that is made for it, and of its pods' label. */
export const REPORTS = "reports";

const LABELS = { "app.kubernetes.io/name": REPORTS };
const PROGRAM = "report.cjs";
const CONFIG = "config.json";
const FOLDER = "/reports";

/** Schedules by the period that is reported. */
export const SCHEDULES = { day: "daily", week: "weekly", month: "monthly" } as const;

/** The ConfigMap of the library, its key there, and where Node looks for it. */
const LIBRARY_MAP = `${REPORTS}-${LIBRARY}`;
const LIBRARY_KEY = `${LIBRARY}.cjs`;
export const LIBRARY_PATH = `node_modules/${LIBRARY}/index.js`;

/** The program with its configuration, and the library that it needs, by ConfigMap. */
export function reportFiles(settings: Settings): Record<string, Record<string, string>> {
  return {
    [REPORTS]: {
      [PROGRAM]: reportBundle(),
      [CONFIG]: `${JSON.stringify(sortedKeys(jobConfig(settings)), null, 2)}\n`,
    },
    [LIBRARY_MAP]: { [LIBRARY_KEY]: libraryBundle() },
  };
}

/** The specs of the CronJobs by their names. */
export function reportCronJobs(settings: Settings) {
  const { reports } = settings;
  return Object.fromEntries(
    (Object.entries(SCHEDULES) as [Period, (typeof SCHEDULES)[Period]][]).flatMap(([period, which]) =>
      reports[which] === "none" ? [] : [[`report-${which}`, cronJobSpec(settings, reports[which], period)] as const],
    ),
  );
}

function cronJobSpec(settings: Settings, schedule: string, period: Period) {
  return {
    schedule,
    timeZone: settings.reports.timezone,
    concurrencyPolicy: "Forbid",
    // Late is better than not at all, until it is another day's.
    startingDeadlineSeconds: 4 * 3600,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 3,
    jobTemplate: {
      metadata: { labels: LABELS },
      spec: {
        backoffLimit: 2,
        activeDeadlineSeconds: 1800,
        podFailurePolicy: {
          rules: [
            // It has tried again by itself, and some have the report: another pod would send it to them once more.
            { action: "FailJob", onExitCodes: { containerName: "report", operator: "In", values: [1, 2] } },
            { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
          ],
        },
        template: { metadata: { labels: LABELS }, spec: podSpec(settings, period) },
      },
    },
  };
}

function podSpec(settings: Settings, period: Period) {
  const keys = reportCredentials(settings).map(credentialFileName);
  return {
    restartPolicy: "Never",
    ...UNPRIVILEGED_POD,
    containers: [
      {
        name: "report",
        image: NODE_IMAGE,
        command: ["node", `${FOLDER}/${PROGRAM}`, period, `${FOLDER}/${CONFIG}`],
        securityContext: UNPRIVILEGED_CONTAINER,
        resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "256Mi" } },
        volumeMounts: [
          { name: "program", mountPath: FOLDER, readOnly: true },
          ...(keys.length === 0 ? [] : [{ name: "credentials", mountPath: CREDENTIALS_FOLDER, readOnly: true }]),
        ],
      },
    ],
    volumes: [
      {
        name: "program",
        projected: {
          defaultMode: 0o444,
          sources: [
            { configMap: { name: REPORTS } },
            { configMap: { name: LIBRARY_MAP, items: [{ key: LIBRARY_KEY, path: LIBRARY_PATH }] } },
          ],
        },
      },
      // Alertmanager's own, of which it gets those that sending takes.
      ...(keys.length === 0
        ? []
        : [
            {
              name: "credentials",
              secret: {
                secretName: CREDENTIALS_SECRET,
                defaultMode: 0o440,
                items: keys.map((key) => ({ key, path: key })),
              },
            },
          ]),
    ],
  };
}

/** Nobody has a reason to connect to it. */
export const REPORTS_INGRESS = { podSelector: { matchLabels: LABELS }, policyTypes: ["Ingress"] };

/** Reports by e-mail and Slack. */
export class Reports extends pulumi.ComponentResource {
  constructor(name: string, { settings, namespace }: ReportsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:reports:Reports", name, {}, opts);
    const metadata = { name: REPORTS, namespace };
    new k8s.networking.v1.NetworkPolicy(REPORTS, { metadata, spec: REPORTS_INGRESS }, { parent: this });
    const files = Object.entries(reportFiles(settings)).map(
      ([map, data]) => new k8s.core.v1.ConfigMap(map, { metadata: { name: map, namespace }, data }, { parent: this }),
    );
    for (const [cronJob, spec] of Object.entries(reportCronJobs(settings))) {
      new k8s.batch.v1.CronJob(
        cronJob,
        { metadata: { name: cronJob, namespace, labels: LABELS }, spec },
        { parent: this, dependsOn: files },
      );
    }
    this.registerOutputs({});
  }
}
