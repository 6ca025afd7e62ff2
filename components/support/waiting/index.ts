/** Says, while a deployment waits, what for; and when it stops before its end, what was not ready. */
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../../settings";
import type { Cause } from "./cause";
import { causes } from "./causes";
import { type Get, look, reader } from "./cluster";
import { Reports } from "./reports";
import { whenStopped } from "./stopped";

/** How often the cluster is asked, in milliseconds. With what it takes until something is said, that is within a minute. */
const INTERVAL = 15_000;

/** How long the cluster has for an answer after a failure, in milliseconds: the engine gives the program five seconds to end. */
const LAST_PATIENCE = 3_000;

/** What a watch needs of the world. */
export interface Surroundings {
  /** Connects to the cluster. */
  connect: () => Promise<Get>;
  /** Whether anything is being deployed still. */
  isBusy: () => boolean;
  /** Says something for people to see: while it is so, or for good. */
  say: (text: string, how: "for now" | "for good") => Promise<void>;
  /** Says something that only helps to find out why nothing is said. */
  debug: (text: string) => Promise<void>;
  /** Seconds of a clock that only goes forward. */
  now: () => number;
}

/** A watch of the platform's namespace during one deployment. A cluster that does not answer is met with silence. */
export class Watch {
  private readonly reports: Reports;
  private get: Promise<Get> | undefined;
  private latest: readonly Cause[] = [];
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
    const { say, now } = this.surroundings;
    if (this.isLooking || this.isDone()) return;
    this.isLooking = true;
    const isSeen = await this.see();
    this.isLooking = false;
    // Meanwhile all of it may be there, or it has failed.
    if (!isSeen || this.isDone()) return;
    for (const text of this.reports.next(this.latest, now())) await say(text, "for now");
  }

  /** Says once, when a deployment stops before its end, all that is not ready; what was seen last, if the cluster does not answer. */
  async stop(patience = LAST_PATIENCE): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    await Promise.race([this.see(), setTimeout(patience, undefined, { ref: false })]);
    const text = this.reports.last(this.latest, this.surroundings.now());
    if (text !== undefined) await this.surroundings.say(text, "for good");
  }

  private isDone(): boolean {
    return this.isOver || !this.surroundings.isBusy();
  }

  /** @returns Whether the cluster answered. */
  private async see(): Promise<boolean> {
    const { connect, debug } = this.surroundings;
    try {
      this.get ??= connect();
      this.latest = causes(await look(await this.get, this.cluster.namespace));
      return true;
    } catch (error) {
      await debug(`what is not ready could not be looked at: ${String(error)}`);
      return false;
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
    // What was waited for and came is of no interest at the end, where Pulumi repeats what is not ephemeral.
    say: (text, how) => (how === "for now" ? pulumi.log.info(text, undefined, 0, true) : pulumi.log.warn(text)),
    debug: (text) => pulumi.log.debug(text),
    now: () => performance.now() / 1000,
  });
  setInterval(() => void watch.look(), INTERVAL).unref();
  pulumi.runtime.registerStackTransformation(({ resource }) => {
    pending += 1;
    // A resource has its URN once its constructor is through.
    queueMicrotask(() => {
      urnOf(resource).then(
        () => (pending -= 1),
        () => undefined,
      );
    });
    return undefined;
  });
  whenStopped(async () => {
    if (pending > 0) await watch.stop();
  });
}

/** A resource's URN when it is deployed. Pulumi's types leave out that an output is a promise too. */
function urnOf({ urn }: pulumi.Resource): Promise<string> {
  return (urn as unknown as { promise: () => Promise<string> }).promise();
}
