/** The one way a Helm release is made here: what every release needs is set in one place. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings";
import { archive, type Chart } from "./charts";
import { clearInterrupted } from "./interrupted";

export interface ReleaseArgs {
  chart: Chart;
  namespace: pulumi.Input<string>;
  /** Helm values. Never a credential: values end in the state, in previews and in Helm's own history. */
  values: Record<string, unknown>;
  /** They say where charts are taken from, and which cluster's kubeconfig context is meant. */
  settings: Pick<Settings, "charts" | "cluster">;
  /** Whether Helm leaves the waiting to others. Default: it waits until what it deployed is ready. */
  skipAwait?: boolean;
  /** How long Helm waits for what it deployed to be ready, in seconds. Default: 600. */
  timeout?: number;
  /** Whether a value of `null` reaches Helm, which then forgets the chart's default. Default: it is left out. */
  allowNullValues?: boolean;
}

/** A Helm release, its release name equal to its resource name: an unnamed one would get a random suffix. */
export function release(name: string, args: ReleaseArgs, opts: pulumi.CustomResourceOptions): k8s.helm.v3.Release {
  const namespace = pulumi.output(args.namespace).apply(async (known) => {
    await clearInterrupted({ release: name, namespace: known, context: args.settings.cluster.context });
    return known;
  });
  return new k8s.helm.v3.Release(
    name,
    {
      name,
      namespace,
      ...chartSource(args.chart, args.settings.charts),
      values: args.values,
      ...(args.allowNullValues === undefined ? {} : { allowNullValues: args.allowNullValues }),
      ...(args.skipAwait === undefined ? {} : { skipAwait: args.skipAwait }),
      timeout: args.timeout ?? 600,
      // Helm keeps every revision, values and all, unless told otherwise.
      maxHistory: 5,
      // What a failed upgrade created is removed. Not `atomic`: on a first install it would remove the evidence too, and a
      // failed release is continued by the next `up` as it is.
      cleanupOnFail: true,
    },
    opts,
  );
}

/** Where the chart comes from: its own repository, or the mirror. */
export function chartSource(
  chart: Chart,
  mirror?: string,
): { chart: string; version?: string; repositoryOpts?: { repo: string } } {
  if (mirror === undefined)
    return { chart: chart.chart, version: chart.version, repositoryOpts: { repo: chart.repository } };
  if (mirror.startsWith("oci://"))
    return { chart: `${mirror.replace(/\/$/, "")}/${chart.chart}`, version: chart.version };
  if (/^https?:/.test(mirror)) return { chart: chart.chart, version: chart.version, repositoryOpts: { repo: mirror } };
  return { chart: `${mirror.replace(/\/$/, "")}/${archive(chart)}` };
}
