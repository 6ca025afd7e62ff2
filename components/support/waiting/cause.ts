/** One thing that a deployment waits for, and how it is said. */
import { withoutAddresses } from "../../../settings/shown";

/** What is not ready, why, and where more is seen. */
export interface Cause {
  /** As people say it, e.g. `pod`, `claim`, `Prometheus`. */
  kind: string;
  name: string;
  /** What made it, e.g. `DaemonSet/node-exporter`: several of one maker with one reason are one line. */
  owner?: string | undefined;
  reason: string;
  /** Whether it is on its way, such as a container that starts, and is worth a word only when that takes long. */
  passing: boolean;
  /** What follows `kubectl` in the command to look further. */
  look: string;
}

/** What stays of a message, in characters. */
const LONGEST = 200;

/** What the scheduler adds about making room by ending other pods, which is not what is missing. */
const PREEMPTION = / *(no new claims to deallocate, )?preemption: .*$/;

/** A message of the cluster's as part of a line: of one line, without addresses, not too long. */
export function clean(message: string): string {
  const text = withoutAddresses(
    message
      .replace(/[\p{C}\p{Z}\s]+/gu, " ")
      .replace(PREEMPTION, "")
      .trim(),
  );
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text;
}

/** What is, and what the cluster says of it. */
export function sentence(what: string, said: string | undefined): string {
  const message = clean(said ?? "").replace(/\.$/, "");
  return message === "" || message === what ? what : `${what}: ${message}`;
}
