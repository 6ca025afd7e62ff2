/** Elasticsearch and Kibana under Elastic's operator, set up, with users, snapshots and metrics. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Credentials } from "./support/credential-outputs";
import { elasticCredentials } from "./elastic/credentials";
import type { Elastic } from "../settings/elastic";
import type { Settings } from "../settings";
import { CHARTS } from "./support/charts";
import { elasticsearchReady, elasticsearchSpec, snapshotKeys } from "./elastic/elasticsearch";
import { EXPORTER, EXPORTER_LABELS, EXPORTER_MONITOR, EXPORTER_SERVICE, exporterSpec } from "./elastic/exporter";
import { KIBANA_PODS, kibanaIngress, kibanaReady, kibanaSpec } from "./elastic/kibana";
import { ELASTICSEARCH, KIBANA } from "../names/elastic";
import { ELASTIC_OPERATOR } from "../names/elastic";
import { OPERATOR_MONITOR, operatorValues } from "./elastic/operator";
import { setupFiles, type SetupName } from "./elastic/setup";
import { type JobArgs, jobName, jobSpec } from "./elastic/setup/job";
import { AZURE_ACCOUNT, KEYSTORE_KEYS, SNAPSHOT_SECRET } from "./elastic/snapshots";
import { rolesFile } from "./elastic/roles";
import {
  type ElasticUser,
  elasticUsers,
  PEOPLE,
  type Person,
  ROLES_SECRET,
  userRole,
  userSecret,
} from "./elastic/users";
import { release } from "./support/release";

export interface ElasticStackArgs {
  settings: Settings;
  /** The section of the settings that makes a stack have this. */
  elastic: Elastic;
  credentials: Credentials;
  namespace: pulumi.Input<string>;
  /** What brings the resource definitions of monitors, which the rest does not wait for. */
  monitors: pulumi.Resource;
}

/** Elasticsearch and Kibana, ready and set up. */
export class ElasticStack extends pulumi.ComponentResource {
  /** The operator's release, for what else it makes: it has to outlive its resources. */
  readonly operator: k8s.helm.v3.Release;
  /** What is there once Elasticsearch takes logs: the last step of its set-up. */
  readonly ready: pulumi.Resource;
  /** The generated passwords of the users that are people, secrets. */
  readonly passwords: Readonly<Record<Person, pulumi.Output<string>>>;

  constructor(name: string, args: ElasticStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:elastic:ElasticStack", name, {}, opts);
    const { settings, elastic, namespace } = args;

    this.operator = release(
      ELASTIC_OPERATOR,
      {
        chart: CHARTS.eckOperator,
        namespace,
        values: operatorValues(settings),
        settings,
      },
      { parent: this },
    );
    const metadata = { name: ELASTIC_OPERATOR, namespace };
    new k8s.apiextensions.CustomResource(
      ELASTIC_OPERATOR,
      { apiVersion: "monitoring.coreos.com/v1", kind: "PodMonitor", metadata, spec: OPERATOR_MONITOR },
      // An older release had one of this name, which goes first.
      { parent: this, dependsOn: [args.monitors, this.operator] },
    );
    const { passwords, secrets } = this.users(settings, namespace);
    this.passwords = passwords;

    // Custom resources are made after the operator and go before it: without one nobody takes off their finalizers.
    const elasticsearch = this.resource(
      { name: ELASTICSEARCH, kind: "Elasticsearch", group: "elasticsearch.k8s.elastic.co", namespace },
      { ready: elasticsearchReady(elastic), spec: elasticsearchSpec(settings, elastic) },
      [this.operator, ...secrets, ...this.snapshotKeys(args)],
    );
    this.ready = this.setup("elasticsearch-setup", args, [elasticsearch]);

    const kibana = this.resource(
      { name: KIBANA, kind: "Kibana", group: "kibana.k8s.elastic.co", namespace },
      { ready: kibanaReady(elastic), spec: kibanaSpec(settings, elastic) },
      [elasticsearch],
    );
    this.setup("kibana-setup", args, [this.ready, kibana]);
    this.kibanaExtras(args, kibana);
    this.exporter(args, elasticsearch);
    this.registerOutputs({});
  }

  private users(settings: Settings, namespace: pulumi.Input<string>) {
    const password = (user: ElasticUser) =>
      new random.RandomPassword(userSecret(user), { length: 32, special: false }, { parent: this }).result;
    const known = new Map(elasticUsers(settings).map((user) => [user, password(user)]));
    const secrets = [...known].map(
      ([user, secret]) =>
        new k8s.core.v1.Secret(
          userSecret(user),
          {
            metadata: { name: userSecret(user), namespace },
            type: "kubernetes.io/basic-auth",
            stringData: {
              username: user,
              password: secret,
              roles: userRole(user),
            },
          },
          { parent: this },
        ),
    );
    const roles = new k8s.core.v1.Secret(
      ROLES_SECRET,
      { metadata: { name: ROLES_SECRET, namespace }, stringData: { "roles.yml": rolesFile(settings) } },
      { parent: this },
    );
    const passwords = Object.fromEntries(PEOPLE.map((person) => [person, known.get(person)]));
    return { passwords: passwords as ElasticStack["passwords"], secrets: [...secrets, roles] };
  }

