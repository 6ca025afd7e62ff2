import assert from "node:assert/strict";
import { z } from "zod";
import { schema } from "../../settings";
import { jsonSchema } from "../../stacks/json-schema";
import { guarded, settled, withDefaults } from "../../stacks/unsettled";
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
          routes: [{ match: { namespace: "x" }, channels: ["slack/opps"] }],
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

  it("in a setting's name is not followed by what the setting would have cured", () => {
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

describe("settings with mistakes", () => {
  const input = { a: { b: 1, list: [{ name: "x", on: true }, "y"] }, c: { d: 2 } };
  const read = <T>(mistake: string, look: (settings: typeof input) => T) =>
    settled(() => look(guarded(input, new Set([mistake]))));
  const name = (item: unknown) => (item as { name: string }).name;

  it("cannot be read where a mistake is, nor below it", () => {
    assert.equal(
      read("a.b", ({ a }) => a.b),
      undefined,
    );
    assert.equal(
      read("a", ({ a }) => a.b),
      undefined,
    );
    assert.equal(
      read("a.list[0]", ({ a }) => a.list.map(name)),
      undefined,
    );
    assert.equal(
      read("a.list[0].name", ({ a }) => a.list.map(name)),
      undefined,
    );
  });

  it("can be read around a mistake, and beside it", () => {
    assert.equal(
      read("a.b", ({ a }) => a.list.length),
      2,
    );
    assert.equal(
      read("a.list[1]", ({ a }) => name(a.list[0])),
      "x",
    );
    assert.equal(
      read("a.list[0].name", ({ a }) => (a.list[0] as { on: boolean }).on),
      true,
    );
    assert.equal(
      read("a.bc", ({ a }) => a.b),
      1,
    );
    assert.equal(
      read("a", ({ c }) => c.d),
      2,
    );
  });

  it("do not swallow another error", () => {
    assert.throws(
      () =>
        settled(() => {
          throw new TypeError("a bug");
        }),
      /a bug/,
    );
  });

  it("have the defaults of what is left out, and what is mistaken stays what it is", () => {
    const small = z.strictObject({
      a: z.string().default("x"),
      b: z.array(z.strictObject({ n: z.int().min(5), s: z.string().default("s") })),
      c: z.strictObject({ d: z.boolean().default(true), e: z.string().optional() }).prefault({}),
      f: z.record(z.string(), z.strictObject({ g: z.int().default(1) })).default({}),
      h: z.string(),
    });
    const given = { a: 1, b: [{ n: 2 }, "x"], f: { one: {} }, z: 1 };
    assert.deepEqual(withDefaults(jsonSchema(small), given), {
      a: 1,
      b: [{ n: 2, s: "s" }, "x"],
      c: { d: true },
      f: { one: { g: 1 } },
      z: 1,
    });
    assert.deepEqual(given, { a: 1, b: [{ n: 2 }, "x"], f: { one: {} }, z: 1 });
  });

  it("have the same defaults as the schema gives to settings without", () => {
    const sections = { cluster: { name: "test", platform: "generic" }, elastic: { snapshots: { type: "fs" } } };
    assert.deepEqual(withDefaults(jsonSchema(schema), sections), schema.parse(sections));
  });
});
