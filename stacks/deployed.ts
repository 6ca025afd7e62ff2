/** What is deployed, held against the settings before anything changes. */
import * as pulumi from "@pulumi/pulumi";
import { retentionBytes } from "../components/kube-prometheus-stack/estimates";
import { clusterClient, type ClusterClient, statusOf } from "../components/support/deployed/client";
import type { Deployed } from "../components/support/deployed/facts";
import { grow } from "../components/support/deployed/grow";
import { readDeployed } from "../components/support/deployed/read";
import { grown, volumePlan } from "../components/support/deployed/volumes";
import type { Settings } from "../settings";
import { changes, volumesOf } from "./changes";
import { problemLine } from "./cures";
import { report } from "./problems";

/** How long a cluster may take to say what is deployed, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Compares what is deployed with the settings, in previews too, and lets claims grow, not in previews.
 *
 * A cluster that does not answer, and a stack that was never deployed, have nothing to compare; nor has a plan, which has no
 * engine and asks no cluster.
 *
 * @returns The settings, with what Prometheus may fill made to fit volumes that are not as large yet as they should be.
 * @throws {@link pulumi.RunError} that lists every change that cannot be made, before anything is created.
 */
export async function settle(settings: Settings): Promise<Settings> {
  if (!pulumi.runtime.hasEngine()) return settings;
  const stack = pulumi.getStack();
  const found = await look(stack, settings);
  if (found === undefined) return settings;
  const { cluster, deployed } = found;
  const { problems, warnings } = changes(settings, deployed);
  if (problems.length > 0) throw new pulumi.RunError(report(stack, problems));
  for (const warning of warnings) void pulumi.log.warn(problemLine(stack, warning));

  const volumes = volumesOf(settings);
  const plan = volumePlan(settings, deployed, volumes);
  if (pulumi.runtime.isDryRun()) {
    for (const { claim, volume } of plan.grow)
      void pulumi.log.info(
        `the claim ${claim.name} will grow from ${claim.requested} to ${volume.size} (${volume.key})`,
      );
    return settings;
  }
  let after = deployed;
  if (Object.values(plan).some((steps: unknown[]) => steps.length > 0)) {
    const growing = cluster.growing(settings.cluster.namespace);
    try {
      const claims = await grow(plan, growing, (text) => void pulumi.log.info(text));
      after = { ...deployed, claims };
    } catch (error) {
      throw new pulumi.RunError(`volumes could not grow, and nothing else was changed: ${(error as Error).message}`);
    }
  }
  return fitting(settings, after);
}

/** The settings whose `retentionSize` fits the smallest of Prometheus' volumes, as long as one is not as large as it should be. */
export function fitting(settings: Settings, deployed: Deployed): Settings {
  const limit = retentionBytes(settings);
  const prometheus = volumesOf(settings).filter(({ store }) => store === "prometheus");
  const share = Math.min(1, ...prometheus.map((volume) => grown(deployed, volume)));
  if (limit === undefined || share === 1) return settings;
  const retentionSize = `${Math.floor((limit * share) / 2 ** 20)}Mi`;
  void pulumi.log.warn(
    `Prometheus' volumes have ${Math.floor(share * 100)} % of metrics.storage so far: it keeps ${retentionSize}, and the rest from the next up on that finds them grown`,
  );
  return { ...settings, metrics: { ...settings.metrics, retentionSize } };
}

async function look(
  stack: string,
  settings: Settings,
): Promise<{ cluster: ClusterClient; deployed: Deployed } | undefined> {
  try {
    const cluster = await clusterClient(settings.cluster.context);
    const deployed = await withinPatience(readDeployed(stack, settings, cluster));
    return deployed && { cluster, deployed };
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined) {
      await pulumi.log.debug(`what is deployed could not be looked at: ${String(error)}`);
    } else {
      await pulumi.log.warn(
        `what is deployed could not be looked at (status ${status}), so that a change that cannot be made is not refused beforehand`,
      );
    }
    return undefined;
  }
}

async function withinPatience<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("the cluster did not answer in time"));
    }, PATIENCE);
  });
  return Promise.race([answer, late]).finally(() => {
    clearTimeout(timer);
  });
}