  /** The keystore's entries for the snapshots' store, if there are keys. */
  private snapshotKeys({ settings, elastic, credentials, namespace }: ElasticStackArgs): pulumi.Resource[] {
    if (!snapshotKeys(elastic)) return [];
    const account = elastic.snapshots?.type === "azure" ? elastic.snapshots.account : undefined;
    const stringData: Record<string, pulumi.Input<string>> = account === undefined ? {} : { [AZURE_ACCOUNT]: account };
    for (const { key } of elasticCredentials(settings)) {
      const entry = KEYSTORE_KEYS[key];
      const value = credentials[key];
      if (entry === undefined || value === undefined) continue;
      stringData[entry] = value;
    }
    return [
      new k8s.core.v1.Secret(
        SNAPSHOT_SECRET,
        {
          metadata: { name: SNAPSHOT_SECRET, namespace },
          stringData,
        },
        { parent: this },
      ),
    ];
  }

  private resource(
    { name, kind, group, namespace }: { name: string; kind: string; group: string; namespace: pulumi.Input<string> },
    { ready, spec }: { ready: string; spec: Record<string, unknown> },
    dependsOn: pulumi.Resource[],
  ): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: `${group}/v1`,
        kind,
        metadata: { name, namespace, annotations: { "pulumi.com/waitFor": ready } },
        spec,
      },
      // An update goes from node to node, and waits for the shards of each.
      { parent: this, dependsOn, customTimeouts: { create: "20m", update: "60m", delete: "10m" } },
    );
  }

  /** Sets up what is inside, and is ready when that is done. */
  private setup(name: SetupName, args: ElasticStackArgs, dependsOn: pulumi.Resource[]): k8s.batch.v1.Job {
    const { settings, elastic, namespace } = args;
    const job: JobArgs = { name, version: elastic.version, files: setupFiles(settings, elastic, name) };
    const files = new k8s.core.v1.ConfigMap(name, { metadata: { name, namespace }, data: job.files }, { parent: this });
    return new k8s.batch.v1.Job(
      name,
      {
        metadata: {
          name: jobName(job),
          namespace,
          // One that failed is made anew by the next `up`, instead of being waited for again.
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec: jobSpec(settings, job),
      },
      {
        parent: this,
        dependsOn: [...dependsOn, files],
        deleteBeforeReplace: true,
        customTimeouts: { create: "40m", update: "40m" },
      },
    );
  }

  private kibanaExtras({ settings, elastic, namespace }: ElasticStackArgs, kibana: pulumi.Resource): void {
    const opts = { parent: this, dependsOn: kibana };
    const ingress = kibanaIngress(settings, elastic);
    if (ingress !== undefined) {
      // Not every ingress controller says where it serves, which would be waited for.
      const annotations = { ...ingress.annotations, "pulumi.com/skipAwait": "true" };
      const metadata = { name: KIBANA, namespace, annotations };
      new k8s.networking.v1.Ingress(KIBANA, { metadata, spec: ingress.spec }, opts);
    }
    // The operator makes one for Elasticsearch, and none for Kibana.
    if (elastic.kibana.replicas > 1) {
      new k8s.policy.v1.PodDisruptionBudget(
        KIBANA,
        { metadata: { name: KIBANA, namespace }, spec: { maxUnavailable: 1, selector: { matchLabels: KIBANA_PODS } } },
        { parent: this },
      );
    }
  }

  private exporter({ settings, elastic, namespace, monitors }: ElasticStackArgs, elasticsearch: pulumi.Resource): void {
    const metadata = { name: EXPORTER, namespace, labels: EXPORTER_LABELS };
    const deployment = new k8s.apps.v1.Deployment(
      EXPORTER,
      { metadata, spec: exporterSpec(settings, elastic) },
      { parent: this, dependsOn: elasticsearch },
    );
    // Its pod is waited for already; Pulumi would watch its endpoints for ten seconds more.
    const annotations = { "pulumi.com/skipAwait": "true" };
    new k8s.core.v1.Service(
      EXPORTER,
      { metadata: { ...metadata, annotations }, spec: EXPORTER_SERVICE },
      { parent: this, dependsOn: deployment },
    );
    new k8s.apiextensions.CustomResource(
      EXPORTER,
      { apiVersion: "monitoring.coreos.com/v1", kind: "ServiceMonitor", metadata, spec: EXPORTER_MONITOR },
      { parent: this, dependsOn: monitors },
    );
  }
}
