import assert from "node:assert/strict";
import { found, itFinds, itRefuses } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path ${key} ${value}`;
const ROUTING = { channels: { slack: [{ name: "ops", channel: "#ops" }] } };
const SLACK = { "slack/ops": "https://x.example.com/hook" };

describe("texts that a consumer would refuse", () => {
  describe("texts", () => {
    const oidc = { issuer: "https://id.example.com", provider: "dex", clientId: "g" };
    const secret = { "grafana/oidcClientSecret": "x" };
    for (const name of ["SSO\n[security]", "{{ .Values }}", "a ${HOME}", "SSO # 1", "x\\", "%(a)s", '"""'])
      itRefuses(
        `of grafana.ini, as ${JSON.stringify(name)}`,
        { grafana: { oidc: { ...oidc, name } } },
        "grafana.oidc.name",
        /holds /,
        secret,
      );
    itRefuses(
      "a group in grafana.ini",
      { grafana: { oidc: { ...oidc, roles: { admin: ["a\nb"] } } } },
      "grafana.oidc.roles.admin[0]",
      /control character/,
      secret,
    );
    itRefuses(
      "U+2028 in a route",
      { alerting: { ...ROUTING, routes: [{ match: { namespace: "a\u2028" }, channels: ["slack/ops"] }] } },
      "alerting.routes[0].match.namespace",
      /control character/,
      SLACK,
    );
    itRefuses(
      "a control character in a pattern",
      { logs: { drop: [{ name: "x", pattern: "a\u0007" }] } },
      "logs.drop[0].pattern",
      /control character/,
    );
    itRefuses(
      "a template in a Slack channel",
      { alerting: { channels: { slack: [{ name: "ops", channel: "#{{x}}" }] } } },
      "alerting.channels.slack[0].channel",
      /not a Slack channel/,
      SLACK,
    );
    itRefuses(
      "a template in a policy's service",
      { tracing: { tailSampling: { policies: [{ service: "{{x}}", percent: 1 }] } } },
      "tracing.tailSampling.policies[0].service",
      /begins a template/,
    );
    itRefuses(
      "a bucket",
      {
        logs: {
          engine: "loki",
          objectStorage: { type: "s3", region: "x", bucket: "a,b c", auth: "workload-identity" },
        },
      },
      "logs.objectStorage.bucket",
      /not a bucket/,
    );
    itRefuses(
      "a storage account",
      { elastic: { snapshots: { type: "azure", bucket: "logs", account: "A-b", auth: "workload-identity" } } },
      "elastic.snapshots.account",
      /not a storage account/,
    );
    itRefuses(
      "a header's name",
      { metrics: { remoteWrite: [{ name: "m", url: "https://m", headers: { "a b": "c" } }] } },
      'metrics.remoteWrite[0].headers["a b"]',
      /not a header's name/,
    );
    itRefuses(
      "a header that Prometheus sets",
      { metrics: { remoteWrite: [{ name: "m", url: "https://m", headers: { Host: "c" } }] } },
      "metrics.remoteWrite[0].headers.Host",
      /sets itself/,
    );
    itRefuses(
      "a TLS mode of the other database",
      { grafana: { database: { host: "db:1", sslMode: "skip-verify" } } },
      "grafana.database.sslMode",
      /none of postgres's/,
      { "grafana/databasePassword": "x" },
    );
  });

  describe("time zones", () => {
    const at = (timezone: string) => ({
      alerting: { quietHours: [{ name: "n", timezone, from: "22:00", to: "06:00" }] },
    });
    itFinds("in the wrong case", at("europe/berlin"), [
      `alerting.quietHours[0].timezone: "europe/berlin" is not an IANA time zone (for example Europe/Berlin) -> ${set("'alerting.quietHours[0].timezone'", "Europe/Berlin")}`,
    ]);
    itRefuses("as an offset", at("+01:00"), "alerting.quietHours[0].timezone", /not an IANA time zone/);
    it("by any of their names", () => {
      for (const zone of ["UTC", "US/Pacific", "Asia/Kolkata", "Asia/Calcutta", "Europe/Kyiv", "Etc/GMT+3"])
        assert.deepEqual(found(at(zone)).problems, [], zone);
    });
  });

  describe("selectors", () => {
    const at = (selector: string) => ({ logs: { retentionByStream: [{ selector, retention: "1d" }] } });
    const faults: Record<string, RegExp> = {
      '{namespace!="dev"}': /wants one that does not/,
      '{namespace=~".*"}': /wants one that does not/,
      '{namespace=""}': /wants one that does not/,
      '{namespace=~"("}': /not a regular expression/,
      '{1a="b"}': /begins with a digit/,
      '{a="\\d"}': /escape/,
      '{a="\\/"}': /escape/,
      '{json="b"}': /word of LogQL/,
    };
    for (const [selector, words] of Object.entries(faults))
      itRefuses(selector, at(selector), "logs.retentionByStream[0].selector", words);
    it("are taken as Loki takes them", () => {
      for (const selector of ['{a!=""}', '{a="b", c!~".*"}', '{a=~".+"}', '{ a = "b" }', '{a="\\"\\\\"}'])
        assert.deepEqual(found(at(selector)).problems, [], selector);
    });
  });

  describe("span metrics", () => {
    const at = (dimensions: string[]) => ({ tracing: { spanMetrics: { dimensions } } });
    itFinds("a dimension that is there twice", at(["http.route", "http.route"]), [
      'tracing.spanMetrics.dimensions[1]: "http.route" is the same label as "http.route" -> npx pulumi config rm --stack dev --path \'tracing.spanMetrics.dimensions[1]\'',
    ]);
    itRefuses(
      "dimensions of one label",
      at(["http.route", "http_route"]),
      "tracing.spanMetrics.dimensions[1]",
      /the same label as "http.route"/,
    );
    itRefuses(
      "a dimension that they have already",
      at(["service.name"]),
      "tracing.spanMetrics.dimensions[0]",
      /have already/,
    );
  });
});
