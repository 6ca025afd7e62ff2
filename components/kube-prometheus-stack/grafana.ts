/** Values of Grafana. */
import { HOME_UID } from "../../names/dashboards";
import type { Settings } from "../../settings";
import { GRAFANA } from "../../names/kube-prometheus-stack";
import { hasTenants } from "../../names/loki";

import { dataSourcesAtStart } from "../datasources";
import { elasticsearchMounts } from "../datasources/elasticsearch";
import { grafanaHost, grafanaUrl } from "../../names/links";
import { oidcIni } from "./oidc";
import { claimRetention, ingressValues, resourceValues } from "../support/values";

/** The Secret with Grafana's admin password and, where they are used, its other credentials. */
export const GRAFANA_SECRET = "grafana-credentials";

/** The keys of that Secret. */
export const GRAFANA_KEYS = {
  adminUser: "admin-user",
  adminPassword: "admin-password",
  oidcClientSecret: "oidc-client-secret",
  databasePassword: "database-password",
} as const;

/** The user that Grafana makes when it makes its database. */
export const ADMIN_USER = "admin";

/** Its pods, as the chart makes them. */
export const GRAFANA_PODS = { selector: "app.kubernetes.io/name=grafana", container: "grafana", port: 3000 } as const;

/** The label that makes Grafana's sidecar load a ConfigMap's dashboards, and the annotation that names their folder. */
export const DASHBOARD_LABEL = "grafana_dashboard";
export const FOLDER_ANNOTATION = "grafana_folder";

/** The label that makes Grafana's other sidecar load a ConfigMap's data sources; the chart's own ConfigMap has it too. */
export const DATASOURCE_LABEL = "grafana_datasource";

/** The chart's `grafana` section. */
export function grafanaValues(settings: Settings): Record<string, unknown> {
  const { cluster, grafana } = settings;
  const onVolume = grafana.database === undefined && grafana.storage !== "none";
  return {
    fullnameOverride: GRAFANA,
    replicas: grafana.replicas,
    ...(grafana.replicas > 1
      ? {
          podDisruptionBudget: { minAvailable: grafana.replicas - 1 },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "kubernetes.io/hostname",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: { "app.kubernetes.io/name": GRAFANA } },
            },
          ],
        }
      : {}),
    // A volume is attached to one node at a time: the old pod has to go before the new one starts.
    deploymentStrategy: { type: onVolume ? "Recreate" : "RollingUpdate" },
    admin: { existingSecret: GRAFANA_SECRET, userKey: GRAFANA_KEYS.adminUser, passwordKey: GRAFANA_KEYS.adminPassword },
    envValueFrom: {
      ...(grafana.oidc ? secretEnv("GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET", GRAFANA_KEYS.oidcClientSecret) : {}),
      ...(grafana.database ? secretEnv("GF_DATABASE_PASSWORD", GRAFANA_KEYS.databasePassword) : {}),
    },
    persistence: onVolume
      ? {
          enabled: true,
          size: grafana.storage,
          ...(cluster.storageClass === undefined ? {} : { storageClassName: cluster.storageClass }),
          // Helm would delete the claim with the release.
          ...(claimRetention(settings).whenDeleted === "Retain"
            ? { annotations: { "helm.sh/resource-policy": "keep" } }
            : {}),
        }
      : { enabled: false },
    // The pod's fsGroup does what this container would do as root.
    initChownData: { enabled: false },
    testFramework: { enabled: false },
    ingress: ingressValues(settings, grafanaHost(settings)),
    resources: resourceValues(grafana.resources),
    "grafana.ini": grafanaIni(settings),
    sidecar: {
      dashboards: {
        label: DASHBOARD_LABEL,
        labelValue: "1",
        searchNamespace: "ALL",
        folderAnnotation: FOLDER_ANNOTATION,
        provider: { allowUiUpdates: false, foldersFromFilesStructure: true },
      },
      // All data sources are in the one list below.
      datasources: {
        label: DATASOURCE_LABEL,
        labelValue: "1",
        defaultDatasourceEnabled: false,
        alertmanager: { enabled: false },
      },
      resources: { requests: { cpu: "10m", memory: "96Mi" }, limits: { memory: "192Mi" } },
    },
    extraSecretMounts: elasticsearchMounts(settings),
    additionalDataSources: dataSourcesAtStart(settings),
    // One that is not in the list any more goes from Grafana's database too.
    prune: true,
  };
}

function secretEnv(name: string, key: string): Record<string, unknown> {
  return { [name]: { secretKeyRef: { name: GRAFANA_SECRET, key } } };
}

/** grafana.ini. Source of the names: Grafana's configuration reference, 13.2, and its conf/defaults.ini. */
function grafanaIni(settings: Settings): Record<string, unknown> {
  const { grafana } = settings;
  return {
    analytics: {
      check_for_plugin_updates: false,
      check_for_updates: false,
      feedback_links_enabled: false,
      reporting_enabled: false,
    },
    // By password and HTTP's basic authentication the sidecars, `npm run verify` and the teams' job sign in, form or no form.
    auth: { disable_login_form: !grafana.loginForm },
    "auth.anonymous": {
      enabled: grafana.anonymous,
      ...(grafana.anonymous ? { org_role: "Viewer" } : {}),
      hide_version: true,
    },
    ...(grafana.oidc ? { "auth.generic_oauth": oidcIni(grafana.oidc) } : {}),
    // The sidecar writes each page into its folder's.
    dashboards: { default_home_dashboard_path: `/tmp/dashboards/Platform/${HOME_UID}.json` },
    ...(grafana.database ? { database: databaseIni(grafana.database) } : {}),
    news: { news_feed_enabled: false },
    public_dashboards: { enabled: grafana.publicDashboards },
    security: {
      allow_embedding: grafana.embedding,
      cookie_secure: grafanaUrl(settings).startsWith("https:"),
      disable_gravatar: true,
    },
    server: {
      root_url: grafanaUrl(settings),
      // Who asks for audit events is read from it (log-pipeline/access.ts).
      ...(hasTenants(settings) ? { router_logging: true } : {}),
    },
    // Those of others' servers are out of reach for whoever made them, and public.
    snapshots: { enabled: grafana.snapshots, external_enabled: false },
    // Rules are Prometheus' alone; Grafana shows and silences their alerts.
    unified_alerting: { execute_alerts: false },
    users: { allow_org_create: false, allow_sign_up: false, default_theme: "system" },
  };
}

function databaseIni({ type, host, name, user, sslMode }: NonNullable<Settings["grafana"]["database"]>) {
  return { type, host, name, user, ssl_mode: sslMode ?? (type === "postgres" ? "require" : "true") };
}
