import assert from "node:assert/strict";
import { z } from "zod";
import { independent, repaired } from "../../stacks/repair";
import { type Credential, found } from "./parse";

/** The keys of all mistakes. */
function keys(sections: Record<string, unknown>, credentials: Record<string, Credential> = {}): string[] {
  return found(sections, credentials).problems.map((line) => line.split(": ")[0] ?? "");
}

const slack = (...channels: object[]) => ({ alerting: { channels: { slack: channels } } });

describe("all mistakes", () => {
  it("are found at once: of the schema, of settings that do not go together, of credentials", () => {
    const { problems } = found(
      {
        cluster: { name: "test", platform: "eksx" },
        metrics: { retention: "15 days", replicas: 2, storage: "none", colour: "red" },
        grafana: { replicas: 2 },
        alerting: {
          channels: { slack: [{ name: "ops", channel: "ops" }], pagerDuty: [{ name: "oncall", teams: ["payments"] }] },
          routes: [{ match: { team: "x" }, channels: ["slack/opps"] }],
        },
        thresholds: { cpuPercent: "80%", diskPercent: 96 },
      },
      { "pagerDuty/oncall": { plain: "SECRET" }, "email/legacy": "SECRET" },
    );
    assert.deepEqual(
      problems.map((line) => line.split(" -> ")[0]),
      [
        'alerting.channels.slack[0].channel: "ops" is not a Slack channel (for example #alerts)',
        'cluster.platform: "eksx" is not one of eks, gke, aks, k3s, kind, generic',
        "metrics.colour: is not a setting; known here: retention, retentionSize, storage, replicas, shards, scrapeInterval, evaluationInterval, expectedSeries, sampleLimit, resources, remoteWrite",
        'metrics.retention: "15 days" is not a duration (for example 15d, 12h or 30s)',
        'thresholds.cpuPercent: "80%" is a text: a percentage is a number, without the sign',
        'metrics.storage: "none" with 2 replicas: each would forget what it knows when its pod moves',
        "grafana.database: is missing with 2 replicas: each would have its own users, sessions and preferences",
        "thresholds.diskCriticalPercent: 95 is not above thresholds.diskPercent (96)",
        'alerting.channels.pagerDuty[0].teams[0]: "payments" is no team that alerts belong to (alerting.teams: platform, security)',
        'alerting.routes[0].channels[0]: "slack/opps" is no channel of this stack (pagerDuty/oncall, slack/ops)',
        "pagerDuty/oncall: is in plain text in the stack file",
        "slack/ops: is missing: the Slack incoming webhook's URL",
        "email/legacy: is a credential that no setting asks for",
      ],
    );
  });

  it("are found beside a section that is missing", () => {
    assert.deepEqual(
      keys({ cluster: undefined, ...slack({ name: "ops", channel: "#ops" }), grafana: { replicas: 2 } }),
      ["cluster.name", "cluster.platform", "grafana.database", "slack/ops"],
    );
  });

  it("never say a credential's value", () => {
    const secret = "hunter2";
    const sections = slack({ name: "ops", channel: "ops" }, { name: "b", channel: "#b" }, { name: "c", channel: "#c" });
    const { problems } = found(sections, {
      "slack/ops": { plain: `https://hooks.example.com/${secret}` },
      "slack/b": secret,
      "slack/c": `https://hooks.example.com/${secret}\n`,
      "slack/d": { plain: secret },
    });
    assert.equal(problems.length, 5);
    assert.ok(!problems.join("\n").includes(secret));
  });
});

