/** When what a deployment waits for is worth a word, and the words. */
import type { Cause } from "./cause";

/** How many lines one report has at most; the rest is counted. */
const MOST_LINES = 10;

/** How long something has to be in the way before it is said, in seconds: the cluster mends much by itself. */
const SETTLES = { stuck: 10, passing: 30 };

/** How long a line is not said again, in seconds. It then is: a log without a word for longer looks like one that hangs. */
const SAID_AGAIN = 240;

/** How the cluster is asked further: what comes between `kubectl` and what it is to do. */
export interface Kubectl {
  namespace: string;
  /** The kubeconfig context; undefined for the current one. */
  context: string | undefined;
}

/** The reports of one deployment. Times are seconds of any clock that only goes forward. */
export class Reports {
  /** Since when each object has been seen not ready, without a break. */
  private since = new Map<string, number>();
  /** When each line was said last. */
  private readonly said = new Map<string, number>();

  constructor(private readonly kubectl: Kubectl) {}

  /**
   * What there is to say of a look at the cluster that was not said before, each a message of its own: while a deployment
   * runs, Pulumi shows one line of a message. The most telling is the last, which a terminal goes on showing.
   */
  next(causes: readonly Cause[], now: number): string[] {
    this.since = new Map(causes.map((cause) => [key(cause), this.since.get(key(cause)) ?? now]));
    const due = lines(
      causes.filter((cause) => this.isDue(cause, now)),
      this.kubectl,
    );
    const fresh = due.filter((line) => now - (this.said.get(line) ?? -Infinity) >= SAID_AGAIN);
    for (const line of fresh) this.said.set(line, now);
    return this.bounded(fresh)
      .map((line) => `waiting for ${line}`)
      .reverse();
  }

  /** All that is not ready when a deployment has stopped before its end, one message; undefined when there is nothing. */
  last(causes: readonly Cause[], now: number): string | undefined {
    const found = lines(
      causes.filter((cause) => !cause.passing || this.isDue(cause, now)),
      this.kubectl,
    );
    if (found.length === 0) return undefined;
    return ["not ready when it stopped:", ...this.bounded(found)].join("\n  ");
  }

  private isDue(cause: Cause, now: number): boolean {
    return now - (this.since.get(key(cause)) ?? now) >= (cause.passing ? SETTLES.passing : SETTLES.stuck);
  }

  /** No more lines than are read, and how many were left out. */
  private bounded(found: readonly string[]): string[] {
    const more = found.length - MOST_LINES;
    if (more <= 0) return [...found];
    return [...found.slice(0, MOST_LINES), `${more} more (${command(this.kubectl, "get pods,pvc,jobs")})`];
  }
}

function key({ kind, name }: Cause): string {
  return `${kind}/${name}`;
}

/** The causes as lines: one for those of one maker that have the same reason. */
function lines(causes: readonly Cause[], kubectl: Kubectl): string[] {
  const groups = new Map<string, Cause[]>();
  for (const cause of causes) {
    const { kind, name, owner, reason } = cause;
    const group = JSON.stringify([kind, owner ?? name, reason]);
    groups.set(group, [...(groups.get(group) ?? []), cause]);
  }
  return [...groups.values()].map(([first, ...rest]) => {
    const { kind, name, owner, reason, look } = first as Cause;
    const others = rest.length === 0 ? "" : ` and ${rest.length} more of ${owner ?? kind}`;
    return `${kind} ${name}${others}: ${reason} (${command(kubectl, look)})`;
  });
}

function command({ namespace, context }: Kubectl, what: string): string {
  return ["kubectl", ...(context === undefined ? [] : ["--context", context]), "--namespace", namespace, what].join(
    " ",
  );
}
