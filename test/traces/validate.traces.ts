import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { all, configOf, loki } from "../support/collectors";
import { builtConfig } from "../../scripts/lib/local-collectors";
import { Scene } from "../../scripts/lib/scene";
import { toolOrSkip } from "../support/tools";

describe("the collector itself", function () {
  this.timeout(120_000);
  const scene = new Scene();
  after(() => scene.end());

  const validate = (otelcol: string, config: Record<string, unknown>) => {
    const text = JSON.stringify(config).replaceAll("/var/lib/otelcol", scene.folder);
    const file = scene.write("config.yaml", JSON.parse(text));
    // What a pod has of its environment.
    const env = {
      ...process.env,
      MY_POD_IP: "127.0.0.1",
      OTEL_K8S_NODE_NAME: "node",
      OTEL_K8S_POD_NAME: "pod",
      ELASTICSEARCH_USERNAME: "user",
      ELASTICSEARCH_PASSWORD: "password",
    };
    const { status, stderr } = spawnSync(otelcol, ["validate", "--config", file], { encoding: "utf8", env });
    return status === 0 ? "" : stderr;
  };

  it("takes the configurations of every stack", function () {
    const otelcol = toolOrSkip(this, "otelcol");
    for (const { name, config } of all)
      assert.equal(validate(otelcol, builtConfig({ ...config }, "127.0.0.1")), "", name);
    for (const release of ["otel-agent", "otel-gateway"] as const)
      assert.equal(
        validate(otelcol, builtConfig({ ...configOf(loki, release) }, "127.0.0.1")),
        "",
        `${release} with Loki`,
      );
  });

  it("refuses one with a misspelt key", function () {
    const config = builtConfig({ ...configOf(loki, "otel-gateway") }, "127.0.0.1");
    const { tail_sampling } = config["processors"] as Record<string, Record<string, unknown>>;
    Object.assign(tail_sampling ?? {}, { decision_wiat: "1s" });
    assert.match(validate(toolOrSkip(this, "otelcol"), config), /decision_wiat/);
  });
});
