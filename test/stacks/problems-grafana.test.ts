import { itFinds, itRefuses, itWarns } from "./parse";

const OIDC = { issuer: "https://id.example.com", clientId: "g", provider: "keycloak" };
const SECRET = { "grafana/oidcClientSecret": "x" };

/** A stack that nothing else is to be said of. */
const QUIET = {
  metrics: { storage: "30Gi" },
  alerting: { deadMansSwitch: true, channels: { slack: [{ name: "ops", channel: "#ops" }] } },
};
const CREDENTIALS = { "slack/ops": "https://x.example.com/hook", "deadMansSwitch/url": "https://x.example.com/hook" };

const set = (key: string, to: string) => `npx pulumi config set --stack dev --path ${key} ${to}`;

describe("who may look at Grafana", () => {
  itFinds("no form for a password, and no other way to sign in", { grafana: { loginForm: false } }, [
    `grafana.loginForm: is false without grafana.oidc: nobody could sign in -> ${set("grafana.loginForm", "true")}`,
  ]);
  itFinds("no form for a password, beside OpenID Connect", { grafana: { loginForm: false, oidc: OIDC } }, [], SECRET);

  describe("teams", () => {
    itFinds("folders of teams", { grafana: { teams: [{ name: "platform", members: ["ada@example.com"] }] } }, []);
    itFinds("one that no alert belongs to", { grafana: { teams: [{ name: "platfrom" }] } }, [
      `grafana.teams[0].name: "platfrom" is no team that alerts belong to (alerting.teams: platform, security) -> npx pulumi config set --stack dev --path 'grafana.teams[0].name' platform`,
    ]);
    itFinds("one twice", { grafana: { teams: [{ name: "platform" }, { name: "platform" }] } }, [
      `grafana.teams[1]: platform is in the list already -> npx pulumi config rm --stack dev --path 'grafana.teams[1]'`,
    ]);
    const long = "a".repeat(36);
    itRefuses(
      "one whose folder's uid would be longer than Grafana takes",
      { alerting: { teams: ["platform", long] }, grafana: { teams: [{ name: long }] } },
      "grafana.teams[0].name",
      /is longer than 35 characters/,
    );
    itRefuses(
      "a member who is no e-mail address",
      { grafana: { teams: [{ name: "platform", members: ["ada"] }] } },
      "grafana.teams[0].members[0]",
      /is not an e-mail address/,
    );
  });

  describe("warnings", () => {
    const cluster = { name: "test", platform: "generic", domain: "example.com" };
    itWarns(
      "an ingress before one shared password",
      { ...QUIET, cluster },
      [
        "grafana.oidc: is missing: https://grafana.example.com has one user, admin, whose password everybody would share -> set grafana.oidc in Pulumi.dev.yaml (docs/grafana-access.md)",
      ],
      CREDENTIALS,
    );
    itWarns("an ingress before OpenID Connect", { ...QUIET, cluster, grafana: { oidc: OIDC } }, [], {
      ...CREDENTIALS,
      ...SECRET,
    });
    itWarns(
      "all that opens it to others",
      { ...QUIET, grafana: { anonymous: true, embedding: true, publicDashboards: true, snapshots: true } },
      [
        `grafana.anonymous: is true: whoever reaches http://localhost:3000 sees every page and asks every data source, logs among them, without signing in -> ${set("grafana.anonymous", "false")}`,
        `grafana.embedding: is true: any other page may show Grafana in a frame, and have people click in it who do not see that they do -> ${set("grafana.embedding", "false")}`,
        `grafana.publicDashboards: is true: whoever edits a page may share it with everybody who has the link, without signing in -> ${set("grafana.publicDashboards", "false")}`,
        `grafana.snapshots: is true: whoever looks at a page may leave its data where everybody who has the link sees it, without signing in -> ${set("grafana.snapshots", "false")}`,
      ],
      CREDENTIALS,
    );
  });
});
