/** Folders of teams in Grafana: the job in the cluster, and what it does. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { teamFoldersBundle, teamFoldersConfig, teamFoldersCronJob } from "../../components/team-folders/cron-job";
import type { JobConfig } from "../../components/team-folders/config";
import { run } from "../../scripts/lib/processes";
import { planStack, runStack } from "../../scripts/lib/stack";
import { FakeGrafana, NEW_FOLDER, PASSWORD, type User } from "../support/fake-grafana";
import { settingsOf } from "../support/settings";

const ADA: User = { userId: 2, email: "Ada@example.com", login: "ada" };
const EVE: User = { userId: 3, email: "eve@example.com", login: "eve" };

describe("the folders of teams", function () {
  this.timeout(120_000);
  let grafana: FakeGrafana;
  let url: string;
  let at: string;

  before(() => {
    at = fs.mkdtempSync(path.join(os.tmpdir(), "team-folders-"));
    fs.writeFileSync(path.join(at, "program.cjs"), teamFoldersBundle());
    fs.writeFileSync(path.join(at, "admin-user"), "admin\n");
    fs.writeFileSync(path.join(at, "admin-password"), PASSWORD);
  });
  after(() => fs.rmSync(at, { recursive: true, force: true }));
  beforeEach(async () => {
    grafana = new FakeGrafana();
    grafana.users.push(ADA, EVE);
    url = await grafana.start();
  });
  afterEach(() => grafana.stop());

  /** Runs the job as the cluster does. */
  const job = async (teams: JobConfig["teams"], given: Partial<JobConfig> = {}) => {
    const config: JobConfig = { url, teams, patience: { attempts: 3, delayMs: 1 }, credentials: at, ...given };
    fs.writeFileSync(path.join(at, "config.json"), JSON.stringify(config));
    const { code, stdout, stderr } = await run(process.execPath, ["program.cjs", "config.json"], { cwd: at, env: {} });
    assert.doesNotMatch(stdout + stderr, /canary/);
    return { code, stdout: stdout.trim(), stderr: stderr.trim() };
  };
  const platform = (...members: string[]) => [{ name: "platform", folder: "team-platform", members }];

  it("are edited by their members alone, whatever their role, and seen by all", async () => {
    const { code, stdout } = await job(platform("ada@example.com"));
    assert.equal(code, 0);
    assert.equal(
      stdout,
      [
        "team platform: made",
        "team platform: ada@example.com is a member",
        "team platform: admin@localhost is no member any more",
        "folder team-platform: made",
        "folder team-platform: permissions set",
      ].join("\n"),
    );
    for (const [who, role, level, may] of [
      [ADA, "Viewer", 2, true],
      [ADA, "Viewer", 4, false],
      [EVE, "Viewer", 1, true],
      [EVE, "Viewer", 2, false],
      [EVE, "Editor", 2, false],
    ] as const)
      assert.equal(grafana.may(who, role, "team-platform", level), may, `${who.login} as ${role}: ${level}`);
  });

  it("change nothing when all is as it should be", async () => {
    await job(platform("ada@example.com"));
    grafana.changes.length = 0;
    assert.deepEqual(await job(platform("ada@example.com")), { code: 0, stdout: "nothing to do", stderr: "" });
    assert.deepEqual(grafana.changes, []);
  });

  it("follow who signs in for the first time, and who is no member any more", async () => {
    await job(platform("ada@example.com", "new@example.com"));
    const late: User = { userId: 9, email: "new@example.com", login: "new" };
    assert.equal(grafana.may(late, "Viewer", "team-platform", 2), false);
    grafana.users.push(late);
    assert.equal((await job(platform("new@example.com"))).code, 0);
    assert.equal(grafana.may(late, "Viewer", "team-platform", 2), true);
    assert.equal(grafana.may(ADA, "Viewer", "team-platform", 2), false);
  });

  it("are those that dashboards of applications were loaded into, and all of one title", async () => {
    for (const uid of ["by-provisioning", "another"])
      grafana.folders.push({ uid, title: "team-platform", permissions: [...NEW_FOLDER] });
    await job(platform("ada@example.com"));
    assert.deepEqual(
      grafana.folders.map(({ uid }) => uid),
      ["by-provisioning", "another"],
    );
    assert.equal(grafana.may(EVE, "Editor", "team-platform", 2), false);
    assert.equal(grafana.may(ADA, "Viewer", "team-platform", 2), true);
  });

  it("put back what somebody changed by hand", async () => {
    await job(platform("ada@example.com"));
    grafana.folders[0]?.permissions.push({ userId: EVE.userId, permission: 4 });
    assert.equal(grafana.may(EVE, "Viewer", "team-platform", 4), true);
    assert.equal((await job(platform("ada@example.com"))).stdout, "folder team-platform: permissions set");
    assert.equal(grafana.may(EVE, "Viewer", "team-platform", 2), false);
  });

  it("wait for a Grafana that starts, and say what is wrong with one that does not", async () => {
    grafana.away = 2;
    assert.equal((await job(platform())).code, 0);
    grafana.away = 100;
    assert.deepEqual(await job(platform()), {
      code: 1,
      stdout: "",
      stderr: "Grafana answers GET /api/org/users with status 503: starting",
    });
    grafana.away = 0;
    const { code, stderr } = await job(platform(), { url: "http://127.0.0.1:1" });
    assert.equal(code, 1);
    assert.match(stderr, /^Grafana does not answer GET \/api\/org\/users/);
  });

  it("try a password once: while it is rotated, Grafana has the old one, and five wrong ones would lock admin out", async () => {
    fs.writeFileSync(path.join(at, "admin-password"), "canary-new");
    try {
      const { code, stderr } = await job(platform());
      assert.equal(code, 1);
      assert.match(stderr, /with status 401: Invalid username or password/);
      assert.equal(grafana.refused, 1);
    } finally {
      fs.writeFileSync(path.join(at, "admin-password"), PASSWORD);
    }
  });
});

describe("the job of the teams' folders", () => {
  const settings = settingsOf({ grafana: { teams: [{ name: "security", members: ["edith@example.com"] }] } });

  it("knows teams, folders and members, and no password", () => {
    const config = JSON.parse(teamFoldersConfig(settings)) as JobConfig;
    assert.equal(config.url, "http://grafana.observability.svc");
    assert.deepEqual(config.teams, [{ name: "security", folder: "team-security", members: ["edith@example.com"] }]);
    assert.deepEqual(config.credentials, "/credentials");
  });

  it("runs without any privilege, one at a time, with the two keys of the Secret that it signs in by", () => {
    const { concurrencyPolicy, jobTemplate } = teamFoldersCronJob();
    assert.equal(concurrencyPolicy, "Forbid");
    const { automountServiceAccountToken, containers, securityContext, volumes } = jobTemplate.spec.template.spec;
    assert.equal(automountServiceAccountToken, false);
    assert.equal(securityContext.runAsNonRoot, true);
    assert.equal(containers[0]?.securityContext.readOnlyRootFilesystem, true);
    const { secret } = volumes.find(({ name }) => name === "credentials") ?? assert.fail();
    assert.equal(secret?.secretName, "grafana-credentials");
    assert.deepEqual(
      secret.items.map(({ key }) => key),
      ["admin-user", "admin-password"],
    );
  });

  it("is there where a stack names teams", async () => {
    const names = async (stack: string) =>
      (await runStack(planStack(stack))).resources
        .filter(({ type }) => type === "kubernetes:batch/v1:CronJob")
        .map(({ name }) => name);
    assert.ok((await names("prod")).includes("team-folders"));
    assert.ok(!(await names("dev")).includes("team-folders"));
  });
});
