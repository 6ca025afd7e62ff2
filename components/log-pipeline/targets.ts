/** Where lines come from: each container's file on its node, and the labels that Kubernetes gives them. */
import type { Settings } from "../../settings";

/** A relabelling rule, as Prometheus, Promtail and Alloy have it. */
export interface Relabeling {
  sourceLabels?: readonly string[];
  separator?: string;
  regex?: string;
  replacement?: string;
  targetLabel: string;
}

const META = "__meta_kubernetes";

/** The rules that make labels and a path of what is known of a container. */
export function relabelings({ cluster }: Settings): Relabeling[] {
  const copy = (source: string, targetLabel: string): Relabeling => ({
    sourceLabels: [`${META}_${source}`],
    targetLabel,
  });
  const controller = [`${META}_pod_controller_kind`, `${META}_pod_controller_name`];
  return [
    { replacement: cluster.name, targetLabel: "cluster" },
    copy("namespace", "namespace"),
    copy("pod_container_name", "container"),
    copy("pod_name", "pod"),
    copy("pod_node_name", "node"),
    // A Deployment's ReplicaSet and a CronJob's Job have a suffix, which changes with each of them.
    {
      sourceLabels: controller,
      separator: ";",
      regex: "(?:ReplicaSet|Job);(.+?)(?:-[0-9a-f]{8,10})?",
      targetLabel: "__tmp_controller",
    },
    {
      sourceLabels: controller,
      separator: ";",
      regex: "(?:DaemonSet|StatefulSet|ReplicationController);(.+)",
      targetLabel: "__tmp_controller",
    },
    {
      sourceLabels: [
        `${META}_pod_label_app_kubernetes_io_name`,
        `${META}_pod_label_app`,
        "__tmp_controller",
        `${META}_pod_container_name`,
      ],
      separator: ";",
      regex: "^;*([^;]+)(;.*)?$",
      targetLabel: "service",
    },
    path([`${META}_pod_uid`, `${META}_pod_container_name`]),
    // The folder of a static pod has the hash of its manifest instead of its uid.
    path([`${META}_pod_annotation_kubernetes_io_config_hash`, `${META}_pod_container_name`], "([^/]+/.+)"),
  ];
}

function path(sourceLabels: string[], regex = "(.*)"): Relabeling {
  return { sourceLabels, separator: "/", regex, replacement: "/var/log/pods/*$1/*.log", targetLabel: "__path__" };
}
