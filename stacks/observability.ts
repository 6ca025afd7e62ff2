/** The platform's table of contents: every component, in the order in which they depend on each other. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Dashboards } from "../components/dashboards";
import { Jaeger } from "../components/jaeger";
import { KubePrometheusStack } from "../components/kube-prometheus-stack";
import { platformUrls } from "../components/links";
import { Rules } from "../components/rules";
import { ScrapeAnnotations } from "../components/scrape-annotations";
import type { Credentials } from "./credentials";
import type { Settings } from "./settings";

/** What a stack tells whoever deployed it. */
export interface Outputs {
  /** Where things are served: a URL, or the command that makes it reachable. */
  urls: Record<string, string>;
  /** The password of Grafana's `admin`, a secret: `pulumi stack output --show-secrets grafanaPassword`. */
  grafanaPassword: pulumi.Output<string>;
}

/** Builds the platform. */
export function observability({ settings, credentials }: { settings: Settings; credentials: Credentials }): Outputs {
  const { cluster } = settings;
  const provider = new k8s.Provider("cluster", {
    ...(cluster.context === undefined ? {} : { context: cluster.context }),
    // Whose kubeconfig is used, and where it is, differs from machine to machine; the cluster is the same.
    clusterIdentifier: cluster.name,
    // Everything has a fixed name, so what exists is changed in place: a Secret that is replaced would be gone for a moment
    // while pods have it mounted.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    // What an interrupted run created without being able to write it down is taken over by the next one; so is a namespace
    // that an earlier `destroy` left for the data's sake.
    upsertExistingObjects: true,
  });

  const namespace = new k8s.core.v1.Namespace(
    "namespace",
    {
      metadata: {
        name: cluster.namespace,
        labels: {
          // Another stack that is deployed here by mistake conflicts with this before it touches anything.
          "observability/stack": pulumi.getStack(),
          // The exporters on the nodes need the host's name spaces and file systems.
          "pod-security.kubernetes.io/enforce": "privileged",
        },
      },
    },
    // The volumes are in it.
    { provider, retainOnDelete: !cluster.deleteDataOnDestroy },
  ).metadata.name;

  const metrics = new KubePrometheusStack(
    "kube-prometheus-stack",
    { settings, credentials, namespace },
    { providers: [provider] },
  );
  // Custom resources go before the operator that looks after them, and come after it.
  const behind = { providers: [provider], dependsOn: metrics.release };
  new Rules("rules", { settings, namespace }, behind);
  new ScrapeAnnotations("scrape-annotations", { namespace }, behind);
  if (settings.tracing.storage !== "none") new Jaeger("jaeger", { settings, namespace }, behind);
  new Dashboards("dashboards", { settings, namespace }, { providers: [provider] });

  return { urls: platformUrls(settings), grafanaPassword: metrics.grafanaPassword };
}
