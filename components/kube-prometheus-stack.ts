/** Prometheus, its operator, Alertmanager, Grafana and the exporters: one Helm release and what it is given. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { EXCLUDED_LABEL } from "../rules/kubernetes-volumes";
import { alertmanagerCredentials } from "./alertmanager/credentials";
import type { Credentials } from "./support/credential-outputs";
import type { Settings } from "../settings";
import { goDuration } from "../settings/units";
import { alertmanagerConfig } from "./alertmanager";
import { credentialFileName, CREDENTIALS_SECRET } from "./alertmanager/receivers";
import { TEMPLATE_FILE, templates } from "./alertmanager/templates";
import { CHARTS } from "./support/charts";
import { KUBE_STATE_METRICS, RELEASE } from "../names/kube-prometheus-stack";
import { customRules, defaultRules } from "./kube-prometheus-stack/default-rules";
import { adminPassword, applyAdminPassword } from "./kube-prometheus-stack/admin-password";
import { ADMIN_USER, GRAFANA_KEYS, GRAFANA_SECRET, grafanaValues } from "./kube-prometheus-stack/grafana";
import { awaitReady, kubeletService } from "./kube-prometheus-stack/operator";
import { nodeExporterValues, platformRules, platformValues } from "./kube-prometheus-stack/platform";
import { prometheusValues, REMOTE_WRITE_SECRET } from "./kube-prometheus-stack/prometheus";
import { release } from "./support/release";
import {
  claimRetention,
  disruptionBudget,
  ingressValues,
  resourceValues,
  volumeClaimTemplate,
  withoutUndefined,
} from "./support/values";
import { exposedHost, hostUrl } from "../names/hosts";

export interface KubePrometheusStackArgs {
  settings: Settings;
  credentials: Credentials;
  namespace: pulumi.Input<string>;
}

/** The Helm values of the release, by name of Secret where a credential is needed. */
export function kubePrometheusStackValues(settings: Settings): Record<string, unknown> {
  const { cluster } = settings;
  return {
    fullnameOverride: RELEASE,
    // The chart owns the resource definitions: Helm installs them and never deletes them, and this job brings them up to
    // date, server-side applied, before each upgrade, which Helm alone would not.
    crds: { upgradeJob: { enabled: true, image: { busybox: { tag: "1.37.0" } } } },
    ...platformValues(cluster.platform),
    customRules: customRules(),
    defaultRules: defaultRules(platformRules(cluster.platform)),
    alertmanager: alertmanagerValues(settings),
    grafana: grafanaValues(settings),
    "kube-state-metrics": {
      fullnameOverride: KUBE_STATE_METRICS,
      metricLabelsAllowlist: [`persistentvolumeclaims=[${EXCLUDED_LABEL}]`],
      resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "512Mi" } },
    },
    prometheus: prometheusValues(settings),
    "prometheus-node-exporter": nodeExporterValues(cluster.platform),
    prometheusOperator: {
      // Rules are checked before they get here, and the operator checks them again when it reads them. With any other
      // policy an operator that is away, or its certificate, would stop the very upgrade that repairs it.
      admissionWebhooks: { failurePolicy: "Ignore" },
      resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    },
  };
}

function alertmanagerValues(settings: Settings): Record<string, unknown> {
  const { alerting } = settings;
  const host = exposedHost(settings, "alertmanager");
  return {
    config: alertmanagerConfig(settings),
    templateFiles: { [TEMPLATE_FILE]: templates(settings) },
    ingress: ingressValues(settings, host),
    podDisruptionBudget: disruptionBudget(alerting.replicas),
    // AlertmanagerNotificationsFailing then names the channel, not only its kind.
    enableFeatures: ["receiver-name-in-metrics"],
    alertmanagerSpec: withoutUndefined({
      replicas: alerting.replicas,
      podAntiAffinity: "soft",
      // The operator knows no days.
      retention: goDuration(alerting.retention),
      resources: resourceValues(alerting.resources),
      storage: volumeClaimTemplate(settings, alerting.storage),
      persistentVolumeClaimRetentionPolicy: claimRetention(settings),
      externalUrl: host === undefined ? undefined : hostUrl(settings, host),
      secrets: [CREDENTIALS_SECRET],
      // Without it, an AlertmanagerConfig of an application's would hear the alerts of its own namespace only.
      alertmanagerConfigMatcherStrategy: { type: "None" },
    }),
  };
}

/** kube-prometheus-stack with its credentials. */
export class KubePrometheusStack extends pulumi.ComponentResource {
  /** The Helm release, for what needs its resource definitions: it has applied everything, and waited for nothing. */
  readonly release: k8s.helm.v3.Release;
  /** What is there once Prometheus, Alertmanager, Grafana and the exporters are ready. */
  readonly ready: pulumi.Resource[];
  /** Grafana's generated admin password, a secret. */
  readonly grafanaPassword: pulumi.Output<string>;

  constructor(name: string, args: KubePrometheusStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:metrics:KubePrometheusStack", name, {}, opts);
    const { settings, credentials, namespace } = args;

    this.grafanaPassword = adminPassword(settings, { parent: this });

    const secret = (secretName: string, stringData: Record<string, pulumi.Input<string>>) =>
      new k8s.core.v1.Secret(
        secretName,
        {
          metadata: { name: secretName, namespace },
          // An empty one would be a change at every `up`: the API server does not keep it.
          ...(Object.keys(stringData).length > 0 ? { stringData } : {}),
        },
        { parent: this },
      );
    const secrets = [
      secret(GRAFANA_SECRET, {
        [GRAFANA_KEYS.adminUser]: ADMIN_USER,
        [GRAFANA_KEYS.adminPassword]: this.grafanaPassword,
        ...secretData(credentials, [
          ["grafana/oidcClientSecret", GRAFANA_KEYS.oidcClientSecret],
          ["grafana/databasePassword", GRAFANA_KEYS.databasePassword],
        ]),
      }),
      secret(
        CREDENTIALS_SECRET,
        secretData(
          credentials,
          alertmanagerCredentials(settings).map(({ key }) => [key, credentialFileName(key)]),
        ),
      ),
      ...(settings.metrics.remoteWrite.some(({ auth }) => auth !== "none")
        ? [secret(REMOTE_WRITE_SECRET, remoteWriteData(settings, credentials))]
        : []),
    ];

    const values = kubePrometheusStackValues(settings);
    this.release = release(
      RELEASE,
      {
        chart: CHARTS.kubePrometheusStack,
        namespace,
        values,
        settings,
        skipAwait: true,
      },
      { parent: this, dependsOn: [...secrets, kubeletService(RELEASE, namespace, { parent: this })] },
    );
    this.ready = awaitReady(values, namespace, { parent: this, dependsOn: this.release });
    const known = { settings, namespace, password: this.grafanaPassword };
    applyAdminPassword(known, { parent: this, dependsOn: [...secrets, ...this.ready] });
    this.registerOutputs({ grafanaPassword: this.grafanaPassword });
  }
}

/** The credentials that are set, each under its key in a Secret. */
function secretData(
  credentials: Credentials,
  keys: readonly (readonly [credential: string, key: string])[],
): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(
    keys.flatMap(([credential, key]) => {
      const value = credentials[credential];
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

function remoteWriteData({ metrics }: Settings, credentials: Credentials): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(
    metrics.remoteWrite.flatMap(({ name, username }): [string, pulumi.Input<string>][] => {
      const credential = credentials[`remoteWrite/${name}`];
      if (credential === undefined) return [];
      return [
        [name, credential],
        ...(username === undefined ? [] : [[`${name}.username`, username] as [string, string]]),
      ];
    }),
  );
}
