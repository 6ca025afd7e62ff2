import { strict as assert } from "node:assert";
import { planStack, runStack } from "../../scripts/lib/stack";
import { summary } from "../../scripts/lib/summary";
import { accessRows } from "../../scripts/lib/summary/access";
import { reportRows } from "../../scripts/lib/summary/reports";
import type { Settings } from "../../settings";

/** The summary of a stack of the repository. */
async function planned(stack: string): Promise<{ settings: Settings; text: string }> {
  const plan = planStack(stack);
  return { settings: plan.settings, text: summary(plan, (await runStack(plan)).resources) };
}

describe("the summary of a plan", () => {
  it("says who is told of what nobody has acted on, and who gets which report, and when", async () => {
    const prod = await planned("prod");
    assert.match(prod.text, /^ {2}L2 {2}all teams {2}critical 1h, high 4h, .* {2}email\/leads, slack\/platform$/m);
    const [, rows = ""] = /^Reports\n((?: {2}.*\n)+)/m.exec(prod.text) ?? [];
    assert.deepEqual(
      rows.trimEnd().split("\n"),
      ["daily   0 7 * * * Europe/Berlin", "weekly  0 7 * * 1 Europe/Berlin"].map(
        (row) => `  ${row}  all teams  email/platform, slack/platform`,
      ),
    );
    assert.doesNotMatch((await planned("dev")).text, /^(Escalated|Reports)/m);
    const { settings } = prod;
    const reports = { ...settings.reports, daily: "none", monthly: "0 7 1 * *", teams: ["security"], email: ["a@b.c"] };
    assert.deepEqual(
      reportRows({ ...settings, reports }).map(([which, , ...rest]) => [which, ...rest]),
      ["weekly", "monthly"].map((which) => [which, "security", "email/platform, slack/platform, a@b.c"]),
    );
    assert.deepEqual(reportRows({ ...settings, reports: { ...reports, enabled: false } }), []);
  });

  it("says who looks at Grafana, as what, and what is open to others", async () => {
    const rows = (text: string) => /^Who looks at Grafana\n((?: {2}.*\n)+)/m.exec(text)?.[1]?.trimEnd().split("\n");
    const prod = await planned("prod");
    assert.deepEqual(rows(prod.text), [
      "  sign-in  SSO (https://id.example.com/realms/example)",
      "  admin    platform-admins",
      "  editor   on-call",
      "  viewer   engineering",
      "  folders  platform (2), security (1)",
    ]);
    const dev = await planned("dev");
    assert.deepEqual(rows(dev.text), ["  sign-in  password"]);
    const { settings } = dev;
    const grafana = { ...settings.grafana, anonymous: true, embedding: true, publicDashboards: true, snapshots: true };
    assert.deepEqual(accessRows({ ...settings, grafana }).at(-1), [
      "open",
      "everybody without signing in, frames of other pages, public pages, snapshots",
    ]);
  });
});
