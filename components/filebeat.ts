/** Filebeat on every node, under Elastic's operator: it reads the containers' lines and hands them to Logstash. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Elastic } from "../settings/elastic";
import type { Settings } from "../settings";
import { LOGIN_PROGRAMS } from "../log-format/shells";
import { STACK_TRACE_LINE } from "./elastic/parsing";
import { falcoFiles } from "./fluentd/node-sources";
import { nodeFolders, nodeGroups } from "./log-pipeline/node-sources";
import { LOGSTASH_SERVICE } from "./logstash";
import { BEATS_PORT } from "./logstash/pipelines";
import { nodeMount, nodeVolume, onEveryNode, resourceValues } from "./support/values";

/** The name of the Beat resource, and of its account. */
export const FILEBEAT = "filebeat";

const LOGS = "/var/log";
const CA_DIRECTORY = "/etc/logstash-ca";

export interface FilebeatArgs {
  settings: Settings;
  elastic: Elastic;
  namespace: pulumi.Input<string>;
}

/** Filebeat's configuration. */
export function filebeatConfig(settings: Settings, { logstash }: Elastic): Record<string, unknown> {
  const { cluster, security } = settings;
  const tls = logstash?.tlsSecret !== undefined;
  return {
    "filebeat.inputs": [
      containers("containers", {
        paths: [`${LOGS}/containers/*.log`],
        // The platform's own pods: what Logstash or Elasticsearch say about a line would be a line again.
        "prospector.scanner.exclude_files": [`_${cluster.namespace}_`],
      }),
      ...(security.sources.falco === undefined
        ? []
        : [containers("falco", { paths: [falcoFiles(cluster.namespace)] })]),
      ...nodeInputs(settings),
    ],
    processors: [
      {
        add_kubernetes_metadata: {
          host: "${NODE_NAME}",
          matchers: [{ logs_path: { logs_path: `${LOGS}/containers/` } }],
        },
      },
      {
        drop_fields: {
          fields: ["agent", "ecs", "input", "log.offset", "kubernetes.node.labels"],
          ignore_missing: true,
        },
      },
    ],
    "output.logstash": {
      hosts: [`${LOGSTASH_SERVICE}.${cluster.namespace}.svc:${BEATS_PORT}`],
      // A connection that lives for ever stays with one replica; with pipelining there is no end to it.
      ttl: "60s",
      pipelining: 0,
      ...(tls ? { "ssl.certificate_authorities": [`${CA_DIRECTORY}/ca.crt`] } : {}),
    },
  };
}

/** The input of containers' lines. */
function containers(id: string, files: Record<string, unknown>): Record<string, unknown> {
  return {
    type: "filestream",
    id,
    ...files,
    "prospector.scanner.symlinks": true,
    // A file is known by how it begins: an inode may be another file's tomorrow. Below 64 bytes it is not read yet.
    "prospector.scanner.fingerprint.length": 64,
    "file_identity.fingerprint": {},
    parsers: [
      // It puts the parts of long lines together.
      { container: { stream: "all", format: "cri" } },
      {
        multiline: {
          type: "pattern",
          pattern: STACK_TRACE_LINE,
          negate: false,
          match: "after",
          max_lines: 1000,
          timeout: "2s",
        },
      },
    ],
    // A pod that has gone may still have lines that are not read.
    "close.on_state_change.removed": false,
    clean_removed: false,
    clean_inactive: "-1",
  };
}

/** The inputs of the nodes' own sources; Logstash knows them by `fields`. */
function nodeInputs({ security }: Settings): Record<string, unknown>[] {
  const { nodes, apiServer } = security.sources;
  const of = (source: string) => ({ id: source, fields: { source, node: "${NODE_NAME}" } });
  const files = (source: string, paths: readonly string[]) => ({
    type: "filestream",
    ...of(source),
    paths,
    "prospector.scanner.fingerprint.length": 64,
    "file_identity.fingerprint": {},
  });
  return [
    ...(nodes?.from === "journal"
      ? [
          {
            type: "journald",
            ...of("journal"),
            paths: [nodes.journal],
            "include_matches.match": LOGIN_PROGRAMS.map((program) => `SYSLOG_IDENTIFIER=${program}`),
            seek: "tail",
          },
        ]
      : []),
    ...(nodes?.from === "files" ? [files("files", nodes.files)] : []),
    ...(apiServer?.from === "file" ? [files("api_server", [apiServer.file])] : []),
  ];
}

