/** Logstash under Elastic's operator: it takes Filebeat's lines, and keeps them on a volume while Elasticsearch does not. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { bytes } from "../settings/units";
import type { Elastic } from "../settings/elastic";
import type { Settings } from "../settings";
import { ELASTICSEARCH } from "../names/elastic";
import { contentHash } from "./elastic/setup";
import { writerEnv } from "./elastic/streams";
import { render } from "./logstash/language";
import {
  BEATS_PORT,
  deadLetterPipeline,
  logstashRuby,
  type LogstashSettings,
  mainPipeline,
  RUBY_DIRECTORY,
  TLS_DIRECTORY,
} from "./logstash/pipelines";
import { resourceValues, withoutUndefined } from "./support/values";

/** The name of the Logstash resource. */
export const LOGSTASH = "logstash";

/** The StatefulSet that the operator makes, and the Service for Filebeat. */
export const LOGSTASH_STATEFULSET = `${LOGSTASH}-ls`;
export const LOGSTASH_SERVICE = `${LOGSTASH_STATEFULSET}-beats`;

/** The labels that the operator gives to pods. */
export const LOGSTASH_PODS = { "logstash.k8s.elastic.co/name": LOGSTASH };
export const FILEBEAT_PODS = { "beat.k8s.elastic.co/name": "filebeat" };

/** The ConfigMap with the Ruby of its filters. */
const LOGSTASH_RUBY = "logstash-ruby";

const MI = 2 ** 20;

export interface LogstashArgs {
  settings: Settings;
  elastic: Elastic;
  logstash: LogstashSettings;
  namespace: pulumi.Input<string>;
}

/** The resource's `spec`. No credential is in it: the pipelines name environment variables. */
export function logstashSpec(
  settings: Settings,
  elastic: Elastic,
  logstash: LogstashSettings,
): Record<string, unknown> {
  const { cluster } = settings;
  const { tlsSecret } = logstash;
  const heap = `${Math.floor(bytes(logstash.heap) / MI)}m`;
  const tls = tlsSecret === undefined ? [] : [{ name: "tls", mountPath: TLS_DIRECTORY, readOnly: true }];
  return {
    version: elastic.version,
    count: logstash.replicas,
    elasticsearchRefs: [{ name: ELASTICSEARCH, clusterName: ELASTICSEARCH }],
    pipelines: pipelines(settings, logstash),
    services: [
      {
        name: "beats",
        service: { spec: { ports: [{ name: "beats", port: BEATS_PORT, protocol: "TCP", targetPort: BEATS_PORT }] } },
      },
    ],
    podTemplate: {
      // Logstash reads its Ruby when it starts: the pods are replaced when it changes.
      metadata: { annotations: { "observability/ruby": contentHash(logstashRuby(elastic)) } },
      spec: {
        containers: [
          {
            name: "logstash",
            env: [...writerEnv(), { name: "LS_JAVA_OPTS", value: `-Xms${heap} -Xmx${heap}` }],
            resources: resourceValues(logstash.resources),
            volumeMounts: [{ name: "ruby", mountPath: RUBY_DIRECTORY, readOnly: true }, ...tls],
          },
        ],
        volumes: [
          { name: "ruby", configMap: { name: LOGSTASH_RUBY } },
          ...(tlsSecret === undefined ? [] : [{ name: "tls", secret: { secretName: tlsSecret } }]),
        ],
        // What is in flight is written to the queue.
        terminationGracePeriodSeconds: 120,
      },
    },
    volumeClaimTemplates: [
      {
        // The operator's own name for it, else it makes another of 1.5 GiB.
        metadata: { name: "logstash-data" },
        spec: withoutUndefined({
          storageClassName: cluster.storageClass,
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: volumeSize(logstash) } },
        }),
      },
    ],
  };
}

/** Room for a full queue, full dead letters, and a fifth more for pages that are not yet gone. */
export function volumeSize({ queue, deadLetters }: LogstashSettings): string {
  return `${Math.ceil(((bytes(queue) + bytes(deadLetters)) * 1.2) / 2 ** 30)}Gi`;
}

function pipelines(settings: Settings, logstash: LogstashSettings): Record<string, unknown>[] {
  return [
    withoutUndefined({
      "pipeline.id": "main",
      "pipeline.workers": logstash.workers,
      "pipeline.batch.size": logstash.batchSize,
      "queue.type": "persisted",
      "queue.max_bytes": megabytes(logstash.queue),
      "dead_letter_queue.enable": true,
      "dead_letter_queue.max_bytes": megabytes(logstash.deadLetters),
      // The newest of what is refused tells most.
      "dead_letter_queue.storage_policy": "drop_older",
      "config.string": render(mainPipeline(settings, logstash)),
    }),
    {
      "pipeline.id": "dead-letters",
      "pipeline.workers": 1,
      // What it reads is on the volume until it is written.
      "queue.type": "memory",
      "config.string": render(deadLetterPipeline(settings)),
    },
  ];
}

/** A size in Logstash's units, which are binary. */
function megabytes(quantity: string): string {
  return `${Math.floor(bytes(quantity) / MI)}mb`;
}

/** Who may connect to Logstash: Filebeat, and from the namespace who asks how it is. */
export const LOGSTASH_INGRESS = {
  podSelector: { matchLabels: LOGSTASH_PODS },
  policyTypes: ["Ingress"],
  ingress: [
    { from: [{ podSelector: { matchLabels: FILEBEAT_PODS } }], ports: [{ port: BEATS_PORT, protocol: "TCP" }] },
    { from: [{ podSelector: {} }], ports: [{ port: 9600, protocol: "TCP" }] },
  ],
};

/** Logstash, ready. */
export class Logstash extends pulumi.ComponentResource {
  readonly resource: k8s.apiextensions.CustomResource;

  constructor(name: string, args: LogstashArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:elastic:Logstash", name, {}, opts);
    const { settings, elastic, logstash, namespace } = args;
    const metadata = { name: LOGSTASH, namespace };
    new k8s.networking.v1.NetworkPolicy(LOGSTASH, { metadata, spec: LOGSTASH_INGRESS }, { parent: this });
    const ruby = new k8s.core.v1.ConfigMap(
      LOGSTASH_RUBY,
      { metadata: { name: LOGSTASH_RUBY, namespace }, data: logstashRuby(elastic) },
      { parent: this },
    );
    this.resource = new k8s.apiextensions.CustomResource(
      LOGSTASH,
      {
        apiVersion: "logstash.k8s.elastic.co/v1alpha1",
        kind: "Logstash",
        metadata: {
          ...metadata,
          annotations: { "pulumi.com/waitFor": `jsonpath={.status.availableNodes}=${logstash.replicas}` },
        },
        spec: logstashSpec(settings, elastic, logstash),
      },
      { parent: this, dependsOn: [ruby], customTimeouts: { create: "15m", update: "30m", delete: "10m" } },
    );
    this.registerOutputs({});
  }
}
