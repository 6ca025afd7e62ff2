import assert from "node:assert/strict";
import type { Deployed } from "../../components/support/deployed/facts";
import { type VolumePlan, volumePlan } from "../../components/support/deployed/volumes";
import { volumesOf } from "../../stacks/changes";
import { fitting } from "../../stacks/deployed";
import type { Settings } from "../../settings";
import { change, changed, claim, deployedOf, only, withClaims } from "../support/deployed";
import { CLUSTER, settingsOf } from "../support/settings";

const NOTHING = { problems: [], warnings: [] };
const elastic = (...nodes: Record<string, unknown>[]) => ({ elastic: { nodes } });
const node = (name: string, fields: Record<string, unknown> = {}) => ({ name, memory: "2Gi", ...fields });

function planOf(settings: Settings, deployed: Deployed): VolumePlan {
  return volumePlan(settings, deployed, volumesOf(settings));
}

describe("what is deployed, and the settings", () => {
  it("says nothing of what stays", () => {
    for (const sections of [
      {},
      { logs: { engine: "loki" }, tracing: { storage: "badger" }, ...elastic(node("default")) },
      { metrics: { storage: "none" }, grafana: { storage: "none" } },
      { metrics: { shards: 3, replicas: 2 }, cluster: { ...CLUSTER, storageClass: "fast" } },
    ])
      assert.deepEqual(change(sections, sections), NOTHING);
  });

  it("refuses another namespace, and nothing else in it", () => {
    const settings = settingsOf({ cluster: { ...CLUSTER, namespace: "monitoring" } });
    const elsewhere = [{ namespace: "observability", claims: [claim("a-0", "20Gi"), claim("b-0", "5Gi")] }];
    const { problems } = changed(settings, deployedOf(settingsOf({ metrics: { storage: "99Gi" } }), { elsewhere }));
    assert.equal(
      only(problems),
      'cluster.namespace: "monitoring" is not "observability", where this stack is deployed: a namespace cannot be renamed -> npx pulumi config set --stack prod --path cluster.namespace observability, or npx pulumi destroy first, which leaves 2 claims of 25Gi (a-0, b-0) there; nothing brings what is on them along',
    );
  });

  it("says where the namespace's data goes with it", () => {
    const settings = settingsOf({ cluster: { ...CLUSTER, namespace: "monitoring", deleteDataOnDestroy: true } });
    const elsewhere = [{ namespace: "observability", claims: [claim("a-0", "20Gi")] }];
    const { problems } = changed(settings, deployedOf(settingsOf(), { elsewhere }));
    assert.match(only(problems), /npx pulumi destroy first, which deletes what is on 1 claim of 20Gi \(a-0\)$/);
  });
});

