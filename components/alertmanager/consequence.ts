/** What a line of the table of consequences is made of. */
import type { Matcher } from "./routing";

/** While `cause` fires, `effect` is not told, where all the labels of `equal` are there and are the same on both. */
export interface Consequence {
  cause: Matcher[];
  effect: Matcher[];
  /** Labels beside `cluster`. None for what the platform has one of. */
  equal: readonly string[];
}

export const is = (label: string, ...values: string[]): Matcher =>
  values.length === 1 ? { label, op: "=", value: values[0] ?? "" } : { label, op: "=~", value: values.join("|") };
export const like = (label: string, value: string): Matcher => ({ label, op: "=~", value });
export const alerts = (...names: string[]): Matcher => is("alertname", ...names);
export const NOT_CRITICAL: Matcher = { label: "severity", op: "!=", value: "critical" };
