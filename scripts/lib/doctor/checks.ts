/** Everything that is looked at in a cluster, but for the room on its nodes. */
import * as cluster from "./cluster";
import type { Finding } from "./finding";
import * as others from "./others";

export const CHECKS: readonly ((patient: cluster.Patient) => Finding[])[] = [
  cluster.version,
  cluster.rights,
  cluster.namespace,
  cluster.storage,
  cluster.ingress,
  cluster.metricsApi,
  cluster.zones,
  others.definitions,
  others.clusterWide,
  others.rivals,
];
