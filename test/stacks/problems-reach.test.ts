import assert from "node:assert/strict";
import { grafanaHost } from "../../names/links";
import { found, itFinds, settingsOf } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path ${key} ${value}`;
const rm = (key: string) => `npx pulumi config rm --stack dev --path ${key}`;
const CLUSTER = { name: "test", platform: "kind" };
const HOOK = "https://x.example.com/hook";

describe("what would never happen", () => {
  describe("thresholds", () => {
    for (const key of ["cpuPercent", "memoryPercent", "diskCriticalPercent", "logErrorPercent", "errorRatePercent"])
      it(`of all of it: ${key}`, () => {
        const { problems } = found({ thresholds: { [key]: 100 } });
        assert.equal(problems.length, 1);
        assert.match(
          problems[0] ?? "",
          new RegExp(`^thresholds.${key}: 100 is not a percentage above 0 and below 100`),
        );
      });
    itFinds("a disk's that leaves the critical one no room", { thresholds: { diskPercent: 99.5 } }, [
      `thresholds.diskPercent: 99.5 is above 99: thresholds.diskCriticalPercent has to be above it -> ${set("thresholds.diskPercent", "85")}`,
    ]);
    it("have a cure that is taken", () => {
      for (const diskPercent of [90, 95, 98.5, 99]) {
        const { problems } = found({ thresholds: { diskPercent, diskCriticalPercent: 50 } });
        const cure = Number(/diskCriticalPercent ([\d.]+)$/.exec(problems.join())?.[1]);
        assert.deepEqual(found({ thresholds: { diskPercent, diskCriticalPercent: cure } }).problems, []);
      }
    });
    itFinds("a latency that no histogram shows", { thresholds: { latencyMs: 10_000 } }, [
      `thresholds.latencyMs: 10000 is never exceeded: no latency above the highest of tracing.spanMetrics.buckets (10s) is seen -> ${set("thresholds.latencyMs", "5000")}, or add a higher bound to tracing.spanMetrics.buckets in Pulumi.dev.yaml`,
    ]);
  });

  describe("notifications", () => {
    it("of the platform's alerts, when the only channel is another team's, is warned of", () => {
      const channels = { slack: [{ name: "pay", channel: "#pay", teams: ["payments"] }] };
      const { warnings } = found({ alerting: { teams: ["payments"], channels } }, { "slack/pay": HOOK });
      assert.ok(
        warnings.some((one) => one.includes("critical alerts of team platform reach no channel")),
        warnings.join("\n"),
      );
    });
    const routed = (match: object, more: object = {}) => ({
      alerting: {
        channels: { slack: [{ name: "ops", channel: "#ops", severities: [] }] },
        routes: [{ match, channels: ["slack/ops"], ...more }],
      },
    });
    const unreached = `alerting.channels.slack[0]: slack/ops is never reached: it hears no severity, and no alerting.routes leads to it -> ${set("'alerting.channels.slack[0].severities[0]'", "critical")}`;
    itFinds(
      "by a route of another severity than its own",
      routed({ severity: "warning" }, { severities: ["critical"] }),
      [
        unreached,
        `alerting.routes[0]: never matches: severity "warning" is none of critical, which is all that gets here -> ${rm("'alerting.routes[0]'")}`,
      ],
      { "slack/ops": HOOK },
    );
    itFinds(
      "by a route of another cluster",
      routed({ cluster: "prod" }),
      [
        unreached,
        `alerting.routes[0]: never matches: cluster "prod" is none of test, which is all that gets here -> ${rm("'alerting.routes[0]'")}`,
      ],
      { "slack/ops": HOOK },
    );
    itFinds(
      "by a route of a team that there is not",
      routed({ team: "payments" }),
      [
        unreached,
        `alerting.routes[0]: never matches: team "payments" is none of platform, security, which is all that gets here -> ${rm("'alerting.routes[0]'")}`,
      ],
      { "slack/ops": HOOK },
    );
    itFinds(
      "by a route behind an exclusive one",
      {
        alerting: {
          channels: { slack: [{ name: "ops", channel: "#ops" }] },
          routes: [
            { match: { namespace: "a" }, channels: ["slack/ops"], exclusive: true },
            { match: { namespace: "a", pod: "b" }, channels: ["slack/ops"], severities: ["critical"] },
          ],
        },
      },
      [
        `alerting.routes[1]: never matches: alerting.routes[0] is exclusive, and takes every alert that it would match -> ${rm("'alerting.routes[1]'")}`,
      ],
      { "slack/ops": HOOK },
    );
    it("by routes that match is none of these", () => {
      for (const match of [
        { severity: "warning" },
        { severity: "crit.*" },
        { team: "" },
        { team: "plat.*" },
        { cluster: "te.t" },
      ])
        settingsOf(routed(match), { "slack/ops": HOOK });
    });
    it("of what waits for the end of the whole day", () => {
      const { problems } = found({ alerting: { quietHours: [{ name: "n", from: "00:00", to: "24:00" }] } });
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", /^alerting\.quietHours\[0\]\.to: "00:00" to "24:00" is the whole of every day/);
    });
  });
});

describe("what others would lose", () => {
  for (const namespace of ["default", "kube-system", "kube-public", "kube-node-lease"])
    itFinds(`with the namespace ${namespace}`, { cluster: { ...CLUSTER, namespace, deleteDataOnDestroy: true } }, [
      `cluster.namespace: "${namespace}" with cluster.deleteDataOnDestroy: \`pulumi destroy\` would delete it with all that others have in it -> ${set("cluster.namespace", "observability")}, or ${set("cluster.deleteDataOnDestroy", "false")}`,
    ]);
  itFinds("nothing, of one that stays", { cluster: { ...CLUSTER, namespace: "default" } }, []);
});

