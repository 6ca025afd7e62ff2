/** Applications that the platform scrapes on their behalf: `apps[]` with a port (docs/applications.md). */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { scrapingOf } from "../settings/app-scraping";
import { isScraped, type ScrapedApp } from "../settings/apps";
import { networkPolicySpec, objectName, podMonitorSpec } from "./applications/monitor";

export interface MonitoredAppArgs {
  app: ScrapedApp;
  /** How the platform's rules know applications. */
  labels: Settings["conventions"]["http"];
  /** The platform's namespace, where the monitor is, so that the application's own may come later or go. */
  namespace: pulumi.Input<string>;
  /** The same by name, for the policy that admits Prometheus. */
  platform: string;
}

/** One application: its PodMonitor and, if asked for, a NetworkPolicy that admits Prometheus. */
export class MonitoredApp extends pulumi.ComponentResource {
  constructor(name: string, args: MonitoredAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:applications:MonitoredApp", name, {}, opts);
    const { app, labels, namespace, platform } = args;
    new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: { name, namespace },
        spec: podMonitorSpec(app, labels),
      },
      { parent: this },
    );
    if (scrapingOf(app).networkPolicy) {
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
    for (const app of settings.apps.filter(isScraped)) {
      new MonitoredApp(objectName(app), { app, labels, namespace, platform }, { parent: this });
    }
    this.registerOutputs({});
  }
}
