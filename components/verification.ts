/** The end of an update: whether the platform works is asked of its programs, and an update that left it broken fails. */
import * as path from "node:path";
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { sortedKeys } from "../dashboards/sorted-keys";
import type { Settings } from "../settings";
import { shortHash } from "./support/short-hash";

/** What a program has registered so far. */
export interface Deployed {
  /** What the verification waits for: everything but providers. */
  resources: readonly pulumi.Resource[];
  /** What is deployed, as far as it is no credential, in a form that is the same on every machine. */
  inputs: readonly pulumi.Input<unknown>[];
}

/** Keeps what the program registers from now on. */
export function recordDeployed(): Deployed {
  const resources: pulumi.Resource[] = [];
  const inputs: pulumi.Input<unknown>[] = [];
  pulumi.runtime.registerStackTransformation(({ resource, type, name, props }) => {
    // A component is what is in it, and a provider is nothing of the cluster's.
    if (/^(pulumi|observability):/.test(type)) return undefined;
    resources.push(resource);
    const own = comparable(type, props);
    if (own !== undefined) inputs.push({ type, name, own });
    return undefined;
  });
  return { resources, inputs };
}

/** The inputs of a resource that say what is deployed; undefined for one that holds a credential, or is none of the cluster's. */
export function comparable(type: string, props: Record<string, unknown>): Record<string, unknown> | undefined {
  if (!type.startsWith("kubernetes:") || type === "kubernetes:core/v1:Secret") return undefined;
  if (!type.endsWith(":Release")) return props;
  const { chart, version, values } = props;
  // A mirror's folder differs from machine to machine; the archive in it is called by chart and version.
  const called = pulumi.output(chart as pulumi.Input<string>).apply((text) => path.posix.basename(text));
  return { chart: called, version, values };
}

/** A digest of values: the same for the same, in whatever order their keys were set. */
export function digest(value: unknown): string {
  return shortHash(sortedKeys(value));
}

export interface VerificationArgs {
  settings: Settings;
  deployed: Deployed;
}

/**
 * `npm run verify` as the last resource: once when it is new, and again when something that is deployed has changed. In a preview
 * it is one line, and nothing is asked. What it reads of the cluster's Secrets is neither among its inputs nor its outputs.
 */
export class Verification extends pulumi.ComponentResource {
  constructor(name: string, { settings, deployed }: VerificationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:platform:Verification", name, {}, opts);
    // Where charts are taken from differs from machine to machine, and what may be lost is said for one change: neither is part
    // of what is deployed.
    const own = { ...settings, charts: undefined, cluster: { ...settings.cluster, allowDataLoss: undefined } };
    new local.Command(
      name,
      {
        // The name of a stack is a label's value, so that no shell reads anything else in it.
        create: `npm run --silent verify -- --stack ${pulumi.getStack()} --quiet`,
        triggers: [pulumi.output([own, ...deployed.inputs]).apply(digest)],
        // What is waited for; the report of a failure is in its error.
        logging: local.Logging.Stderr,
        addPreviousOutputInEnv: false,
      },
      { parent: this, dependsOn: [...deployed.resources] },
    );
    this.registerOutputs({});
  }
}
