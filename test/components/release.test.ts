import assert from "node:assert/strict";
import { chartSource } from "../../components/support/release";
import { releasesOf } from "../../components/support/releases";
import { planStack, readStack, runStack } from "../../scripts/lib/stack";
import { raw } from "../support/settings";

const CHART = { chart: "some-chart", version: "1.2.3", appVersion: "v1", repository: "https://charts.example.com" };

describe("a chart's source", () => {
  it("is the chart's own repository", () => {
    assert.deepEqual(chartSource(CHART), {
      chart: "some-chart",
      version: "1.2.3",
      repositoryOpts: { repo: "https://charts.example.com" },
    });
  });

  it("is a mirror: an HTTP repository, an OCI prefix, or a folder of packaged charts", () => {
    assert.deepEqual(chartSource(CHART, "https://mirror.example.com/charts"), {
      chart: "some-chart",
      version: "1.2.3",
      repositoryOpts: { repo: "https://mirror.example.com/charts" },
    });
    assert.deepEqual(chartSource(CHART, "oci://registry.example.com/charts/"), {
      chart: "oci://registry.example.com/charts/some-chart",
      version: "1.2.3",
    });
    assert.deepEqual(chartSource(CHART, "/srv/charts"), { chart: "/srv/charts/some-chart-1.2.3.tgz" });
    assert.deepEqual(chartSource(CHART, "./charts"), { chart: "./charts/some-chart-1.2.3.tgz" });
  });

  it("is the mirror of the settings for every release of the program", async () => {
    const config = { ...readStack("dev"), ...raw({ charts: "oci://registry.example.com/mirror" }) };
    const planned = planStack("dev", config);
    const { resources } = await runStack(planned);
    const deployed = resources
      .filter(({ type }) => type.endsWith(":Release"))
      .map(({ name, inputs }) => [name, inputs["chart"]]);
    assert.deepEqual(
      deployed.sort(),
      releasesOf(planned.settings)
        .map(({ name, chart }) => [name, `oci://registry.example.com/mirror/${chart.chart}`])
        .sort(),
    );
  });
});
