/** Folders of teams in Grafana: a job that makes them, and keeps who may edit them as the settings say. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { TEAM_FOLDERS, TEAM_FOLDERS_INGRESS, teamFoldersCronJob, teamFoldersFiles } from "./team-folders/cron-job";

export interface TeamFoldersArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** Teams, their members and their folders. */
export class TeamFolders extends pulumi.ComponentResource {
  constructor(name: string, { settings, namespace }: TeamFoldersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:grafana:TeamFolders", name, {}, opts);
    const metadata = { name: TEAM_FOLDERS, namespace };
    new k8s.networking.v1.NetworkPolicy(TEAM_FOLDERS, { metadata, spec: TEAM_FOLDERS_INGRESS }, { parent: this });
    const data = teamFoldersFiles(settings);
    const files = new k8s.core.v1.ConfigMap(TEAM_FOLDERS, { metadata, data }, { parent: this });
    new k8s.batch.v1.CronJob(
      TEAM_FOLDERS,
      { metadata, spec: teamFoldersCronJob() },
      { parent: this, dependsOn: files },
    );
    this.registerOutputs({});
  }
}
