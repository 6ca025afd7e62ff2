/** Says, while a deployment waits, what for; and when it failed, what was not ready. */
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings";
import { causes } from "./causes";
import { type Get, look, reader } from "./cluster";
import { Reports } from "./reports";

/** How often the cluster is asked, in milliseconds. With what it takes until something is said, that is within a minute. */
const INTERVAL = 15_000;

/** What a watch needs of the world. */
export interface Surroundings {
  /** Connects to the cluster. */
  connect: () => Promise<Get>;
  /** Whether anything is being deployed still. */
  isBusy: () => boolean;
  /** Says something for people to see. */
  say: (text: string) => Promise<void>;
  /** Says something that only helps to find out why nothing is said. */
  debug: (text: string) => Promise<void>;
  /** Seconds of a clock that only goes forward. */
  now: () => number;
}

/** A watch of the platform's namespace during one deployment. A cluster that does not answer is met with silence. */
export class Watch {
  private readonly reports: Reports;
  private get: Promise<Get> | undefined;
  private isLooking = false;
  private isOver = false;

  constructor(
    private readonly cluster: Pick<Settings["cluster"], "namespace" | "context">,
    private readonly surroundings: Surroundings,
  ) {
    this.reports = new Reports({ namespace: cluster.namespace, context: cluster.context });
  }

  /** Looks once, and says what is new; not while an earlier look is under way. */
  async look(): Promise<void> {
    if (this.isLooking || this.isOver || !this.surroundings.isBusy()) return;
    this.isLooking = true;
    await this.report("next");
    this.isLooking = false;
  }

  /** Says once, after a failure, all that is not ready. */
  async fail(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    await this.report("last");
  }

  private async report(which: "next" | "last"): Promise<void> {
    const { connect, isBusy, say, debug, now } = this.surroundings;
    try {
      this.get ??= connect();
      const found = causes(await look(await this.get, this.cluster.namespace));
      // What was asked for while something was deployed may be answered when all of it is there, or when it failed.
      if (which === "next" && (this.isOver || !isBusy())) return;
      const text = this.reports[which](found, now());
      if (text !== undefined) await say(text);
    } catch (error) {
      await debug(`what is not ready could not be looked at: ${String(error)}`);
    }
  }
}

/** Watches the deployment by this program, from before its first resource. Does nothing in a preview. */
export function explainWaiting({ cluster }: Pick<Settings, "cluster">): void {
  if (pulumi.runtime.isDryRun()) return;
  let pending = 0;
  const watch = new Watch(cluster, {
    connect: () => reader(cluster.context),
    isBusy: () => pending > 0,
    say: (text) => pulumi.log.warn(text),
    debug: (text) => pulumi.log.debug(text),
    now: () => performance.now() / 1000,
  });
  setInterval(() => void watch.look(), INTERVAL).unref();
  // The engine tells a program nothing of a failure: it closes the connection, so that what was not deployed has no URN.
  pulumi.runtime.registerStackTransformation(({ resource }) => {
    pending += 1;
    // A resource has its URN once its constructor is through.
    queueMicrotask(() => {
      urnOf(resource).then(
        () => (pending -= 1),
        () => watch.fail(),
      );
    });
    return undefined;
  });
}

/** A resource's URN when it is deployed. Pulumi's types leave out that an output is a promise too. */
function urnOf({ urn }: pulumi.Resource): Promise<string> {
  return (urn as unknown as { promise: () => Promise<string> }).promise();
}
