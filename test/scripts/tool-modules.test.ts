import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readPin } from "../../tools/pins";
import { toolOrSkip } from "../support/tools";

const pinned = resolve(__dirname, "../../tools");

describe("what the tools' modules pin", () => {
  let modules: string;
  beforeEach(() => {
    modules = mkdtempSync(join(tmpdir(), "tools-test-"));
  });
  afterEach(() => rmSync(modules, { recursive: true }));

  const changed = (folder: string, file: string, from: string, to: string): string => {
    cpSync(join(pinned, folder), join(modules, folder), { recursive: true });
    const path = join(modules, folder, file);
    const text = readFileSync(path, "utf8");
    assert.ok(text.includes(from), `${folder}/${file} holds ${from}`);
    writeFileSync(path, text.replaceAll(from, to));
    return modules;
  };

  it("is one Loki 2 for Loki and for Promtail, known by its commit", () => {
    const loki = readPin("loki-2.9", pinned);
    assert.match(loki.version, /^2\.9\.\d+$/);
    assert.equal(readPin("promtail", pinned).version, loki.version);
    assert.equal(readPin("promtail", pinned).package, "github.com/grafana/loki/clients/cmd/promtail");
    const other = changed("loki-2.9", "go.mod", loki.moduleVersion, "1.6.2-0.20990101000000-0123456789ab");
    assert.doesNotMatch(readPin("promtail", other).version, /^\d+\.\d+\.\d+$/);
  });

  it("is a collector of ours, and another one when its source is", () => {
    const otelcol = readPin("otelcol", pinned);
    assert.equal(otelcol.package, ".");
    for (const file of readdirSync(join(pinned, "otelcol")).filter((name) => name.endsWith(".go"))) {
      const other = changed("otelcol", file, "package main", "package main // and more");
      assert.notEqual(readPin("otelcol", other).key, otelcol.key, file);
      rmSync(join(modules, "otelcol"), { recursive: true });
    }
  });

  it("is a collector of one release, or of the one before where that is all there was", () => {
    const { version } = readPin("otelcol", pinned);
    const minor = Number(version.split(".")[1]);
    const direct = /^\t(\S*(?:open-telemetry|opentelemetry)\S*) v0\.(\d+)\.\d+$/gm;
    const modules = [...readFileSync(join(pinned, "otelcol", "go.mod"), "utf8").matchAll(direct)];
    assert.ok(modules.length > 30);
    for (const [, module, of] of modules) assert.ok([minor, minor - 1].includes(Number(of)), module);
  });

  it("is Alloy with the components that the configuration has, and no others", () => {
    const alloy = readPin("alloy", pinned);
    assert.equal(alloy.package, "github.com/grafana/alloy/logs");
    for (const { file } of alloy.standIns ?? assert.fail()) {
      const other = changed("alloy", file, "package ", "package  ");
      assert.notEqual(readPin("alloy", other).key, alloy.key, file);
      rmSync(join(modules, "alloy"), { recursive: true });
    }
  });

  it("is promtool with a stand-in of ours for the discovery of Kubernetes, and Prometheus without one", () => {
    const promtool = readPin("promtool", pinned);
    assert.equal(promtool.package, "github.com/prometheus/prometheus/cmd/promtool");
    assert.equal(readPin("prometheus", pinned).standIns, undefined);
    const other = changed("prometheus", "kubernetes/kubernetes.go", "package kubernetes", "package kubernetes // more");
    assert.notEqual(readPin("promtool", other).key, promtool.key);
    assert.equal(readPin("prometheus", other).key, readPin("prometheus", pinned).key);
  });

  it("is a promtool that reads how Prometheus discovers in Kubernetes, and refuses a field that is none", function () {
    const promtool = toolOrSkip(this, "promtool");
    const check = (field: string) => {
      const file = join(modules, "prometheus.yaml");
      const discovery = `{ role: pod, namespaces: { names: [a] }, attach_metadata: { node: true }, ${field} }`;
      writeFileSync(file, `scrape_configs: [{ job_name: a, kubernetes_sd_configs: [${discovery}] }]\n`);
      return spawnSync(promtool, ["check", "config", "--syntax-only", file], { encoding: "utf8" });
    };
    assert.match(check("kubeconfig_file: /a").stdout, /SUCCESS/);
    assert.match(check("kubeconfig: /a").stderr, /field kubeconfig not found/);
  });

  it("is Jaeger 2, whose modules count on from Jaeger 1", () => {
    const { moduleVersion } = readPin("jaeger", pinned);
    for (const [version, release] of Object.entries({ "1.76.0": "2.13.0", "1.63.1": "2.0.1" })) {
      const modules = changed("jaeger", "go.mod", `jaeger v${moduleVersion} `, `jaeger v${version} `);
      assert.equal(readPin("jaeger", modules).version, release);
    }
  });
});
