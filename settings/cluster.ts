import { z } from "zod";
import { list, words } from "./bounds";
import { annotations, filled, objectName } from "./texts";
import { host, name } from "./types";

export const PLATFORMS = ["eks", "gke", "aks", "k3s", "kind", "generic"] as const;

/** What keeps data that a change of settings may lose. */
export const STORES = [
  "prometheus",
  "alertmanager",
  "grafana",
  "loki-stack",
  "loki",
  "jaeger",
  "elasticsearch",
] as const;

/** Where the platform runs. */
export const cluster = z
  .strictObject({
    name: name().describe("the cluster's name: the external label `cluster` on every series, log and trace"),
    platform: z
      .enum(PLATFORMS)
      .describe(
        "the kind of cluster: decides which control-plane scrapers, and which of their rules, exist. `generic` is a cluster whose control plane can be scraped",
      ),
    context: filled()
      .optional()
      .describe(
        "the kubeconfig context to deploy to, so that no environment lands on another's cluster. Default: the current one",
      ),
    namespace: name().default("observability").describe("the namespace that everything is deployed to"),
    domain: host()
      .optional()
      .describe("the domain under which ingresses are made, e.g. Grafana at grafana.<domain>. Default: no ingress"),
    storageClass: objectName("fast")
      .optional()
      .describe("the storage class of all volumes. Default: the cluster's own"),
    ingress: z
      .strictObject({
        className: objectName("nginx").optional().describe("the ingress class. Default: the cluster's own"),
        annotations: annotations()
          .default({})
          .describe("annotations for every ingress, e.g. cert-manager.io/cluster-issuer"),
        tls: z.boolean().default(true).describe("serve by TLS, with a certificate in the Secret <host>-tls"),
        expose: list(z.enum(["alertmanager", "grafana", "jaeger", "kibana", "prometheus"]))
          .default(["grafana"])
          .describe(
            "what gets an ingress. Prometheus, Alertmanager and Jaeger ask nobody for a password: name them here only behind an ingress that does",
          ),
      })
      .prefault({})
      .describe("the ingresses' common options; there are none without `domain`"),
    deleteDataOnDestroy: z
      .boolean()
      .default(false)
      .describe(
        "whether `pulumi destroy` takes the volumes and the namespace along. Custom resource definitions always stay",
      ),
    allowDataLoss: list(z.enum(STORES))
      .default([])
      .describe(
        "stores that a change may take away, or part from what they keep (docs/volumes.md); others are refused, unless `deleteDataOnDestroy` says that the data is nobody's loss. Take it out again after the change",
      ),
  })
  .describe("where the platform runs");

/** The mirror of all charts. */
export const charts = words()
  .regex(/^(https?:\/\/[!-~]+|oci:\/\/[!-~]+|\.{0,2}\/[^\s\u0000-\u001f\u007f-\u009f]*)$/, {
    error: "is not an HTTP(S) repository, an oci:// prefix or a directory (./charts or /srv/charts)",
  })
  .describe(
    "a mirror that every chart is taken from: an HTTP(S) repository, an oci:// prefix, or a directory (beginning with ./ or /) of packaged charts, <chart>-<version>.tgz. Default: each chart's own repository",
  );
