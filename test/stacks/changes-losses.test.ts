import assert from "node:assert/strict";
import { change, changed, claim, deployedOf, only } from "../support/deployed";
import { CLUSTER, settingsOf } from "../support/settings";

const NOTHING = { problems: [], warnings: [] };
const elastic = (...nodes: Record<string, unknown>[]) => ({ elastic: { nodes } });
const node = (name: string, fields: Record<string, unknown> = {}) => ({ name, memory: "2Gi", ...fields });

describe("what parts from its data", () => {
  const LOSSES: [what: string, store: string, before: Record<string, unknown>, after: Record<string, unknown>][] = [
    ["a section elastic that is missing", "elasticsearch", elastic(node("default")), {}],
    [
      "badger's traces kept elsewhere",
      "jaeger",
      { tracing: { storage: "badger" } },
      { tracing: { storage: "memory" } },
    ],
    ["no tracing", "jaeger", { tracing: { storage: "badger" } }, { tracing: { storage: "none" } }],
    ["no logs", "loki-stack", {}, { logs: { engine: "none" } }],
    ["another engine", "loki-stack", {}, { logs: { engine: "loki" } }],
    ["metrics without a volume", "prometheus", {}, { metrics: { storage: "none" } }],
    ["fewer shards", "prometheus", { metrics: { shards: 2 } }, {}],
    ["silences without a volume", "alertmanager", {}, { alerting: { storage: "none" } }],
    ["Grafana without a volume", "grafana", {}, { grafana: { storage: "none" } }],
    [
      "logs in a bucket",
      "loki",
      { logs: { engine: "loki" } },
      {
        logs: {
          engine: "loki",
          objectStorage: { type: "s3", bucket: "logs", region: "eu-west-1", auth: "workload-identity" },
        },
      },
    ],
  ];

  for (const [what, store, before, after] of LOSSES) {
    it(`refuses ${what}, with the data, unless it is allowed`, () => {
      const said = only(change(before, after).problems);
      assert.match(said, /its data is on 1 claim of/);
      assert.ok(said.endsWith(`npx pulumi config set --stack prod --path 'cluster.allowDataLoss[0]' ${store}`), said);
      const cluster = { ...CLUSTER, allowDataLoss: [store] };
      assert.deepEqual(change(before, { ...after, cluster }), NOTHING);
    });

    it(`says it of ${what} where the data is nobody's loss`, () => {
      const cluster = { ...CLUSTER, deleteDataOnDestroy: true };
      const { problems, warnings } = change({ ...before, cluster }, { ...after, cluster });
      assert.deepEqual(problems, []);
      assert.match(only(warnings), /its data is on 1 claim of/);
    });
  }

  const WITHOUT_CLAIMS: [
    what: string,
    store: string,
    key: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ][] = [
    [
      "traces in Elasticsearch",
      "jaeger",
      "tracing.storage: memory is not elasticsearch",
      { ...elastic(node("default")), tracing: { storage: "elasticsearch" } },
      elastic(node("default")),
    ],
    [
      "Grafana's database",
      "grafana",
      "grafana.database: one of its own is not db:5432",
      { grafana: { database: { host: "db:5432" } } },
      {},
    ],
    [
      "Grafana's database for another",
      "grafana",
      "grafana.database: db-2:5432 is not db:5432",
      { grafana: { database: { host: "db:5432" } } },
      { grafana: { database: { host: "db-2:5432" } } },
    ],
  ];

  for (const [what, store, begin, before, after] of WITHOUT_CLAIMS) {
    it(`refuses to part from ${what}, unless it is allowed`, () => {
      const said = only(change(before, after).problems);
      assert.ok(said.startsWith(begin), said);
      assert.ok(said.endsWith(`npx pulumi config set --stack prod --path 'cluster.allowDataLoss[0]' ${store}`), said);
      assert.deepEqual(change(before, { ...after, cluster: { ...CLUSTER, allowDataLoss: [store] } }), NOTHING);
      assert.deepEqual(change(before, before), NOTHING);
      const disposable = { ...CLUSTER, deleteDataOnDestroy: true };
      assert.match(only(change(before, { ...after, cluster: disposable }).warnings), /put back in Pulumi\.prod\.yaml/);
    });
  }

  it("says once that Elasticsearch goes, with the traces in it", () => {
    const before = { ...elastic(node("default")), tracing: { storage: "elasticsearch" } };
    assert.match(only(change(before, {}).problems), /^elastic: is not there/);
  });

  it("keeps an engine that is kept", () => {
    assert.deepEqual(change({}, { logs: { engine: "loki", keep: "loki-stack" } }), NOTHING);
  });

  it("leaves alone what is not the platform's", () => {
    const settings = settingsOf();
    const before = deployedOf(settings);
    before.volumes.push({
      workload: "statefulset/postgres",
      volume: "data",
      template: { size: "9Gi", storageClass: "fast", goWithSet: false },
    });
    before.claims.push(claim("data-postgres-0", "9Gi"));
    assert.deepEqual(changed(settings, before), NOTHING);
  });
});

describe("Elasticsearch that changes", () => {
  const three = [node("masters", { roles: ["master"], count: 3 }), node("hot", { roles: ["data"], count: 2 })];

  it("refuses an older version", () => {
    const said = only(change({ elastic: { version: "9.10.0" } }, { elastic: { version: "9.4.3" } }).problems);
    assert.match(said, /^elastic\.version: 9\.4\.3 is older than 9\.10\.0, .* elastic\.version 9\.10\.0$/);
    assert.deepEqual(change({ elastic: { version: "9.4.3" } }, { elastic: { version: "9.10.0" } }), NOTHING);
  });

  it("refuses to take the data's role from nodes that have data", () => {
    const after = [node("hot", { roles: ["master"], count: 3 }), node("data", { roles: ["data"], count: 2 })];
    const { problems } = change(elastic(node("hot", { roles: ["master", "data"], count: 3 })), elastic(...after));
    assert.match(only(problems), /^elastic\.nodes\[0\]\.roles: "hot" has data on its nodes, and would not start/);
    const tier = (role: string) => elastic(node("all", { roles: ["master", role, "data_content"] }));
    assert.deepEqual(change(tier("data"), tier("data_hot")), NOTHING);
  });

  it("says that a set that is renamed or goes is emptied first", () => {
    const { problems, warnings } = change(elastic(...three), elastic(three[0] ?? {}, { ...three[1], name: "warm" }));
    assert.deepEqual(problems, []);
    assert.match(only(warnings), /^elastic\.nodes: "hot" \(2 nodes, data\) is not there any more: its nodes go once/);
  });

  it("says what three masters are that become one", () => {
    const after = elastic({ ...three[0], count: 1 }, three[1] ?? {});
    const { warnings } = change(elastic(...three), after);
    assert.match(only(warnings), /^elastic\.nodes: 1 instead of 3 nodes with role master/);
    assert.deepEqual(change(after, after).warnings, []);
  });
});
