import assert from "node:assert/strict";
import { grafanaValues } from "../../components/kube-prometheus-stack/grafana";
import { grafanaUrl, links, platformUrls } from "../../names/links";
import { settingsOf } from "../support/settings";
import { at } from "../support/values";

const DOMAIN = { name: "test", platform: "generic", domain: "example.com" };
const OIDC = { issuer: "https://id.example.com/realms/ops/", provider: "keycloak", clientId: "grafana" };
const SECRET = { "grafana/oidcClientSecret": "canary-oidc", "grafana/databasePassword": "canary-db" };

const valuesOf = (sections: Record<string, unknown> = {}) => grafanaValues(settingsOf(sections));

describe("the values of Grafana", () => {
  it("take the admin's password from a Secret", () => {
    assert.deepEqual(valuesOf()["admin"], {
      existingSecret: "grafana-credentials",
      userKey: "admin-user",
      passwordKey: "admin-password",
    });
  });

  it("keep SQLite on a volume that outlives the release, and let the old pod go first", () => {
    const values = valuesOf();
    assert.deepEqual(values["persistence"], {
      enabled: true,
      size: "2Gi",
      annotations: { "helm.sh/resource-policy": "keep" },
    });
    assert.deepEqual(values["deploymentStrategy"], { type: "Recreate" });
    const deleted = valuesOf({ cluster: { ...DOMAIN, deleteDataOnDestroy: true } });
    assert.deepEqual(deleted["persistence"], { enabled: true, size: "2Gi" });
  });

  it("share a database between replicas, whose password is an environment variable out of a Secret", () => {
    const values = valuesOf({ grafana: { replicas: 2, database: { host: "db.example.com:5432" } }, ...SECRET });
    assert.deepEqual(at(values, "grafana\\.ini.database"), {
      type: "postgres",
      host: "db.example.com:5432",
      name: "grafana",
      user: "grafana",
      ssl_mode: "require",
    });
    assert.deepEqual(values["envValueFrom"], {
      GF_DATABASE_PASSWORD: { secretKeyRef: { name: "grafana-credentials", key: "database-password" } },
    });
    assert.deepEqual(values["persistence"], { enabled: false });
    assert.deepEqual(values["deploymentStrategy"], { type: "RollingUpdate" });
    assert.deepEqual(values["podDisruptionBudget"], { minAvailable: 1 });
    assert.doesNotMatch(JSON.stringify(values), /canary/);
  });

  it("sign in by OpenID Connect with roles by group, the endpoints following from the issuer", () => {
    const roles = { admin: ["sre", "o'neill"], editor: ["dev"] };
    const values = valuesOf({ grafana: { oidc: { ...OIDC, roles } }, ...SECRET });
    const oauth = at(values, "grafana\\.ini.auth\\.generic_oauth") as Record<string, unknown>;
    assert.equal(oauth["auth_url"], "https://id.example.com/realms/ops/protocol/openid-connect/auth");
    assert.equal(oauth["token_url"], "https://id.example.com/realms/ops/protocol/openid-connect/token");
    assert.equal(oauth["api_url"], "https://id.example.com/realms/ops/protocol/openid-connect/userinfo");
    assert.equal(
      oauth["role_attribute_path"],
      "(contains(groups[*], 'sre') || contains(groups[*], 'o\\'neill')) && 'Admin' || (contains(groups[*], 'dev')) && 'Editor' || 'Viewer'",
    );
    assert.equal(oauth["role_attribute_strict"], false);
    assert.equal("client_secret" in oauth, false);
    assert.doesNotMatch(JSON.stringify(values), /canary/);
  });

  it("let nobody in who is in no group, once viewers are named", () => {
    const values = valuesOf({ grafana: { oidc: { ...OIDC, roles: { admin: ["sre"], viewer: ["all"] } } }, ...SECRET });
    const oauth = at(values, "grafana\\.ini.auth\\.generic_oauth") as Record<string, unknown>;
    assert.equal(oauth["role_attribute_strict"], true);
    assert.match(String(oauth["role_attribute_path"]), /&& 'Viewer'$/);
  });

  it("are closed to strangers, frames, public pages and snapshots unless the settings open them", () => {
    const ini = at(valuesOf(), "grafana\\.ini") as Record<string, Record<string, unknown>>;
    assert.deepEqual(ini["auth.anonymous"], { enabled: false, hide_version: true });
    assert.equal(ini["security"]?.["allow_embedding"], false);
    assert.deepEqual(ini["public_dashboards"], { enabled: false });
    assert.deepEqual(ini["snapshots"], { enabled: false, external_enabled: false });
    const grafana = { anonymous: true, embedding: true, publicDashboards: true, snapshots: true };
    const open = at(valuesOf({ grafana }), "grafana\\.ini") as typeof ini;
    assert.deepEqual(open["auth.anonymous"], { enabled: true, org_role: "Viewer", hide_version: true });
    assert.equal(open["security"]?.["allow_embedding"], true);
    assert.deepEqual(open["public_dashboards"], { enabled: true });
    // What is sent to another server is out of everybody's hands.
    assert.deepEqual(open["snapshots"], { enabled: true, external_enabled: false });
  });

  it("ask nobody outside about versions, news or pictures, and let nobody make an account", () => {
    const ini = at(valuesOf(), "grafana\\.ini") as Record<string, Record<string, unknown>>;
    assert.deepEqual(ini["analytics"], {
      check_for_plugin_updates: false,
      check_for_updates: false,
      feedback_links_enabled: false,
      reporting_enabled: false,
    });
    assert.deepEqual(ini["news"], { news_feed_enabled: false });
    assert.equal(ini["security"]?.["disable_gravatar"], true);
    assert.deepEqual(ini["users"], { allow_org_create: false, allow_sign_up: false, default_theme: "system" });
  });

  it("have no form for a password where it is switched off, and answer programs by password all the same", () => {
    const ini = (grafana: Record<string, unknown>) =>
      at(valuesOf({ grafana, ...SECRET }), "grafana\\.ini") as Record<string, Record<string, unknown>>;
    assert.deepEqual(ini({ oidc: OIDC })["auth"], { disable_login_form: false });
    const closed = ini({ oidc: OIDC, loginForm: false });
    assert.deepEqual(closed["auth"], { disable_login_form: true });
    // The sidecars, `npm run verify` and the teams' job sign in by it.
    assert.equal(closed["auth.basic"], undefined);
  });

  it("have an ingress under the cluster's domain, with TLS", () => {
    const cluster = { ...DOMAIN, ingress: { className: "nginx", annotations: { a: "b" } } };
    assert.deepEqual(valuesOf({ cluster })["ingress"], {
      enabled: true,
      ingressClassName: "nginx",
      annotations: { a: "b" },
      hosts: ["grafana.example.com"],
      tls: [{ hosts: ["grafana.example.com"], secretName: "grafana.example.com-tls" }],
    });
    assert.deepEqual(valuesOf()["ingress"], { enabled: false });
  });
});

