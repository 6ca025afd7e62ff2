/** The series that tells rollouts, which rules record and pages show. */

/** When the youngest ReplicaSet of a Deployment was made, in seconds; of Deployments that were rolled out of late. */
export const ROLLOUT = "deployment:rollout:timestamp_seconds";

/** For how many days a rollout is known. A ReplicaSet that is older is not looked at, which keeps the rule cheap. */
export const ROLLOUT_DAYS = 7;
