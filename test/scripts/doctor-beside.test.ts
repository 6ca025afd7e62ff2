import assert from "node:assert/strict";
import { charts } from "../../scripts/lib/doctor/charts";
import { credentials } from "../../scripts/lib/doctor/credentials";
import { clusterFacts } from "../../scripts/lib/doctor/facts";
import { room } from "../../scripts/lib/doctor/room";
import { Kube, KubeError } from "../../scripts/lib/kube";
import { planStack, runStack } from "../../scripts/lib/stack";
import { workloads } from "../../scripts/lib/summary/workloads";
import { CHARTS } from "../../components/support/charts";
import { node, said } from "../support/doctor";
import { settingsOf } from "../support/settings";

describe("the doctor's look at the room on the nodes", () => {
  let all: ReturnType<typeof workloads> = [];
  before(async () => {
    const planned = planStack("dev");
    all = workloads(planned.settings, (await runStack(planned)).resources);
  });

  it("finds room enough", () => {
    assert.match(
      said(room(all, [node("n1", 8, 32)])).join(),
      /^ok .*: all pods fit on 1 of 1 nodes; 6\.\d CPU and \S+ of/,
    );
  });

  it("counts what others request, and no node that takes no pods", () => {
    const full = node("n1", 8, 32, { requested: { cpu: 1, memory: 31 * 2 ** 30, pods: 3 } });
    const cordoned = node("n2", 8, 32, { takesPods: false });
    assert.match(
      said(room(all, [full, cordoned])).join(),
      /^problem .*: no room for .*elasticsearch\S* \(0\.2 CPU, 2Gi\)/,
    );
    assert.match(said(room(all, [cordoned])).join(), /^problem .*: none of 1 nodes takes pods$/);
    assert.match(said(room(all, [])).join(), /^skipped/);
  });

  it("takes a pod for one that is on one node: room on two is none", () => {
    const halves = Array.from({ length: 8 }, (_, index) => node(`n${index}`, 1, 1.5));
    assert.match(said(room(all, halves)).join(), /no room for .*elasticsearch/);
  });

  it("counts the pods of a node, too", () => {
    const few = node("n1", 64, 256, { allocatable: { cpu: 64, memory: 256 * 2 ** 30, pods: 5 } });
    assert.match(said(room(all, [few])).join(), /no room for/);
  });
});

