/** Where Fluentd keeps what must outlive it. */

/** A directory of the node: what must outlive the pod. */
export const STATE = "/var/lib/fluentd";
