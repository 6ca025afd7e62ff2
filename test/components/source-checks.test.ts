/** Sources of root shells that are named, and that the alert does not see all the same. */
import assert from "node:assert/strict";
import { parseSettings } from "../../stacks/settings";
import { CLUSTER, raw } from "../support/settings";

const parsed = (sections: Record<string, unknown>) => parseSettings(raw({ cluster: CLUSTER, ...sections }));

describe("what there is to say of sources that are named, and not seen", () => {
  it("is that Falco keeps its own rule of shells to itself", () => {
    const key = "security.sources.falco.priority";
    const at = (priority: string) => {
      const { problems, warnings } = parsed({ security: { sources: { falco: { priority } } } });
      return [...problems, ...warnings].filter((one) => one.key === key).map(({ cure }) => cure);
    };
    assert.deepEqual(at("warning"), [{ set: key, to: "notice" }]);
    for (const priority of ["notice", "informational", "debug"]) assert.deepEqual(at(priority), []);
    // What it offers for a priority that there is not would be no better.
    assert.deepEqual(at("INFO"), [{ set: key, to: "notice" }]);
  });

  it("is that the rules over logs look at a store that has none of it", () => {
    const warned = (sections: Record<string, unknown>) =>
      parsed(sections).warnings.flatMap(({ key, problem }) =>
        problem.includes("RootShellOpened does not") || problem.includes("no collector") ? [key] : [],
      );
    const [nodes, provider] = [{ sources: { nodes: {} } }, { sources: { apiServer: { from: "managed" } } }];
    const onElastic = { engine: "loki", rulesOn: "elastic" };
    assert.deepEqual(warned({ logs: onElastic, elastic: { shipper: "none" }, security: nodes }), ["elastic.shipper"]);
    assert.deepEqual(warned({ logs: { engine: "loki" }, elastic: { shipper: "none" }, security: nodes }), []);
    assert.deepEqual(warned({ logs: onElastic, elastic: {}, security: nodes }), []);
    const key = ["security.sources.apiServer.from"];
    assert.deepEqual(warned({ logs: { engine: "loki-stack" }, elastic: {}, security: provider }), key);
    assert.deepEqual(warned({ logs: { engine: "loki" }, security: provider, tracing: { storage: "none" } }), key);
    assert.deepEqual(warned({ logs: { engine: "loki" }, security: provider }), []);
    assert.deepEqual(warned({ logs: { engine: "none" }, elastic: {}, security: provider }), []);
  });
});

describe("a file that is named as two sources", () => {
  const problems = (nodes: object, apiServer: object = {}) =>
    parsed({ logs: { engine: "loki" }, security: { sources: { nodes, apiServer } } }).problems.map(({ key, cure }) => ({
      key,
      cure,
    }));
  const audit = "/var/log/kubernetes/audit/audit.log";

  it("is a mistake: it is not both the nodes' logins and the API server's audit log", () => {
    const second = "security.sources.nodes.files[1]";
    assert.deepEqual(problems({ from: "files", files: ["/var/log/auth.log", audit] }), [
      { key: second, cure: { unset: second } },
    ]);
    assert.deepEqual(problems({ from: "files", files: ["/var/log/secure"] }, { file: "/var/log/secure" }), [
      { key: "security.sources.nodes.files[0]", cure: { unset: "security.sources.nodes" } },
    ]);
  });

  it("is none where only one of them reads it", () => {
    assert.deepEqual(problems({ from: "files" }), []);
    assert.deepEqual(problems({ from: "journal", files: [audit] }), []);
    assert.deepEqual(problems({ from: "files", files: [audit] }, { from: "managed" }), []);
  });
});
