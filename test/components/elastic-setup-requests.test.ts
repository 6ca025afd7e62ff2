import assert from "node:assert/strict";
import { FIELDS, OTHER_FIELDS } from "../../components/elastic/parsing";
import { MAPPINGS } from "../../components/elastic/setup/mappings";
import { setupFiles, setupRequests, SETUPS } from "../../components/elastic/setup";
import { stackSettings } from "../support/settings";

describe("the set-up's requests", () => {
  const settings = stackSettings("prod");
  const requests = setupRequests(settings, settings.elastic ?? assert.fail(), "elasticsearch-setup");
  const body = (path: string) => requests.find((request) => request.path === path)?.body;

  it("have a policy for each stream, with the settings' ages", () => {
    const phases = (name: string) => {
      const { phases } = body(`/_ilm/policy/observability-${name}`)?.["policy"] as {
        phases: Record<string, { min_age: string }>;
      };
      return Object.entries(phases).map(([phase, { min_age }]) => `${phase} ${min_age}`);
    };
    assert.deepEqual(phases("logs"), ["hot 0ms", "warm 3d", "delete 30d"]);
    assert.deepEqual(phases("logs-audit"), ["hot 0ms", "warm 3d", "delete 365d"]);
    assert.deepEqual(phases("logs-deadletter"), ["hot 0ms", "warm 3d", "delete 7d"]);
  });

  it("fit into a ConfigMap", () => {
    for (const name of SETUPS) {
      const files = setupFiles(settings, settings.elastic ?? assert.fail(), name);
      assert.ok(JSON.stringify(files).length < 1_000_000);
      for (const file of Object.keys(files)) assert.match(file, /^[\w.-]{1,253}$/);
    }
  });

  it("never leave a field empty, which the shell would skip", () => {
    for (const name of SETUPS) {
      const { "requests.tsv": list = "" } = setupFiles(settings, settings.elastic ?? assert.fail(), name);
      for (const line of list.trimEnd().split("\n")) assert.match(line, /^([^\t]+\t){5}[^\t]+$/);
    }
  });

  it("map every field that the collectors write by name, and what is left as one", () => {
    interface Field {
      type?: string;
      properties?: Record<string, Field>;
    }
    const type = (path: string) =>
      path.split(".").reduce<Field | undefined>((field, name) => field?.properties?.[name], MAPPINGS)?.type;
    const own = [
      "@timestamp",
      "message",
      "log.level",
      "log.iostream",
      "service.name",
      "event.dataset",
      "event.created",
    ];
    const kubernetes = ["namespace", "pod.name", "pod.uid", "container.name", "node.name"].map(
      (n) => `kubernetes.${n}`,
    );
    const others = [
      "orchestrator.type",
      "orchestrator.cluster.name",
      "container.id",
      "container.image.name",
      "host.name",
    ];
    const fields = [...own, ...kubernetes, ...others, ...Object.keys(FIELDS)];
    assert.deepEqual(
      fields.filter((field) => type(field) === undefined),
      [],
    );
    for (const field of [OTHER_FIELDS, "kubernetes.labels"]) assert.equal(type(field), "flattened");
  });
});
