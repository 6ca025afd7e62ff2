/** What brings the containers' lines to Elasticsearch: one log shipper, and Logstash if there is one. */
import * as pulumi from "@pulumi/pulumi";
import type { Elastic } from "../settings/elastic";
import type { Settings } from "../settings";
import { Filebeat } from "./filebeat";
import { Fluentd } from "./fluentd";
import { Logstash } from "./logstash";

export interface LogShippersArgs {
  settings: Settings;
  elastic: Elastic;
  namespace: pulumi.Input<string>;
}

/** The log shippers. The operator, Elasticsearch's set-up and its users have to be there first. */
export class LogShippers extends pulumi.ComponentResource {
  constructor(name: string, args: LogShippersArgs, opts?: pulumi.ComponentResourceOptions) {
    // The type that deployed stacks have in their state.
    super("observability:elastic:Collectors", name, {}, opts);
    const { shipper, logstash } = args.elastic;
    const inside = { parent: this };
    if (shipper === "fluentd") new Fluentd("fluentd", args, inside);
    const receiver = logstash && new Logstash("logstash", { ...args, logstash }, inside);
    if (shipper === "filebeat") {
      new Filebeat("filebeat", args, { ...inside, ...(receiver ? { dependsOn: receiver.resource } : {}) });
    }
    this.registerOutputs({});
  }
}
