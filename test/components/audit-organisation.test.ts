/** The organisation of those who read audit events, as the job in the cluster makes it and keeps it. */
import assert from "node:assert/strict";
import { applyAuditOrganisation } from "../../components/team-folders/audit-organisation";
import type { Ask } from "../../components/team-folders/apply";
import { type AuditOrganisation, type JobConfig, NotFound } from "../../components/team-folders/config";
import { teamFoldersConfig } from "../../components/team-folders/cron-job";
import { ADMIN, FakeGrafana, PASSWORD, type User } from "../support/fake-grafana";
import { settingsOf } from "../support/settings";

const EDITH: User = { userId: 2, email: "Edith@example.com", login: "edith" };
const EVE: User = { userId: 3, email: "eve@example.com", login: "eve" };

const { auditOrganisation } = JSON.parse(
  teamFoldersConfig(
    settingsOf({
      logs: { engine: "loki", auditTenant: true },
      alerting: { teams: ["security"] },
      grafana: { teams: [{ name: "security", members: ["edith@example.com", "late@example.com"] }] },
    }),
  ),
) as JobConfig;
const wanted: AuditOrganisation = auditOrganisation ?? assert.fail();

describe("the organisation of those who read audit events", () => {
  let grafana: FakeGrafana;
  let ask: Ask;
  beforeEach(async () => {
    grafana = new FakeGrafana();
    grafana.users.push(EDITH, EVE);
    const url = await grafana.start();
    ask = async (method, path, body, organisation = 1) => {
      const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString("base64")}`;
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization, "x-grafana-org-id": String(organisation) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.status === 404) throw new NotFound(path);
      assert.ok(response.ok, `${method} ${path}: ${response.status}`);
      return response.json();
    };
  });
  afterEach(() => grafana.stop());

  it("is made with its data source, its page and its people, who only look", async () => {
    assert.deepEqual(await applyAuditOrganisation(ask, wanted), [
      "organisation Audit: made",
      "organisation Audit: data source Loki, audit events set",
      "organisation Audit: page Traceability set",
      "organisation Audit: edith@example.com is a member",
    ]);
    const [audit] = grafana.organisations.all;
    assert.deepEqual(audit?.members, [
      { userId: ADMIN.userId, role: "Admin" },
      { userId: EDITH.userId, role: "Viewer" },
    ]);
    assert.deepEqual([...audit.dataSources.keys()], ["loki"]);
    assert.deepEqual(audit.dataSources.get("loki")?.["secureJsonData"], { httpHeaderValue1: "audit" });
  });

  it("changes nothing when all is as it should be", async () => {
    await applyAuditOrganisation(ask, wanted);
    grafana.changes.length = 0;
    assert.deepEqual(await applyAuditOrganisation(ask, wanted), []);
    assert.deepEqual(grafana.changes, []);
  });

  it("loses who is not in the team, gets who signs in later, and gets back what was changed by hand", async () => {
    await applyAuditOrganisation(ask, wanted);
    const audit = grafana.organisations.all[0] ?? assert.fail();
    audit.members.push({ userId: EVE.userId, role: "Editor" });
    audit.members.forEach((one) => {
      if (one.userId === EDITH.userId) one.role = "Admin";
    });
    const loki = audit.dataSources.get("loki") ?? assert.fail();
    audit.dataSources.set("loki", { ...loki, url: "http://elsewhere" });
    grafana.users.push({ userId: 9, email: "late@example.com", login: "late" });
    assert.deepEqual(await applyAuditOrganisation(ask, wanted), [
      "organisation Audit: data source Loki, audit events set",
      "organisation Audit: edith@example.com looks only",
      "organisation Audit: late@example.com is a member",
      "organisation Audit: eve@example.com is no member any more",
    ]);
    assert.deepEqual(await applyAuditOrganisation(ask, wanted), []);
  });

  it("gets another page when the page is another", async () => {
    await applyAuditOrganisation(ask, wanted);
    const dashboards = wanted.dashboards.map((page) => ({ ...page, description: "another" }));
    assert.deepEqual(await applyAuditOrganisation(ask, { ...wanted, dashboards }), [
      "organisation Audit: page Traceability set",
    ]);
  });
});
