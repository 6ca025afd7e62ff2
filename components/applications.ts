/** Applications that the platform watches on their behalf: `apps[]` with a port or a health endpoint (docs/applications.md). */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { proberOf } from "./blackbox-exporter";
import type { Settings } from "../settings";
import { asksHealth } from "../settings/app-health";
import { scrapingOf } from "../settings/app-scraping";
import { type App, isScraped, isWatched } from "../settings/apps";
import { healthProbeSpec, type Prober } from "./applications/health";
import { networkPolicySpec, objectName, podMonitorSpec } from "./applications/monitor";

export interface MonitoredAppArgs {
  app: App;
  /** How the platform's rules know applications. */
  labels: Settings["conventions"]["http"];
  prober: Prober;
  /** The platform's namespace, where the monitor is, so that the application's own may come later or go. */
  namespace: pulumi.Input<string>;
  /** The same by name, for the policy that admits Prometheus. */
  platform: string;
}

/** One application: its PodMonitor, the Probe of its health and, if asked for, a NetworkPolicy that admits who asks. */
export class MonitoredApp extends pulumi.ComponentResource {
  constructor(name: string, args: MonitoredAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:applications:MonitoredApp", name, {}, opts);
    const { app, labels, namespace, platform, prober } = args;
    const monitor = (kind: string, spec: Record<string, unknown>) =>
      new k8s.apiextensions.CustomResource(
        kind === "Probe" ? `${name}-health` : name,
        { apiVersion: "monitoring.coreos.com/v1", kind, metadata: { name, namespace }, spec },
        { parent: this },
      );
    if (isScraped(app)) monitor("PodMonitor", podMonitorSpec(app, labels));
    if (asksHealth(app)) monitor("Probe", healthProbeSpec(app, prober));
    if (isScraped(app) && scrapingOf(app).networkPolicy) {
      new k8s.networking.v1.NetworkPolicy(
        name,
        { metadata: { name, namespace: app.namespace ?? namespace }, spec: networkPolicySpec(app, platform) },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

export interface ApplicationsArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** All of them. */
export class Applications extends pulumi.ComponentResource {
  constructor(name: string, { settings, namespace }: ApplicationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:applications:Applications", name, {}, opts);
    const platform = settings.cluster.namespace;
    const labels = settings.conventions.http;
    const prober = proberOf(settings);
    for (const app of settings.apps.filter(isWatched)) {
      new MonitoredApp(objectName(app), { app, labels, namespace, platform, prober }, { parent: this });
    }
    this.registerOutputs({});
  }
}
