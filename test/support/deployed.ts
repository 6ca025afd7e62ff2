/** What is deployed, for tests of changes. */
import assert from "node:assert/strict";
import type { Claim, Deployed } from "../../components/support/deployed/facts";
import { problemLine } from "../../stacks/cures";
import { changes, volumesOf } from "../../stacks/changes";
import type { Settings } from "../../settings";
import { settingsOf } from "./settings";
import { lokiStore } from "../../components/loki/changes";

export function claim(name: string, requested: string, fields: Partial<Claim> = {}): Claim {
  return { name, requested, capacity: requested, storageClass: "fast", growsWithPod: false, ...fields };
}

/** What a stack's settings have deployed, one pod of each, with volumes of class `fast`, that can grow. */
export function deployedOf(settings: Settings, fields: Partial<Deployed> = {}): Deployed {
  const volumes = volumesOf(settings).filter(({ size }) => size !== "none");
  return {
    elsewhere: [],
    claims: volumes.map(({ workload, volume, size }) =>
      claim(workload.startsWith("deployment/") ? volume : `${volume}-${workload.replace("statefulset/", "")}-0`, size),
    ),
    volumes: volumes.map(({ workload, volume, size }) => ({
      workload,
      volume,
      template: workload.startsWith("deployment/")
        ? undefined
        : { size, storageClass: settings.cluster.storageClass, goWithSet: settings.cluster.deleteDataOnDestroy },
    })),
    statefulSets: volumesOf(settings).flatMap(({ workload }) => /^statefulset\/(.*)/.exec(workload)?.[1] ?? []),
    expandable: new Map([["fast", true]]),
    elasticsearch: settings.elastic && {
      version: settings.elastic.version,
      nodeSets: settings.elastic.nodes.map(({ name, count, roles }) => ({ name, count, roles })),
    },
    lokiStore: settings.logs.engine === "loki" ? lokiStore(settings) : undefined,
    jaegerStore: settings.tracing.storage === "none" ? undefined : settings.tracing.storage,
    grafanaDatabase: settings.grafana.database?.host,
    ...fields,
  };
}

/** A copy whose claims have other fields. */
export function withClaims(deployed: Deployed, fields: Partial<Claim>): Deployed {
  return { ...deployed, claims: deployed.claims.map((one) => ({ ...one, ...fields })) };
}

/** Problems and warnings of a change, each as the one line that is shown. */
export function changed(settings: Settings, deployed: Deployed): { problems: string[]; warnings: string[] } {
  const { problems, warnings } = changes(settings, deployed);
  const lines = (list: typeof problems) => list.map((one) => problemLine("prod", one));
  return { problems: lines(problems), warnings: lines(warnings) };
}

/** What is said of going from one stack file to another. */
export function change(before: Record<string, unknown>, after: Record<string, unknown>) {
  return changed(settingsOf(after), deployedOf(settingsOf(before)));
}

/** The one line that there is. */
export function only(list: readonly string[]): string {
  assert.equal(list.length, 1, list.join("\n"));
  return list[0] ?? "";
}
