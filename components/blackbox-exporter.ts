/** Probes from the cluster: blackbox_exporter, and a Probe for each of `probes` and `externalServices` (docs/probes.md). */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { BLACKBOX_EXPORTER, proberAddress } from "../names/blackbox-exporter";
import type { Settings } from "../settings";
import { allProbes } from "../settings/external-services";
import type { Probe } from "../settings/probing";
import { healthModule, moduleOf, modules } from "./blackbox-exporter/modules";
import type { Prober } from "./applications/health";
import { CHARTS } from "./support/charts";
import { release } from "./support/release";
import { resourceValues } from "./support/values";

/** The Helm values of the release. */
export function blackboxExporterValues(settings: Settings): Record<string, unknown> {
  const { probing, probes } = settings;
  return {
    fullnameOverride: BLACKBOX_EXPORTER,
    replicas: probing.replicas,
    config: { modules: modules(settings) },
    resources: resourceValues(probing.resources),
    // ICMP without a capability: Linux lets groups of this range open its sockets, which Kubernetes counts as a safe setting.
    ...(probes.some(({ kind }) => kind === "icmp")
      ? { podSecurityContext: { sysctls: [{ name: "net.ipv4.ping_group_range", value: "0 2147483647" }] } }
      : {}),
    serviceMonitor: { selfMonitor: { enabled: true } },
  };
}

/** The spec of a probe's Probe resource. */
export function probeSpec(settings: Settings, probe: Probe): Record<string, unknown> {
  const { probing } = settings;
  return {
    jobName: probe.name,
    interval: probe.interval ?? probing.interval,
    // The exporter answers a little before Prometheus would give up.
    scrapeTimeout: `${probing.timeout + 1}s`,
    module: moduleOf(settings, probe).name,
    prober: { url: proberAddress(settings) },
    targets: { staticConfig: { static: [...probe.targets].sort() } },
  };
}

/** What a Probe has to know of the prober. */
export function proberOf(settings: Pick<Settings, "cluster" | "probing">): Prober {
  const { interval, timeout } = settings.probing;
  return { address: proberAddress(settings), interval, timeout, module: healthModule(settings).name };
}

export interface BlackboxExporterArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The prober, and what it probes. */
export class BlackboxExporter extends pulumi.ComponentResource {
  readonly release: k8s.helm.v3.Release;

  constructor(name: string, { settings, namespace }: BlackboxExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:probes:BlackboxExporter", name, {}, opts);
    this.release = release(
      BLACKBOX_EXPORTER,
      { chart: CHARTS.blackboxExporter, namespace, values: blackboxExporterValues(settings), settings },
      { parent: this },
    );
    for (const probe of allProbes(settings)) {
      // A probe of a module that the exporter does not have yet fails.
      new k8s.apiextensions.CustomResource(
        `probe-${probe.name}`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "Probe",
          metadata: { name: `probe-${probe.name}`, namespace },
          spec: probeSpec(settings, probe),
        },
        { parent: this, dependsOn: this.release },
      );
    }
    this.registerOutputs({});
  }
}
