/** Audit events as a tenant of their own: what is configured for it, and what is said where it cannot be. */
import assert from "node:assert/strict";
import { auditDataSource, dataSources } from "../../components/datasources";
import { alloyConfig } from "../../components/log-pipeline/alloy";
import { pipeline } from "../../components/log-pipeline/pipeline";
import { promtailStages } from "../../components/log-pipeline/promtail";
import { lokiValues } from "../../components/loki";
import { LOKI_INGRESS } from "../../components/loki/tenants";
import { logExporters } from "../../components/otel-collector/destinations";
import { logPipelines } from "../../components/otel-collector/logs";
import { jobConfig } from "../../components/reports/config";
import { hasTeamFolders, teamFoldersConfig } from "../../components/team-folders/cron-job";
import type { JobConfig } from "../../components/team-folders/config";
import { planStack, runStack } from "../../scripts/lib/stack";
import { found } from "../stacks/parse";
import { settingsOf } from "../support/settings";

const parted = settingsOf({
  logs: { engine: "loki", auditTenant: true, deletionRequests: true },
  alerting: { teams: ["security"] },
  grafana: { teams: [{ name: "security", members: ["edith@example.com"] }] },
});
const whole = settingsOf({ logs: { engine: "loki" } });

/** Everything that is configured for one of them, as text. */
const everything = (settings: typeof parted) =>
  JSON.stringify([
    lokiValues(settings),
    alloyConfig(settings),
    logExporters(settings),
    logPipelines(settings, false),
    dataSources(settings),
    jobConfig(settings),
  ]);

describe("audit events as Loki's tenant", () => {
  it("are none without the setting: what sends names the one tenant, and what asks none", () => {
    assert.doesNotMatch(everything(whole), /stage\.tenant|loki-audit|audit-rules|httpHeader/);
    assert.equal((lokiValues(whole)["loki"] as { auth_enabled: boolean }).auth_enabled, false);
    assert.equal(auditDataSource(whole), undefined);
    assert.equal(jobConfig(whole).headers, undefined);
    // Loki does not look, until it does: what comes without would be refused for good.
    assert.match(alloyConfig(whole), /tenant_id +=[^"]*"fake"/);
    const headers = { "X-Scope-OrgID": "fake" };
    assert.deepEqual((logExporters(whole)["otlp_http/loki"] as { headers: unknown }).headers, headers);
    assert.equal(hasTeamFolders(whole), false);
  });

  it("are told apart by Loki, which deletes none of them at anybody's request", () => {
    const loki = lokiValues(parted)["loki"] as Record<string, unknown>;
    assert.equal(loki["auth_enabled"], true);
    assert.deepEqual(loki["runtimeConfig"], { overrides: { audit: { deletion_mode: "disabled" } } });
  });

  it("have the rules about security, and ordinary lines have all of them", () => {
    const { singleBinary } = lokiValues(parted) as {
      singleBinary: { extraVolumes: unknown[]; extraVolumeMounts: { mountPath: string }[] };
    };
    assert.deepEqual(
      singleBinary.extraVolumeMounts.map(({ mountPath }) => mountPath),
      ["/etc/loki/rules/fake", "/etc/loki/rules/audit"],
    );
    assert.deepEqual(singleBinary.extraVolumes[1], {
      name: "audit-rules",
      configMap: { name: "loki-rules", items: [{ key: "security.yaml", path: "security.yaml" }] },
    });
    const parts = lokiValues(settingsOf({
      logs: { engine: "loki", auditTenant: true, mode: "distributed", objectStorage: { type: "s3", bucket: "logs-test", region: "r", auth: "workload-identity" } },
    })) as { ruler: { extraVolumes: unknown[] } }; // prettier-ignore
    assert.equal(parts.ruler.extraVolumes.length, 2);
  });

  it("are sent as theirs by the shippers' last step", () => {
    const last = { match: { selector: '{cluster="test", audit="true"}', stages: [{ tenant: { value: "audit" } }] } };
    assert.deepEqual(promtailStages(pipeline(parted)).at(-1), last);
    assert.match(alloyConfig(parted), /tenant_id +=[^"]*"fake"/);
  });

  it("are asked for with a header that Grafana sets itself", () => {
    const tenant = (
      one: { secureJsonData?: Record<string, string>; jsonData: Record<string, unknown> } | undefined,
    ) => [one?.jsonData["httpHeaderName1"], one?.secureJsonData?.["httpHeaderValue1"]];
    const [loki] = dataSources(parted).filter(({ uid }) => uid === "loki");
    assert.deepEqual(tenant(loki), ["X-Scope-OrgID", "fake"]);
    assert.deepEqual(tenant(auditDataSource(parted)), ["X-Scope-OrgID", "audit"]);
    assert.ok(!JSON.stringify(dataSources(parted)).includes('"audit"'), "no data source of everybody's has them");
    assert.deepEqual(jobConfig(parted).headers, { loki: { "X-Scope-OrgID": "fake" } });
  });

  it("are the team's alone, in an organisation of theirs", () => {
    const { auditOrganisation } = JSON.parse(teamFoldersConfig(parted)) as JobConfig;
    assert.equal(auditOrganisation?.name, "Audit");
    assert.deepEqual(auditOrganisation.members, ["edith@example.com"]);
    assert.equal(auditOrganisation.dataSource.uid, "loki");
    assert.doesNotMatch(JSON.stringify(auditOrganisation.dataSource), /\$\$/);
    assert.deepEqual(
      auditOrganisation.dashboards.map(({ title }) => title),
      ["Traceability"],
    );
  });

  it("are out of reach for pods that are none of the platform's own", () => {
    const names = LOKI_INGRESS.ingress.flatMap(({ from }) =>
      from.map(({ podSelector }) => podSelector.matchLabels["app.kubernetes.io/name"]),
    );
    assert.deepEqual(names, ["grafana", "alloy", "otel-gateway", "loki", "reports", "prometheus"]);
  });

  it("are refused where Loki cannot part them, and said to be nobody's where the team has no members", () => {
    for (const engine of ["loki-stack", "none"])
      assert.match(
        found({ logs: { engine, auditTenant: true } }).problems.join(),
        /logs\.auditTenant: is true with engine/,
      );
    assert.match(found({ logs: { engine: "loki", auditTenant: true } }).warnings.join(), /security has no members/);
    const kept = { logs: { engine: "loki", keep: "loki-stack", auditTenant: true } };
    assert.match(found(kept).warnings.join(), /loki-stack keeps the audit events/);
  });

  it("are in the example of production, with who may reach Loki", async () => {
    const { resources } = await runStack(planStack("prod"));
    const policy = resources.find(({ urn }) => urn.includes("NetworkPolicy::loki"));
    assert.deepEqual((policy?.inputs as { spec?: unknown } | undefined)?.spec, LOKI_INGRESS);
  });
});
