/** What brings the containers' lines to Elasticsearch: one collector, and Logstash if there is one. */
import * as pulumi from "@pulumi/pulumi";
import type { Elastic } from "../settings/elastic";
import type { Settings } from "../settings";
import { Filebeat } from "./filebeat";
import { Fluentd } from "./fluentd";
import { Logstash } from "./logstash";

export interface CollectorsArgs {
  settings: Settings;
  elastic: Elastic;
  namespace: pulumi.Input<string>;
}

/** The collectors. The operator, Elasticsearch's set-up and its users have to be there first. */
export class Collectors extends pulumi.ComponentResource {
  constructor(name: string, args: CollectorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:elastic:Collectors", name, {}, opts);
    const { collector, logstash } = args.elastic;
    const inside = { parent: this };
    if (collector === "fluentd") new Fluentd("fluentd", args, inside);
    const receiver = logstash && new Logstash("logstash", { ...args, logstash }, inside);
    if (collector === "filebeat") {
      new Filebeat("filebeat", args, { ...inside, ...(receiver ? { dependsOn: receiver.resource } : {}) });
    }
    this.registerOutputs({});
  }
}