/** The resource's `spec`. The operator keeps how far each file was read on the node, below /var/lib. */
export function filebeatSpec(settings: Settings, elastic: Elastic): Record<string, unknown> {
  const { filebeat, logstash, version } = elastic;
  const tlsSecret = logstash?.tlsSecret;
  const groups = nodeGroups(settings);
  const folders = nodeFolders(settings);
  const host = (name: string) => ({ name, hostPath: { path: `${LOGS}/${name}`, type: "Directory" } });
  const mount = (name: string) => ({ name, mountPath: `${LOGS}/${name}`, readOnly: true });
  return {
    type: "filebeat",
    version,
    config: filebeatConfig(settings, elastic),
    daemonSet: {
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
      podTemplate: {
        spec: {
          serviceAccountName: FILEBEAT,
          automountServiceAccountToken: true,
          priorityClassName: filebeat.priorityClass,
          ...onEveryNode(),
          ...(groups.supplementalGroups === undefined ? {} : { securityContext: groups }),
          containers: [
            {
              name: "filebeat",
              // The containers' files are root's.
              securityContext: { runAsUser: 0, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              env: [{ name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
              resources: resourceValues(filebeat.resources),
              volumeMounts: [
                mount("containers"),
                mount("pods"),
                ...folders.map(nodeMount),
                ...(tlsSecret === undefined ? [] : [{ name: "ca", mountPath: CA_DIRECTORY, readOnly: true }]),
              ],
            },
          ],
          volumes: [
            host("containers"),
            host("pods"),
            ...folders.map(nodeVolume),
            ...(tlsSecret === undefined
              ? []
              : [{ name: "ca", secret: { secretName: tlsSecret, items: [{ key: "ca.crt", path: "ca.crt" }] } }]),
          ],
        },
      },
    },
  };
}

/** What add_kubernetes_metadata asks the API server for. */
export const FILEBEAT_RULES = [
  { apiGroups: [""], resources: ["namespaces", "nodes", "pods"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["batch"], resources: ["jobs"], verbs: ["get", "list", "watch"] },
];

/** Filebeat. Logstash has to be there first. */
export class Filebeat extends pulumi.ComponentResource {
  constructor(name: string, { settings, elastic, namespace }: FilebeatArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:elastic:Filebeat", name, {}, opts);
    const metadata = { name: FILEBEAT, namespace };
    // A cluster has one of a name: another stack's is told apart by the namespace.
    const wide = { name: pulumi.interpolate`${namespace}-${FILEBEAT}` };
    const account = new k8s.core.v1.ServiceAccount(FILEBEAT, { metadata }, { parent: this });
    const role = new k8s.rbac.v1.ClusterRole(FILEBEAT, { metadata: wide, rules: FILEBEAT_RULES }, { parent: this });
    const binding = new k8s.rbac.v1.ClusterRoleBinding(
      FILEBEAT,
      {
        metadata: wide,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: wide.name },
        subjects: [{ kind: "ServiceAccount", name: FILEBEAT, namespace }],
      },
      { parent: this },
    );
    new k8s.apiextensions.CustomResource(
      FILEBEAT,
      {
        apiVersion: "beat.k8s.elastic.co/v1beta1",
        kind: "Beat",
        // Not waited for: one node that is away would fail every update.
        metadata,
        spec: filebeatSpec(settings, elastic),
      },
      { parent: this, dependsOn: [account, role, binding] },
    );
    this.registerOutputs({});
  }
}