describe("volumes that change", () => {
  const SIZES: [key: string, sections: (size: string) => Record<string, unknown>][] = [
    ["metrics.storage", (storage) => ({ metrics: { storage } })],
    ["alerting.storage", (storage) => ({ alerting: { storage } })],
    ["grafana.storage", (storage) => ({ grafana: { storage } })],
    ["logs.storage", (storage) => ({ logs: { storage } })],
    ["logs.storage", (storage) => ({ logs: { engine: "loki", storage } })],
    ["logs.keepStorage", (keepStorage) => ({ logs: { engine: "loki", keep: "loki-stack", keepStorage } })],
    ["tracing.volume", (volume) => ({ tracing: { storage: "badger", volume } })],
    ["tracing.gateway.queue.storage", (storage) => ({ tracing: { gateway: { queue: { storage } } } })],
    ["elastic.nodes[0].storage", (storage) => elastic(node("default", { storage }))],
  ];

  for (const [key, sections] of SIZES) {
    it(`refuses a smaller ${key}, with the size that there is and the claim`, () => {
      const { problems } = change(sections("300Gi"), sections("250Gi"));
      const said = only(problems);
      assert.ok(said.startsWith(`${key}: 250Gi is less than the 300Gi of the claim `), said);
      assert.match(said, /config set --stack prod --path '?[\w.[\]]+'? 300Gi, or (give up|give the set another name)/);
    });

    it(`lets ${key} grow where the class can`, () => {
      assert.deepEqual(change(sections("250Gi"), sections("300Gi")), NOTHING);
    });

    it(`refuses a larger ${key} where the class cannot`, () => {
      const before = deployedOf(settingsOf(sections("250Gi")), { expandable: new Map([["fast", false]]) });
      const said = only(changed(settingsOf(sections("300Gi")), before).problems);
      assert.ok(said.startsWith(`${key}: 300Gi is more than the 250Gi of the claim`), said);
      assert.match(said, /its storage class fast does not let volumes grow -> kubectl patch storageclass fast /);
    });
  }

  it("keeps Logstash's volume, which has room for its queue and its dead letters", () => {
    const of = (logstash: Record<string, unknown>) => ({ elastic: { logstash } });
    const said = only(change(of({ queue: "8Gi" }), of({ queue: "4Gi" })).problems);
    assert.equal(
      said,
      "elastic.logstash.queue: the volume of 6Gi with queue 4Gi and deadLetters 1Gi is less than the 11Gi of the claim logstash-data-logstash-ls-0: a volume cannot shrink -> put back in Pulumi.prod.yaml what was there, or give up what is on it: kubectl --namespace observability delete logstash/logstash persistentvolumeclaim/logstash-data-logstash-ls-0, then up --refresh",
    );
    assert.deepEqual(change(of({}), of({ deadLetters: "8Gi" })), NOTHING);
    const stuck = deployedOf(settingsOf(of({})), { expandable: new Map() });
    const { problems } = changed(settingsOf(of({ deadLetters: "8Gi" })), stuck);
    assert.match(
      only(problems),
      /^elastic\.logstash\.queue: the volume of 15Gi with queue 4Gi and deadLetters 8Gi is more/,
    );
  });

  it("names what is deleted when the data is given up", () => {
    const { problems } = change({ metrics: { storage: "30Gi" } }, {});
    const stem = "kube-prometheus-stack-prometheus";
    assert.ok(
      only(problems).endsWith(
        `kubectl --namespace observability delete prometheus/${stem} persistentvolumeclaim/prometheus-${stem}-db-prometheus-${stem}-0, then up --refresh`,
      ),
    );
  });

  it("sees claims that a destroy has left, and no others of a like name", () => {
    const settings = settingsOf();
    const left = deployedOf(settingsOf({ logs: { storage: "50Gi" } }), { volumes: [] });
    assert.match(only(changed(settings, left).problems), /^logs\.storage: 20Gi is less than the 50Gi/);
    const others = deployedOf(settings);
    others.claims.push(claim("storage-loki-stack-0-copy", "900Gi"), claim("storage-loki-stack-x-0", "900Gi"));
    assert.deepEqual(changed(settings, others), NOTHING);
  });

  it("refuses a larger volume of a class that is not there any more, and of none", () => {
    const settings = settingsOf({ grafana: { storage: "9Gi" } });
    const before = deployedOf(settingsOf());
    assert.equal(changed(settings, { ...before, expandable: new Map() }).problems.length, 1);
    const { problems } = changed(settings, withClaims(before, { storageClass: undefined }));
    assert.match(only(problems), /and it has no storage class -> npx pulumi config set/);
  });

  it("takes a class for one that can where it may not be looked at", () => {
    const before = deployedOf(settingsOf(), { expandable: undefined });
    assert.deepEqual(changed(settingsOf({ grafana: { storage: "9Gi" } }), before), NOTHING);
  });

  it("refuses another storage class, and the cluster's own for one that was set", () => {
    const of = (storageClass?: string) =>
      settingsOf({ cluster: { ...CLUSTER, storageClass }, grafana: { storage: "none" } });
    const { problems } = changed(of("slow"), deployedOf(of("fast")));
    assert.equal(problems.length, volumesOf(of("slow")).length);
    assert.match(
      problems[0] ?? "",
      /^cluster\.storageClass: slow is not fast, the class of the claim .*: a volume stays in its class -> npx pulumi config set --stack prod --path cluster\.storageClass fast, or give up/,
    );
    assert.match(changed(of(), deployedOf(of("fast"))).problems[0] ?? "", /the cluster's own is not fast/);
    // The class that the cluster gave is the one that is set now.
    const given = deployedOf(of());
    assert.deepEqual(changed(of(), given), NOTHING);
  });

  it("plans what grows, and the StatefulSets that Helm could not change", () => {
    const larger = { metrics: { storage: "30Gi" }, logs: { storage: "30Gi" }, grafana: { storage: "30Gi" } };
    const settings = settingsOf(larger);
    const plan = planOf(settings, deployedOf(settingsOf()));
    assert.deepEqual(
      plan.grow.map((one) => one.claim.name),
      [
        "prometheus-kube-prometheus-stack-prometheus-db-prometheus-kube-prometheus-stack-prometheus-0",
        "grafana",
        "storage-loki-stack-0",
      ],
    );
    assert.deepEqual(plan.renew, [{ statefulSet: "loki-stack", sizes: { storage: "30Gi" } }]);
    assert.deepEqual(planOf(settings, deployedOf(settings)), { grow: [], renew: [], drop: [], operated: [] });
  });

  it("has prometheus-operator make its StatefulSets anew, every shard's, and claims go with them as set", () => {
    const of = (storage: string, deleteDataOnDestroy = true) =>
      settingsOf({ metrics: { storage, shards: 2 }, cluster: { ...CLUSTER, deleteDataOnDestroy } });
    const stem = "kube-prometheus-stack-prometheus";
    const prometheus = {
      owner: `prometheus/${stem}`,
      statefulSets: [`prometheus-${stem}`, `prometheus-${stem}-shard-1`],
      size: "30Gi",
      goWithSet: true,
    };
    assert.deepEqual(planOf(of("30Gi"), deployedOf(of("20Gi"))).operated, [prometheus]);
    // An interrupted run has left them apart.
    const apart = planOf(of("30Gi"), deployedOf(of("30Gi", false))).operated;
    assert.deepEqual(apart[0], prometheus);
    assert.equal(apart[1]?.owner, "alertmanager/kube-prometheus-stack-alertmanager");
    assert.deepEqual(planOf(of("30Gi"), deployedOf(of("30Gi"))).operated, []);
  });

  it("leaves Elasticsearch's volumes to its operator", () => {
    const settings = settingsOf(elastic(node("default", { storage: "30Gi" })));
    const plan = planOf(settings, deployedOf(settingsOf(elastic(node("default")))));
    assert.deepEqual(plan, { grow: [], renew: [], drop: [], operated: [] });
  });

  it("goes on where claims have grown and a StatefulSet has not been made anew", () => {
    const settings = settingsOf({ logs: { storage: "30Gi" } });
    const before = deployedOf(settingsOf());
    const interrupted = { ...before, claims: deployedOf(settings).claims };
    assert.deepEqual(planOf(settings, interrupted), {
      grow: [],
      renew: [{ statefulSet: "loki-stack", sizes: { storage: "30Gi" } }],
      drop: [],
      operated: [],
    });
  });

  it("has StatefulSets made anew that get a volume or lose theirs, and leaves alone those that go or come", () => {
    const queue = (storage: string) => settingsOf({ tracing: { gateway: { queue: { storage } } } });
    const drop = (before: Settings, after: Settings) => planOf(after, deployedOf(before)).drop;
    assert.deepEqual(drop(queue("4Gi"), queue("none")), ["otel-gateway"]);
    assert.deepEqual(drop(queue("none"), queue("4Gi")), ["otel-gateway"]);
    assert.deepEqual(drop(queue("none"), queue("none")), []);
    const untraced = settingsOf({ tracing: { storage: "none" } });
    assert.deepEqual(drop(queue("4Gi"), untraced), []);
    assert.deepEqual(drop(untraced, queue("4Gi")), []);
    assert.deepEqual(drop(settingsOf(), settingsOf({ logs: { engine: "none" } })), []);
  });

  it("has Prometheus keep what fits its smallest volume", () => {
    const kept = (sections: Record<string, unknown>, capacity: string | undefined): Settings => {
      const settings = settingsOf(sections);
      return fitting(settings, withClaims(deployedOf(settings), { capacity }));
    };
    assert.equal(kept({ metrics: { storage: "300Gi" } }, "250Gi").metrics.retentionSize, "204800Mi");
    assert.equal(kept({ metrics: { storage: "300Gi" } }, "300Gi").metrics.retentionSize, undefined);
    assert.equal(kept({ metrics: { storage: "300Gi" } }, "400Gi").metrics.retentionSize, undefined);
    assert.equal(kept({ metrics: { storage: "300Gi" } }, undefined).metrics.retentionSize, undefined);
    const set = { metrics: { storage: "300Gi", retentionSize: "150Gi" } };
    assert.equal(kept(set, "150Gi").metrics.retentionSize, "76800Mi");
    assert.equal(kept({ metrics: { storage: "none" } }, "1Gi").metrics.retentionSize, undefined);
  });
});
