/** What the doctor's tests have in common: findings as lines, and nodes. */
import type { NodeFacts } from "../../scripts/lib/doctor/facts";
import type { Finding } from "../../scripts/lib/doctor/finding";

/** `problem storage class: none is the default`. */
export const said = (findings: readonly Finding[]): string[] =>
  findings.map(({ about, state, text }) => `${state} ${about}: ${text}`);

/** A node that nothing runs on. @param memory GiB. */
export const node = (name: string, cpu: number, memory: number, more: Partial<NodeFacts> = {}): NodeFacts => ({
  name,
  labels: { "topology.kubernetes.io/zone": "a" },
  takesPods: true,
  allocatable: { cpu, memory: memory * 2 ** 30, pods: 110 },
  requested: { cpu: 0, memory: 0, pods: 0 },
  ...more,
});