describe("the doctor's look at credentials", () => {
  const settings = settingsOf({
    alerting: { channels: { slack: [{ name: "ops", channel: "#ops" }], pagerDuty: [{ name: "oncall" }] } },
  });
  const printed = (slack: string, key: string) => () =>
    Promise.resolve(
      JSON.stringify({
        "observability:cluster": { objectValue: { name: "test", platform: "generic" }, value: "x", secret: false },
        "observability:alerting": { objectValue: settings.alerting, value: "x", secret: false },
        "observability:slack/ops": { value: slack, secret: true },
        "observability:pagerDuty/oncall": { value: key, secret: true },
      }),
    );
  const HOOK = "https://hooks.slack.com/services/T1/B2/pl4ntedSecret";
  const KEY = "0123456789abcdef0123456789abcdef";
  const look = async (missing: string[], decrypt: () => Promise<string>) => {
    const lines = said(await credentials("test", settings, missing, decrypt));
    assert.ok(!/pl4nted|0123456789abcdef/.test(lines.join()), lines.join());
    return lines;
  };

  it("finds all set", async () => {
    assert.deepEqual(await look([], printed(HOOK, KEY)), [
      "ok credentials: all 2 are set, and of the form that they should have",
    ]);
  });

  it("finds those that are not set, malformed, or of another service", async () => {
    assert.deepEqual(
      await look(["slack/ops", "pagerDuty/oncall"], () => Promise.reject(new Error("not asked"))),
      ["problem credentials: pagerDuty/oncall is not set", "problem credentials: slack/ops is not set"].reverse(),
    );
    const other = await look([], printed("https://example.com/pl4nted", `${KEY}x`));
    assert.equal(other.length, 2);
    assert.match(other.join("\n"), /^warning .*slack\/ops is not a webhook's URL as Slack makes them/m);
    assert.match(other.join("\n"), /^warning .*pagerDuty\/oncall is not 32 letters and digits/m);
    assert.match(
      (await look([], printed("pl4nted", KEY))).join("\n"),
      /^problem .*slack\/ops is not an http\(s\) URL/m,
    );
  });

  it("says that they could not be decrypted, and not why in the CLI's words", async () => {
    const fails = () => Promise.reject(new Error("error: incorrect passphrase for pl4nted"));
    assert.match(
      (await look([], fails)).join(),
      /^skipped credentials: PULUMI_CONFIG_PASSPHRASE is not set, or is another/,
    );
    const others = () => Promise.resolve("pl4nted is no JSON");
    assert.match((await look([], others)).join(), /^skipped credentials: Pulumi cannot decrypt them/);
  });
});

describe("the doctor's look at charts", () => {
  const dev = planStack("dev").settings;
  const index = (entries: Record<string, string[]>) =>
    ["apiVersion: v1", "entries:"]
      .concat(
        Object.entries(entries).flatMap(([chart, versions]) => [
          `  ${chart}:`,
          ...versions.flatMap((version) => [
            "  - apiVersion: v2",
            "    dependencies:",
            "    - version: 0.0.0",
            `    version: ${version}`,
          ]),
        ]),
        "generated: now",
      )
      .join("\n");
  const whole = index(
    Object.fromEntries(Object.values(CHARTS).map(({ chart, version }) => [chart, ["0.0.1", version]])),
  );

  it("finds them all, each repository asked once", async () => {
    const asked: string[] = [];
    const found = await charts(dev, (url) => (asked.push(url), Promise.resolve(whole)));
    assert.deepEqual([...new Set(found.map(({ state }) => state))], ["ok"]);
    assert.equal(asked.length, new Set(asked).size);
  });

  it("finds a version that there is not, a repository that does not answer, and a folder that lacks one", async () => {
    const old = index({ ...Object.fromEntries(Object.values(CHARTS).map(({ chart }) => [chart, ["0.0.0"]])) });
    for (const { state, text } of await charts(dev, () => Promise.resolve(old))) {
      assert.equal(state, "problem");
      assert.match(text, / has no \S+ \d/);
    }
    const away = await charts(dev, () => Promise.reject(new Error("ENOTFOUND")));
    assert.match(said(away)[0] ?? "", /does not answer \(ENOTFOUND\): there is no kube-prometheus-stack$/);
    assert.match(said(await charts({ ...dev, charts: "./docs" })).join(), /the folder lacks kube-prometheus-stack-/);
  });
});

describe("what the doctor asks of a cluster", () => {
  const kubeOf = (answers: Readonly<Record<string, unknown>>): Kube => {
    const kube = Object.create(Kube.prototype) as Kube;
    kube.request = <T>(_method: string, path: string): Promise<T> =>
      path in answers ? Promise.resolve(answers[path] as T) : Promise.reject(new KubeError(404, path));
    return kube;
  };
  const pod = (name: string, namespace: string, nodeName: string | undefined, spec: object, phase = "Running") => ({
    metadata: { name, namespace },
    spec: { nodeName, ...spec },
    status: { phase },
  });
  const asks = (cpu: string, memory: string, more: object = {}) => ({
    resources: { requests: { cpu, memory } },
    ...more,
  });
  const REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  it("are its nodes with what is requested on them, but for what is done, and for the platform's own", async () => {
    const facts = await clusterFacts(
      kubeOf({
        "/version": { gitVersion: "v1.34.1" },
        [REVIEW]: { status: { allowed: false } },
        "/api/v1/nodes": {
          items: [
            {
              metadata: { name: "n1" },
              spec: {},
              status: {
                allocatable: { cpu: "3920m", memory: "15Gi", pods: "58" },
                conditions: [{ type: "Ready", status: "True" }],
              },
            },
            { metadata: { name: "n2" }, spec: { taints: [{ key: "x", effect: "NoSchedule" }] } },
          ],
        },
        "/api/v1/pods": {
          items: [
            pod("a", "shop", "n1", {
              containers: [asks("500m", "1Gi"), asks("0.5", "1073741824"), {}],
              initContainers: [asks("2", "100Mi"), asks("100m", "1Gi", { restartPolicy: "Always" })],
            }),
            pod("done", "shop", "n1", { containers: [asks("1", "1Gi")] }, "Succeeded"),
            pod("ours", "observability", "n1", { containers: [asks("1", "1Gi")] }),
            pod("waits", "shop", undefined, { containers: [asks("1", "1Gi")] }, "Pending"),
          ],
        },
      }),
      "observability",
    );
    const [first, second] = facts.nodes;
    assert.deepEqual(first?.requested, { cpu: 2, memory: 3 * 2 ** 30, pods: 1 });
    assert.deepEqual(first.allocatable, { cpu: 3.92, memory: 15 * 2 ** 30, pods: 58 });
    assert.deepEqual([first.takesPods, second?.takesPods], [true, false]);
    assert.equal(facts.forbidden.length, 8);
    assert.deepEqual(facts.forbidden.slice(-2), ["pods/exec", "pods/portforward"]);
    assert.deepEqual([facts.hasMetrics, facts.namespace, facts.storageClasses], [false, undefined, []]);
  });
});