describe("a mistake", () => {
  it("is not followed by another in the same place", () => {
    assert.deepEqual(keys({ metrics: { replicas: 2, storage: "lots" } }), ["metrics.storage"]);
    assert.deepEqual(keys({ grafana: { replicas: 2, database: "db:5432" } }), ["grafana.database"]);
  });

  it("is not followed by one that depends on it elsewhere", () => {
    assert.deepEqual(keys({ metrics: { storage: "100GB", retentionSize: "50Gi" } }), ["metrics.storage"]);
    assert.deepEqual(keys({ metrics: { resources: { memory: "1gb", memoryLimit: "512Mi" } } }), [
      "metrics.resources.memory",
    ]);
    assert.deepEqual(
      keys(
        { alerting: { teams: "payments", channels: { webhook: [{ name: "w", teams: ["payments"] }] } } },
        { "webhook/w": "https://x.example.com" },
      ),
      ["alerting.teams"],
    );
  });

  it("in a setting's name is not followed by what the setting would have mended", () => {
    assert.deepEqual(keys({ grafana: { replicas: 2, databse: { host: "db:5432" } } }), ["grafana.databse"]);
    assert.deepEqual(keys({ "grafana.database": "x", grafana: { replicas: 2 } }), ["grafana.database"]);
  });

  describe("in what names a credential is not followed by one in the credential:", () => {
    const ops = { "slack/ops": "https://hooks.example.com" };
    const cases: [string, Record<string, unknown>, Record<string, Credential>, string[]][] = [
      ["a channel's name", slack({ name: "Ops", channel: "#ops" }), ops, ["alerting.channels.slack[0].name"]],
      ["a missing name", slack({ channel: "#ops" }), ops, ["alerting.channels.slack[0].name"]],
      ["a whole channel", slack(["ops"]), ops, ["alerting.channels.slack[0]"]],
      ["a whole kind", { alerting: { channels: { slack: "ops" } } }, ops, ["alerting.channels.slack"]],
      ["a kind's name", { alerting: { channels: { slak: [] } } }, ops, ["alerting.channels.slak"]],
      ["a whole section", { alerting: "slack" }, ops, ["alerting"]],
      [
        "a switch",
        { alerting: { deadMansSwitch: "on" } },
        { "deadMansSwitch/url": "https://x.example.com" },
        ["alerting.deadMansSwitch"],
      ],
      ["a mail server", { alerting: { smtp: "a:25" } }, { "smtp/password": "x" }, ["alerting.smtp"]],
      [
        "a mail server's user",
        { alerting: { smtp: { smarthost: "a:25", from: "a@b.cd", username: "" } } },
        { "smtp/password": "x" },
        ["alerting.smtp.username"],
      ],
      ["a database", { grafana: { database: "db" } }, { "grafana/databasePassword": "x" }, ["grafana.database"]],
      ["a way to sign in", { grafana: { oidc: "okta" } }, { "grafana/oidcClientSecret": "x" }, ["grafana.oidc"]],
      [
        "a long-term store's authentication",
        { metrics: { remoteWrite: [{ name: "m", url: "https://m", auth: "token" }] } },
        { "remoteWrite/m": "x" },
        ["metrics.remoteWrite[0].auth"],
      ],
    ];
    for (const [place, sections, credentials, expected] of cases) {
      it(place, () => assert.deepEqual(keys(sections, credentials), expected));
    }

    it("but by those of other kinds", () => {
      const channels = { slack: [{ name: "Ops", channel: "#ops" }], webhook: [{ name: "w" }] };
      assert.deepEqual(keys({ alerting: { channels } }, ops), ["alerting.channels.slack[0].name", "webhook/w"]);
    });
  });
});

describe("a finding", () => {
  const left = (key: string, mistake: string) => {
    const finding = { key, problem: "is wrong", mend: "mend it" };
    return independent([finding], [finding], [mistake]).length;
  };
  const cases: [string, string, string, number][] = [
    ["at a mistake is left out", "grafana.host", "grafana.host", 0],
    ["inside of a mistake is left out", "grafana.oidc.authUrl", "grafana.oidc", 0],
    ["inside of a mistaken item is left out", "alerting.routes[0].match.team", "alerting.routes[0]", 0],
    ["around a mistake is left out", "alerting.channels.slack[0]", "alerting.channels.slack[0].channel", 0],
    ["beside a mistake stays", "grafana.host", "grafana.storage", 1],
    ["beside a mistake of a longer name stays", "metrics.retention", "metrics.retentionSize", 1],
    ["in another item stays", "alerting.routes[1].match", "alerting.routes[10]", 1],
    ["in a credential is left out where its channel is a mistake", "slack/ops", "alerting.channels.slack[0]", 0],
    ["in a credential is left out where a name is a mistake", "slack/ops", "alerting.channels.slack[0].name", 0],
    ["in a credential stays where another option is a mistake", "slack/ops", "alerting.channels.slack[0].channel", 1],
    ["in a credential stays where another kind is a mistake", "slack/ops", "alerting.channels.webhook", 1],
    ["in a token is left out with its store", "remoteWrite/a", "metrics.remoteWrite[0].name", 0],
    ["in a token stays with another section", "remoteWrite/a", "alerting.channels", 1],
    ["in a URL is left out with its switch", "deadMansSwitch/url", "alerting.deadMansSwitch", 0],
    ["in a URL stays with the channels", "deadMansSwitch/url", "alerting.channels", 1],
    ["in a client's secret is left out with the sign-in", "grafana/oidcClientSecret", "grafana.oidc", 0],
    ["in a client's secret stays with the database", "grafana/oidcClientSecret", "grafana.database", 1],
    ["in a database's password is left out with the database", "grafana/databasePassword", "grafana.database", 0],
    ["in a database's password stays with its host", "grafana/databasePassword", "grafana.database.host", 1],
  ];
  for (const [what, key, mistake, expected] of cases) it(what, () => assert.equal(left(key, mistake), expected));

  it("that only one repair gives is left out", () => {
    const finding = { key: "grafana.host", problem: "is wrong", mend: "mend it" };
    assert.deepEqual(independent([finding], [{ ...finding, problem: "is wrong too" }], []), []);
  });
});

describe("a repair", () => {
  it("leaves what is right, and does not touch its input", () => {
    const schema = z.strictObject({ a: z.string().default("x"), b: z.array(z.int().min(5)), c: z.boolean() });
    const input = { a: 1, b: [7], c: true, d: 1 };
    assert.deepEqual(repaired(schema, input, "default"), { a: "x", b: [7], c: true });
    assert.deepEqual(input, { a: 1, b: [7], c: true, d: 1 });
  });

  it("that is not possible is none", () => {
    assert.equal(repaired(z.strictObject({ a: z.literal("only this") }), { a: 1 }, "default"), undefined);
    assert.equal(repaired(z.string(), 1, "default"), undefined);
  });
});
