/** What asks Alertmanager for its alerts and serves them as metrics: Telegraf, with nothing of ours but its configuration. */
import { ALERT_STATES } from "../../names/escalation";
import { alertmanagerUrls } from "../../names/kube-prometheus-stack";
import type { Settings } from "../../settings";

/** Its image, in the version that tools/telegraf pins. */
export const IMAGE = "docker.io/library/telegraf:1.37.2-alpine";

/** The user of the image. */
const USER = 100;

const PORT = 9273;
const CONFIG = "/etc/telegraf";

/** The labels of its pod. */
export const LABELS = { "app.kubernetes.io/name": ALERT_STATES };

/** The labels of an alert's series, and the labels of the alert that they are; Prometheus itself gives a series `namespace`. */
const TAGS = {
  alert: "labels/alertname",
  alert_namespace: "labels/namespace",
  alert_severity: "labels/severity",
  alert_subject: "labels/subject",
  alert_team: "labels/team",
  fingerprint: "fingerprint",
  receiver: "../../receiver/name",
};

/**
 * Telegraf's configuration. The groups are asked for, not the alerts: of an alert by itself Alertmanager does not say whether
 * a time interval mutes it, as that differs from receiver to receiver. All replicas are asked, so that one may be away.
 * @param urls Where each Alertmanager is. @param listen Where the metrics are served.
 */
export function telegrafConfig(urls: readonly string[], listen = `:${PORT}`): string {
  const groups = urls.map((url) => `${url}/api/v2/alerts/groups?active=true&silenced=true&inhibited=true&muted=true`);
  return [
    "[agent]",
    'interval = "30s"',
    'flush_interval = "5s"',
    "omit_hostname = true",
    "quiet = true",
    "[[inputs.http]]",
    `urls = ${JSON.stringify(groups)}`,
    'timeout = "10s"',
    'data_format = "xpath_json"',
    // The replicas know the same alerts: one series, whoever answers.
    'tagexclude = ["url"]',
    "xpath_allow_empty_selection = true",
    "[[inputs.http.xpath]]",
    "metric_name = \"'alertmanager_alert'\"",
    'metric_selection = "/*/alerts/*"',
    "[inputs.http.xpath.tags]",
    ...Object.entries(TAGS).map(([tag, path]) => `${tag} = ${JSON.stringify(path)}`),
    "[inputs.http.xpath.fields]",
    'silenced = "count(status/silencedBy/*)"',
    'muted = "count(status/inhibitedBy/*) + count(status/mutedBy/*)"',
    "[[outputs.prometheus_client]]",
    `listen = ${JSON.stringify(listen)}`,
    "metric_version = 2",
    // Two requests that fail are no end of an alert yet.
    'expiration_interval = "75s"',
    'collectors_exclude = ["gocollector", "process"]',
    "",
  ].join("\n");
}

/** The ConfigMap's data. */
export function configFiles(settings: Pick<Settings, "alerting" | "cluster">): Record<string, string> {
  return { "telegraf.conf": telegrafConfig(alertmanagerUrls(settings)) };
}

/** The Deployment's spec. One replica: two would give every series twice. @param digest That of its files, which it reads once. */
export function deploymentSpec(digest: string) {
  return {
    replicas: 1,
    // The old pod first: with both the same series would come from two.
    strategy: { type: "Recreate" },
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS, annotations: { "observability/config": digest } },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: USER, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "telegraf",
            image: IMAGE,
            command: ["telegraf"],
            // No setting of it is in the environment.
            args: ["--strict-env-handling", "--config", `${CONFIG}/telegraf.conf`],
            ports: [{ name: "metrics", containerPort: PORT }],
            readinessProbe: { httpGet: { path: "/metrics", port: "metrics" } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "192Mi" } },
            volumeMounts: [{ name: "config", mountPath: CONFIG, readOnly: true }],
          },
        ],
        volumes: [{ name: "config", configMap: { name: ALERT_STATES } }],
      },
    },
  };
}

/** The Service's spec. */
export const SERVICE = { selector: LABELS, ports: [{ name: "metrics", port: PORT, targetPort: "metrics" }] };

/** The ServiceMonitor's spec. */
export const MONITOR = {
  selector: { matchLabels: LABELS },
  endpoints: [{ port: "metrics", interval: "30s" }],
};
