import assert from "node:assert/strict";
import { Watch } from "../../components/support/waiting";
import type { Cause } from "../../components/support/waiting/cause";
import type { Facts } from "../../components/support/waiting/facts";
import type { Get } from "../../components/support/waiting/cluster";
import { Reports } from "../../components/support/waiting/reports";
import { container, pod, unscheduled } from "../support/waiting";

const stuck = (name: string, reason = "no node"): Cause => ({
  kind: "pod",
  name,
  reason,
  passing: false,
  look: `describe pod ${name}`,
});
const starting = (name: string): Cause => ({ ...stuck(name, "starts"), passing: true });

describe("what is said of what a deployment waits for", () => {
  let reports: Reports;
  beforeEach(() => {
    reports = new Reports({ namespace: "observability", context: undefined });
  });
  const line = (name: string, reason = "no node") =>
    `pod ${name}: ${reason} (kubectl --namespace observability describe pod ${name})`;

  it("is said when it is still so at the next look, with the command to look further", () => {
    assert.deepEqual(reports.next([stuck("a")], 0), []);
    assert.deepEqual(reports.next([stuck("a")], 15), [`waiting for ${line("a")}`]);
    const other = new Reports({ namespace: "o", context: "prod" });
    other.next([stuck("a")], 0);
    assert.match(other.next([stuck("a")], 15).join("\n"), /\(kubectl --context prod --namespace o describe pod a\)$/);
  });

  it("is said of what starts only when that takes half a minute", () => {
    const said = [0, 15, 30].map((now) => reports.next([starting("a")], now));
    assert.deepEqual(said, [[], [], [`waiting for ${line("a", "starts")}`]]);
  });

  it("is said within a minute, whenever it begins, by looks of 15 s", () => {
    for (const cause of [stuck("a"), starting("a")]) {
      for (const begins of [0, 1, 14]) {
        const one = new Reports({ namespace: "o", context: undefined });
        const at = [15, 30, 45, 60, 75].find((now) => one.next(now >= begins ? [cause] : [], now).length > 0);
        assert.ok(at !== undefined && at - begins < 60, `${cause.reason} since ${begins}: ${at}`);
      }
    }
  });

  it("is nothing when all gets ready in time, and starts anew when it fails again", () => {
    for (const now of [0, 30, 60]) {
      assert.deepEqual(reports.next([stuck("a")], now), []);
      assert.deepEqual(reports.next([], now + 15), []);
    }
  });

  it("is said once, again when the reason changes, and again after four minutes", () => {
    const said = (causes: Cause[], now: number) => reports.next(causes, now).length > 0;
    said([stuck("a")], 0);
    assert.ok(said([stuck("a")], 15));
    assert.ok(!said([stuck("a")], 30));
    assert.ok(said([stuck("a", "other")], 45));
    assert.ok(!said([], 60));
    said([stuck("a")], 75);
    assert.ok(!said([stuck("a")], 90), "it came back within four minutes");
    assert.ok(said([stuck("a")], 255));
  });

  it("names what is new only", () => {
    reports.next([stuck("a")], 0);
    reports.next([stuck("a"), stuck("b")], 15);
    assert.deepEqual(reports.next([stuck("a"), stuck("b")], 30), [`waiting for ${line("b")}`]);
  });

  it("has at most ten lines, and one for the pods of one maker", () => {
    const many = Array.from({ length: 30 }, (_, index) => stuck(`p${index}`));
    reports.next(many, 0);
    const said = reports.next(many, 15);
    assert.deepEqual([said.length, said[10]], [11, `waiting for ${line("p0")}`]);
    assert.match(said[0] ?? "", /^waiting for 20 more \(/);
    assert.equal((reports.last(many, 20) ?? "").split("\n").length, 12);
    const of = many.map((cause) => ({ ...cause, owner: "DaemonSet/alloy" }));
    const one = new Reports({ namespace: "observability", context: undefined });
    one.next(of, 0);
    assert.deepEqual(one.next(of, 15), [`waiting for ${line("p0").replace(":", " and 29 more of DaemonSet/alloy:")}`]);
  });

  it("is all of it after a failure, also what was said before", () => {
    reports.next([stuck("a"), starting("b")], 0);
    reports.next([stuck("a"), starting("b")], 15);
    assert.equal(reports.last([stuck("a"), starting("b")], 20), `not ready when it stopped:\n  ${line("a")}`);
    assert.match(reports.last([stuck("a"), starting("b")], 40) ?? "", /pod a.*\n.*pod b/);
    assert.equal(reports.last([starting("new")], 50), undefined);
  });
});

describe("the watch of a deployment", () => {
  /** A watch of a cluster that is told what it has, with a clock that is set. */
  function watch(pods: () => Facts["pods"] | Promise<Facts["pods"]>) {
    const world = {
      said: [] as string[],
      debug: [] as string[],
      asked: [] as string[],
      now: 0,
      busy: true,
      connected: 0,
    };
    const get: Get = async <T>(path: string) => {
      world.asked.push(path);
      return path.endsWith("/pods") ? ({ items: await pods() } as T) : undefined;
    };
    const one = new Watch(
      { namespace: "observability", context: undefined },
      {
        connect: () => {
          world.connected += 1;
          return Promise.resolve(get);
        },
        isBusy: () => world.busy,
        say: (text, how) => Promise.resolve(void world.said.push(`${how}: ${text}`)),
        debug: (text) => Promise.resolve(void world.debug.push(text)),
        now: () => world.now,
      },
    );
    const at = (now: number) => {
      world.now = now;
      return one.look();
    };
    return { world, one, at };
  }

  it("says what stays, by one connection, of its own namespace only", async () => {
    const { world, at } = watch(() => [unscheduled("a", "no memory"), pod("b", [container()])]);
    for (const now of [15, 30, 45, 60]) await at(now);
    assert.deepEqual(
      world.said.map((text) => /pod [ab][^(]*/.exec(text)?.[0].trim()),
      ["pod a: cannot be scheduled: no memory", "pod b: ContainerCreating"],
    );
    assert.equal(world.connected, 1);
    for (const path of world.asked) assert.match(path, /\/namespaces\/observability(\/|$)/);
  });

  it("asks nothing while nothing is deployed, and says nothing of what is over meanwhile", async () => {
    const { world, at } = watch(() => {
      if (world.now === 45) world.busy = false;
      return [unscheduled("a", "no")];
    });
    world.busy = false;
    await at(0);
    assert.deepEqual(world.asked, []);
    world.busy = true;
    await at(15);
    await at(45);
    assert.deepEqual(world.said, []);
  });

  it("is silent when the cluster does not answer, and goes on when it does", async () => {
    const { world, at } = watch(() => (world.now < 30 ? Promise.reject(new Error("gone")) : [unscheduled("a", "no")]));
    for (const now of [0, 15, 30]) await at(now);
    assert.deepEqual([world.said.length, world.debug.length], [0, 2]);
    await at(45);
    assert.equal(world.said.length, 1);
  });

  it("has one look under way at a time", async () => {
    let answer: (pods: Facts["pods"]) => void = () => undefined;
    const { world, at } = watch(() => new Promise((resolve) => (answer = resolve)));
    const first = at(0);
    await at(15);
    const asked = world.asked.length;
    await at(30);
    assert.equal(world.asked.length, asked);
    answer([]);
    await first;
  });

  it("says after a failure what is not ready, once, and nothing after it", async () => {
    const { world, one, at } = watch(() => [unscheduled("a", "no")]);
    await at(0);
    await at(15);
    await Promise.all([one.stop(), one.stop()]);
    await at(300);
    assert.deepEqual(
      world.said.map((text) => text.split(/\s+pod /)[0]),
      ["for now: waiting for", "for good: not ready when it stopped:"],
    );
  });

  it("says after a failure what it saw last when the cluster does not answer any more", async () => {
    const { world, one, at } = watch(() =>
      world.now < 30 ? [unscheduled("a", "no")] : Promise.reject(new Error("gone")),
    );
    await at(0);
    world.now = 30;
    await one.stop();
    assert.match(world.said.join("\n"), /^for good: not ready when it stopped:\n {2}pod a: cannot be scheduled: no \(/);
  });

  it("does the same when the answer takes longer than the engine waits for a program", async () => {
    const { world, one, at } = watch(() => (world.now < 30 ? [unscheduled("a", "no")] : new Promise(() => undefined)));
    await at(0);
    world.now = 30;
    await one.stop(20);
    assert.equal(world.said.length, 1);
  });
});