describe("Grafana's data sources", () => {
  it("are the only ones: the chart's own are off", () => {
    assert.deepEqual(at(valuesOf(), "sidecar.datasources"), {
      label: "grafana_datasource",
      labelValue: "1",
      defaultDatasourceEnabled: false,
      alertmanager: { enabled: false },
    });
  });
});

describe("links", () => {
  it("lead to Grafana under the domain, or as README's port-forward serves it", () => {
    assert.equal(grafanaUrl(settingsOf({ cluster: DOMAIN })), "https://grafana.example.com");
    assert.equal(
      grafanaUrl(settingsOf({ cluster: { ...DOMAIN, ingress: { tls: false } } })),
      "http://grafana.example.com",
    );
    assert.equal(grafanaUrl(settingsOf({ grafana: { host: "dash.example.org" } })), "https://dash.example.org");
    assert.equal(grafanaUrl(settingsOf()), "http://localhost:3000");
  });

  it("lead to runbooks in Grafana unless they are served elsewhere", () => {
    assert.equal(
      links(settingsOf({ cluster: DOMAIN })).runbook("NodeDown"),
      "https://grafana.example.com/d/runbook-NodeDown",
    );
    const elsewhere = settingsOf({ alerting: { runbooks: "https://wiki.example.com/runbooks/" } });
    assert.equal(links(elsewhere).runbook("NodeDown"), "https://wiki.example.com/runbooks/NodeDown.md");
  });

  it("expose Prometheus and Alertmanager only when asked to", () => {
    const forward = "kubectl --namespace observability port-forward service/kube-prometheus-stack-prometheus 9090:9090";
    assert.equal(platformUrls(settingsOf({ cluster: DOMAIN }))["prometheus"], forward);
    const cluster = { ...DOMAIN, ingress: { expose: ["grafana", "prometheus"] } };
    assert.equal(platformUrls(settingsOf({ cluster }))["prometheus"], "https://prometheus.example.com");
  });
});
