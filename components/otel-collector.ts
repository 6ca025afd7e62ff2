/** The OpenTelemetry collectors: an agent on every node, and the gateways that sample and deliver. Two releases of one chart. */
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { CHARTS } from "./support/charts";
import { AGENT, GATEWAY } from "../names/otel-collector";
import { agentValues, gatewayValues } from "./otel-collector/values";
import { release } from "./support/release";

export interface OpenTelemetryCollectorArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The Helm values of each release. */
export function otelCollectorValues(
  settings: Settings,
): Record<typeof AGENT | typeof GATEWAY, Record<string, unknown>> {
  return { [AGENT]: agentValues(settings), [GATEWAY]: gatewayValues(settings) };
}

/** Agents and gateways. Has to come after the operator, whose PodMonitors they have. */
export class OpenTelemetryCollector extends pulumi.ComponentResource {
  /** What applications send to, on their own node. */
  readonly agent: k8s.helm.v3.Release;
  /** What agents send to. */
  readonly gateway: k8s.helm.v3.Release;

  constructor(name: string, args: OpenTelemetryCollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:tracing:OpenTelemetryCollector", name, {}, opts);
    const { settings, namespace } = args;
    const values = otelCollectorValues(settings);
    const collector = (releaseName: typeof AGENT | typeof GATEWAY, dependsOn: pulumi.Resource[]) =>
      release(
        releaseName,
        {
          chart: CHARTS.opentelemetryCollector,
          namespace,
          values: values[releaseName],
          settings,
        },
        { parent: this, dependsOn },
      );
    this.gateway = collector(GATEWAY, []);
    // Agents that come first would fill their queues; when both go, they have the gateways to empty them to.
    this.agent = collector(AGENT, [this.gateway]);
    this.registerOutputs({});
  }
}
