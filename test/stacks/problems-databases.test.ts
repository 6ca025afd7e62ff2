import assert from "node:assert/strict";
import { parseSettings } from "../../stacks/settings";
import { itFinds, rawOf } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path '${key}' ${value}`;
const rm = (key: string) => `npx pulumi config rm --stack dev --path '${key}'`;
const secret = (key: string) => `npx pulumi config set --stack dev --secret ${key}`;

/** One whose own pods are scraped, which asks for no credential. */
const own = (more: Record<string, unknown> = {}) => ({
  name: "jobs",
  kind: "rabbitmq",
  namespace: "shop",
  port: 15692,
  ...more,
});
const databases = (...all: Record<string, unknown>[]) => ({ databases: all });

describe("databases that cannot be", () => {
  itFinds("no mistake in those that can", databases(own(), own({ name: "other", port: "prometheus" })), []);
  itFinds("a kind that there is not", databases(own({ kind: "postgresql" })), [
    `databases[0].kind: "postgresql" is not one of postgres, mysql, redis, mongodb, elasticsearch, rabbitmq -> ${set("databases[0].kind", "postgres")}`,
  ]);
  itFinds("two of one name", databases(own(), own({ port: 9187, kind: "postgres", cluster: "x" })), [
    `databases[1].name: "jobs" is the name of another one already -> ${set("databases[1].name", "jobs-2")}`,
  ]);
  itFinds("a RabbitMQ without a port", databases({ name: "jobs", kind: "rabbitmq" }), [
    `databases[0].port: is missing: RabbitMQ has metrics of its own, by its plugin rabbitmq_prometheus, and no exporter -> ${set("databases[0].port", "15692")}`,
  ]);
  itFinds("pods of no namespace", databases({ name: "jobs", kind: "rabbitmq", port: 15692 }), [
    `databases[0].namespace: is missing: the pods that serve the metrics are in it -> ${set("databases[0].namespace", "jobs")}`,
  ]);
  itFinds("every pod of a namespace", databases(own({ labels: {} })), [
    `databases[0].labels: is empty, and would select every pod of the namespace -> ${rm("databases[0].labels")}`,
  ]);
  itFinds("a team that there is not", databases(own({ team: "shopp" })), [
    'databases[0].team: "shopp" is no team that alerts belong to (alerting.teams: platform, security) -> add shopp to alerting.teams in Pulumi.dev.yaml, beside platform, security',
  ]);
  itFinds("one that is asked too seldom", databases(own({ interval: "5m" })), [
    `databases[0].interval: 5m is not from 1s to 2m: rates over five minutes need two samples, and one may be lost -> ${set("databases[0].interval", "30s")}`,
  ]);
  itFinds(
    "pods that are scraped twice",
    databases(own({ labels: { a: "b" } }), own({ name: "again", labels: { a: "b" } })),
    [
      "databases[1].labels: selects the pods of jobs at the same port: they would be counted twice -> correct databases[1].labels in Pulumi.dev.yaml",
    ],
  );
  const mixed = (key: string, job: string, whose: string, to: string) =>
    `${key}: "${job}" would be the label job of ${whose} too, and alerts would take one for the other -> ${set(key, to)}`;
  itFinds(
    "the name of an application of the same namespace, and not of another",
    {
      apps: [
        { name: "jobs", namespace: "shop", port: 8080 },
        { name: "ledger", namespace: "elsewhere", port: 8080 },
      ],
      ...databases(own(), own({ name: "ledger", port: 1 })),
    },
    [mixed("databases[0].name", "jobs", "an application of apps in the same namespace", "jobs-rabbitmq")],
  );
  itFinds(
    "the name of a probe, in the platform's namespace alone",
    {
      probes: [{ name: "jobs", targets: ["https://example.com"] }],
      ...databases(own({ namespace: "observability" }), own({ name: "other", cluster: "jobs", port: 1 })),
    },
    [mixed("databases[0].name", "jobs", "a probe of probes", "jobs-rabbitmq")],
  );
  itFinds("the name of an exporter of the platform's", databases(own({ cluster: "kube-state-metrics" })), [
    mixed("databases[0].cluster", "kube-state-metrics", "an exporter of the platform's", "kube-state-metrics-rabbitmq"),
  ]);
  itFinds(
    "two kinds in one cluster",
    databases(own(), own({ name: "cache", kind: "redis", port: 9121, cluster: "jobs" })),
    [
      mixed(
        "databases[1].cluster",
        "jobs",
        "a database of another kind (rabbitmq) in the same namespace",
        "jobs-redis",
      ),
    ],
  );
  itFinds(
    "what only pods of its own have",
    {
      ...databases({ name: "orders", kind: "postgres", path: "/m", labels: { a: "b" } }),
    },
    [
      `databases[0].path: is without effect: only pods with a port are scraped themselves -> ${rm("databases[0].path")}`,
      `databases[0].labels: is without effect: only pods with a port are scraped themselves -> ${rm("databases[0].labels")}`,
      `postgres/orders: is missing: the DSN of orders for its exporter -> ${secret("postgres/orders")}`,
    ],
  );
  itFinds("a name that no release takes", databases(own({ name: "a".repeat(41) })), [
    `databases[0].name: "${"a".repeat(41)}" is longer than 40 characters, past which no Helm release takes its name -> ${set("databases[0].name", "'<value>'")}`,
  ]);
});

describe("DSNs", () => {
  const orders = { databases: [{ name: "orders", kind: "postgres" }] };
  const found = (value: string, sections: Record<string, unknown> = orders, key = "postgres/orders") =>
    parseSettings({ ...rawOf(sections), [`observability:${key}`]: { value, secret: true } }).problems.map(
      ({ key: at, problem }) => `${at}: ${problem}`,
    );

  for (const right of [
    "postgresql://exporter:s3cret@db.shop.svc:5432/postgres?sslmode=require",
    "postgres://exporter:p%40ss%2Fw%25rd@db",
    "postgresql://exporter:a,b;c'd$e`f(g)@[2001:db8::1]:5432/",
  ])
    it(`may be ${right}`, () => assert.deepEqual(found(right), []));

  for (const wrong of [
    "db.shop.svc:5432",
    "host=db user=exporter password=hunter2",
    "mysql://exporter:hunter2@db",
    "postgresql://exporter:hunter2@db/x@y",
    "postgresql://exporter:hun@ter2@db",
    "postgresql://exporter:hun/ter2@db",
    "postgresql://exporter:hun#ter2@db",
    "postgresql://exporter:hun?ter2@db",
    "postgresql://exporter:hun:ter2@db",
    "postgresql://exporter:hunter2%@db",
    "postgresql://exporter:hunter2%0Aexec@db",
    "postgresql://exporter:hunter2@a,b",
    "postgresql://exporter:hunter2@db:99999",
    "postgresql://exporter:hunter2@db:5432/x;y",
    "postgresql://exporter:hunter2@",
    "postgresql://exporter@db",
    "postgresql://:hunter2@db",
    "postgresql://db",
    "postgresql://exporter:hunter2@db?sslrootcert=/etc/x",
  ])
    it(`may not be ${wrong}, which is not said`, () => {
      const problems = found(wrong);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", /^postgres\/orders: is not a DSN of postgres, of one host and /);
      assert.doesNotMatch(problems[0] ?? "", /hunter2|ter2|exporter/);
    });

  it("have no line break", () => {
    const problems = found("postgresql://exporter:hunter2@db\nx");
    assert.deepEqual(problems, ["postgres/orders: has an end of a line or another control character in it"]);
  });

  it("are of a database that asks for one", () => {
    const problems = found("postgresql://a:b@db", {}, "postgres/orders");
    assert.deepEqual(problems, ["postgres/orders: is a credential that no setting asks for"]);
    const other = found("redis://:b@db", orders, "redis/orders");
    assert.deepEqual(other.map((one) => one.split(":")[0]).sort(), ["postgres/orders", "redis/orders"]);
  });

  it("are refused in plain text", () => {
    const { problems } = parseSettings({
      ...rawOf(orders),
      "observability:postgres/orders": { value: "postgresql://a:hunter2@db", secret: false },
    });
    assert.deepEqual(
      problems.map(({ problem }) => problem),
      ["is in plain text in the stack file"],
    );
  });
});