describe("what is served", () => {
  const served = (expose: string[], more: object = {}) => ({ cluster: { ...CLUSTER, ingress: { expose }, ...more } });
  itFinds("without a domain", served(["prometheus"]), [
    `cluster.ingress.expose[0]: "prometheus" without cluster.domain: there would be no ingress -> ${set("cluster.domain", "'<domain>'")}, or ${rm("'cluster.ingress.expose[0]'")}`,
  ]);
  itFinds(
    "and is not deployed",
    { ...served(["kibana", "jaeger"], { domain: "a.example" }), tracing: { storage: "none" } },
    [
      `cluster.ingress.expose[0]: "kibana" is not deployed: there is no section elastic -> ${rm("'cluster.ingress.expose[0]'")}`,
      `cluster.ingress.expose[1]: "jaeger" is not deployed: tracing.storage is none -> ${rm("'cluster.ingress.expose[1]'")}`,
    ],
  );
  itFinds(
    "by the host of another page",
    { ...served(["prometheus"], { domain: "a.example" }), grafana: { host: "prometheus.a.example" } },
    [`grafana.host: "prometheus.a.example" is the host of another page already -> ${rm("grafana.host")}`],
  );
  it("is not Grafana where it is not named", () => {
    const { cluster } = served(["prometheus"], { domain: "a.example" });
    assert.equal(grafanaHost(settingsOf({ cluster })), undefined);
    assert.equal(grafanaHost(settingsOf({ cluster, grafana: { host: "g.example" } })), "g.example");
    assert.equal(grafanaHost(settingsOf({ cluster: { ...cluster, ingress: {} } })), "grafana.a.example");
  });
  itFinds("with a name of its own", { ...served(["kibana"]), elastic: { kibana: { host: "k.example" } } }, []);
});

describe("credentials over plain HTTP", () => {
  const store = (auth: string, url: string) => ({
    metrics: { remoteWrite: [{ name: "m", url, auth, username: "u" }] },
  });
  const secret = { "remoteWrite/m": "x" };
  itFinds(
    "to a store outside of the cluster",
    store("bearer", "http://mimir.example.com/push"),
    [
      `metrics.remoteWrite[0].url: sends a token over plain HTTP, where everybody on the way can read it -> ${set("'metrics.remoteWrite[0].url'", "https://mimir.example.com/push")}`,
    ],
    secret,
  );
  for (const url of [
    "http://mimir.mimir.svc/push",
    "http://mimir.mimir.svc.cluster.local:8080/push",
    "http://mimir/push",
    "https://m.example.com/",
  ])
    itFinds(`is not ${url}`, store("basic", url), [], secret);
  itFinds(
    "to OpsGenie",
    { alerting: { channels: { opsgenie: [{ name: "o", apiUrl: "http://api.opsgenie.com/" }] } } },
    [
      `alerting.channels.opsgenie[0].apiUrl: sends the API key over plain HTTP, where everybody on the way can read it -> ${set("'alerting.channels.opsgenie[0].apiUrl'", "https://api.opsgenie.com/")}`,
    ],
    { "opsgenie/o": "x" },
  );
  itFinds(
    "to an identity provider",
    { grafana: { oidc: { issuer: "http://id.example.com", provider: "dex", clientId: "g" } } },
    [
      `grafana.oidc.issuer: sends the client's secret over plain HTTP, where everybody on the way can read it -> ${set("grafana.oidc.issuer", "https://id.example.com")}`,
    ],
    { "grafana/oidcClientSecret": "x" },
  );
});
