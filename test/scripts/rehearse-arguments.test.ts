import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkArguments, type Given } from "../../scripts/lib/rehearse/arguments";
import { refusals, type Target } from "../../scripts/lib/rehearse/guard";
import { UserError } from "../../scripts/lib/stack";

describe("rehearse: which clusters it touches", () => {
  const kind: Target = { context: "kind-kind", server: "https://127.0.0.1:6443", namespace: undefined };
  const ours = { name: "observability", labels: { "observability/stack": "dev" }, releases: 0 };

  it("are local ones, empty of us", () => {
    const servers = [
      "https://localhost:1",
      "https://[::1]:6443",
      "https://192.168.3.4",
      "https://172.20.0.2:6443",
      "https://10.1.2.3",
    ];
    for (const server of servers) assert.deepEqual(refusals({ ...kind, context: "trial", server }), [], server);
    assert.deepEqual(refusals({ ...kind, context: "k3d-trial", server: "https://build.example.com" }), []);
    assert.deepEqual(refusals({ ...kind, namespace: ours }), []);
  });

  it("are not those that look like production, or are elsewhere", () => {
    const remote = { ...kind, context: "trial", server: "https://172.40.0.1" };
    assert.deepEqual(refusals(remote), ["the server 172.40.0.1 is not on this machine or its network"]);
    assert.deepEqual(refusals({ ...kind, context: "eu-Prod-1" }), ["the context eu-Prod-1 is named like production"]);
    assert.deepEqual(refusals({ ...kind, server: "https://api.prod.internal" }), [
      "the server api.prod.internal is named like production",
    ]);
  });

  it("are not those whose namespace is somebody's, or has a stack of ours", () => {
    assert.deepEqual(refusals({ ...kind, namespace: { ...ours, labels: {} } }), [
      "the namespace observability is there, and not ours (it has no label observability/stack)",
    ]);
    assert.deepEqual(refusals({ ...kind, namespace: { ...ours, releases: 2 } }), [
      "the namespace observability has a stack deployed, dev",
    ]);
  });
});

describe("rehearse: arguments", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "rehearse-test-"))));
  after(() => rmSync(folder, { recursive: true }));

  it("are a stack, and what goes without saying", () => {
    const defaults = { charts: undefined, kubeconfig: undefined, keep: false, yes: false, format: "text" };
    assert.deepEqual(checkArguments({ stack: "dev" }), { stack: "dev", ...defaults });
  });

  it("take charts from a folder or a URL, and an existing cluster", () => {
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, "");
    for (const charts of [folder, "https://charts.example.com", "oci://registry.example.com/charts"]) {
      assert.equal(checkArguments({ stack: "dev", charts, kubeconfig }).charts, charts);
    }
    assert.equal(checkArguments({ stack: "dev", kubeconfig }).kubeconfig, kubeconfig);
  });

  it("are refused with what is wrong", () => {
    const wrong: [Given, string][] = [
      [{}, "--stack is missing, e.g. --stack dev"],
      [{ stack: "dev", format: "xml" }, "--format is one of text, json, markdown"],
      [{ stack: "dev", kubeconfig: folder }, `--kubeconfig ${folder}: there is no such file`],
      [{ stack: "dev", charts: "/none" }, "--charts /none: is neither a folder nor an http(s):// or oci:// URL"],
    ];
    for (const [given, message] of wrong) assert.throws(() => checkArguments(given), new UserError(message));
  });
});
