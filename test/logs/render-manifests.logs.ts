import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archive } from "../../components/support/charts";
import { chartsOf } from "../../components/support/releases";
import { run } from "../../scripts/lib/processes";
import { planStack } from "../../scripts/lib/stack";
import { ProjectCopy } from "../support/cli";
import { toolOrSkip } from "../support/tools";

/** A template that says what the cluster is said to have, as charts ask for it. */
const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
data:
  monitors: {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" | quote }}
  scrape-configs: {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1alpha1" | quote }}
`;

describe("npm run render -- --manifests", () => {
  let home: string;
  let project: ProjectCopy;

  before(function () {
    toolOrSkip(this, "helm");
    home = mkdtempSync(join(tmpdir(), "observability-manifests-"));
    project = new ProjectCopy();
  });
  after(() => {
    project?.remove(); // eslint-disable-line @typescript-eslint/no-unnecessary-condition -- not there when skipped
    if (home) rmSync(home, { recursive: true });
  });

  it("tells charts of the kinds that kube-prometheus-stack defines, so that none leaves its monitor out", async () => {
    for (const chart of chartsOf(planStack("dev").settings)) {
      const folder = join(home, chart.chart);
      mkdirSync(join(folder, "templates"), { recursive: true });
      writeFileSync(join(folder, "Chart.yaml"), `apiVersion: v2\nname: ${chart.chart}\nversion: ${chart.version}\n`);
      writeFileSync(join(folder, "templates", "seen.yaml"), TEMPLATE);
      const { code, stderr } = await run("tar", ["-czf", join(home, archive(chart)), "-C", home, chart.chart]);
      assert.equal(code, 0, stderr);
    }
    project.edit("Pulumi.dev.yaml", "config:\n", `config:\n  observability:charts: ${home}\n`);
    const out = join(home, "out");
    const { code, stderr } = await project.script("render", "--stack", "dev", "--out", out, "--manifests");
    assert.equal(code, 0, stderr);
    const fluentd = readFileSync(join(out, "charts", "fluentd.yaml"), "utf8");
    assert.match(fluentd, /namespace: observability\ndata:\n {2}monitors: "true"\n {2}scrape-configs: "true"\n/);
  });
});
