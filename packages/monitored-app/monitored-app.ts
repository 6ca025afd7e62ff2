/** The component, for the program that deploys the application. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PlatformSections, WatchedObjects } from "../../components/applications/elsewhere";
import type { MonitoredAppArgs } from "./args";
import { make, mistakesAnywhere, type Mistake } from "./objects";

/**
 * An application that an observability platform watches: scraped, asked for its health, held to its objectives. All of its
 * objects are in its own namespace, and go with it. The platform's stack has to have `observability:appsElsewhere`.
 */
export class MonitoredApp extends pulumi.ComponentResource {
  /** What there is of it, e.g. `PodMonitor app-shop.checkout`. */
  public readonly objects: pulumi.Output<string[]>;

  /** @throws pulumi.InputPropertiesError with every mistake in the arguments. */
  constructor(name: string, args: MonitoredAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability-monitored-app:index:MonitoredApp", name, args, opts);
    const refuse = (mistakes: Mistake[]): never => {
      throw refusal(`MonitoredApp ${name}: ${inWords(mistakes)}`, mistakes);
    };
    const wrong = mistakesAnywhere(name, args);
    if (wrong.length > 0) refuse(wrong);
    const parent = { parent: this };
    const stack = new pulumi.StackReference(`${name}-platform`, { name: args.platform }, parent);
    const made = pulumi.all([args.namespace, stack.getOutput("applications")]).apply(([namespace, sections]) => {
      const said = make(name, args, namespace, sections as PlatformSections | undefined);
      return "objects" in said ? said.objects : refuse(said.mistakes);
    });
    const metadata = { name: made.name, namespace: args.namespace };
    const custom = (kind: string, of: "podMonitor" | "probe" | "rules") =>
      new k8s.apiextensions.CustomResource(
        `${name}-${kind.toLowerCase()}`,
        { apiVersion: "monitoring.coreos.com/v1", kind, metadata, spec: made.apply((objects) => objects[of] ?? {}) },
        parent,
      );
    // Which objects there are has to be known before the platform is asked.
    const isScraped = args.port !== undefined || args.portName !== undefined;
    const kinds: string[] = [];
    if (isScraped) {
      custom("PodMonitor", "podMonitor");
      kinds.push("PodMonitor");
    }
    if (args.health !== undefined) {
      custom("Probe", "probe");
      kinds.push("Probe");
    }
    if ((isScraped && args.metrics?.expected !== false) || (args.slo ?? []).length > 0) {
      custom("PrometheusRule", "rules");
      kinds.push("PrometheusRule");
    }
    if (isScraped && args.metrics?.networkPolicy === true) {
      new k8s.networking.v1.NetworkPolicy(
        `${name}-networkpolicy`,
        { metadata, spec: made.apply(({ networkPolicy }) => networkPolicy ?? NOTHING) },
        parent,
      );
      kinds.push("NetworkPolicy");
    }
    this.objects = made.name.apply((object) => kinds.map((kind) => `${kind} ${object}`));
    this.registerOutputs({ objects: this.objects });
  }
}

const NOTHING: NonNullable<WatchedObjects["networkPolicy"]> = { podSelector: {} };

/** An error of the arguments for whoever is told by a provider, and one without a stack trace for a program of this language. */
function refusal(message: string, errors: Mistake[]): Error {
  return Object.assign(new pulumi.RunError(message), new pulumi.InputPropertiesError({ message, errors }));
}

function inWords(mistakes: readonly Mistake[]): string {
  return mistakes.map(({ propertyPath, reason }) => `${propertyPath} ${reason}`).join("; ");
}
