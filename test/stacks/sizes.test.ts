/** What the API server refuses for its size: it would be the `up` that fails, not the plan. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { RecordedResource } from "../../scripts/lib/engine";
import { CHARTS } from "../../components/support/charts";
import { planStack, runStack, stackNames } from "../../scripts/lib/stack";
import { EVERYTHING, FILEBEAT } from "../support/everything";
import { raw } from "../support/settings";

const MIB = 1024 * 1024;

/** The data of a ConfigMap or Secret is at most 1 MiB: ValidateConfigMap and ValidateSecret of Kubernetes, MaxSecretSize. */
const MOST = MIB;

/** What a ConfigMap may have, so that there is time to divide it: a quarter of {@link MOST}. */
const MARGIN = MOST / 4;

/**
 * What a release's own part may have of its Secret. Helm keeps a release as JSON (chart, values, manifests), gzip and base64,
 * and the Secret's limit counts that text. The charts are not at hand in a test: this is our part of it, a sixteenth of
 * {@link MOST}.
 */
const RELEASE_MARGIN = MOST / 16;

/**
 * Releases as a whole, in bytes of their Secret, by chart: made of the charts' sources at these versions with the values of
 * the stack "everything" (`helm template` for the manifests; the JSON of Helm's type Release, whose charts are kept without
 * the charts that they depend on; gzip at its best; base64). Measured again when a chart's major version changes.
 */
const WHOLE: Readonly<Record<string, { version: string; size: number }>> = {
  alloy: { version: "1.11.1", size: 50_624 },
  "eck-operator": { version: "3.5.0", size: 222_100 },
  falco: { version: "9.1.0", size: 208_856 },
  fluentd: { version: "0.6.0", size: 55_620 },
  jaeger: { version: "4.11.1", size: 28_868 },
  "kube-prometheus-stack": { version: "88.5.3", size: 684_864 },
  loki: { version: "18.11.0", size: 347_664 },
  // Its own part is 13,076; the manifests of Loki and promtail, charts that it depends on, are estimated.
  "loki-stack": { version: "2.10.3", size: 65_536 },
  "opentelemetry-collector": { version: "0.170.0", size: 82_576 },
  "prometheus-blackbox-exporter": { version: "11.17.2", size: 21_372 },
  "prometheus-postgres-exporter": { version: "8.2.0", size: 18_136 },
  "prometheus-redis-exporter": { version: "6.29.0", size: 15_428 },
};

const stacks = [
  ...stackNames().map((name) => ({ name, planned: planStack(name) })),
  { name: "everything", planned: planStack("everything", raw(EVERYTHING)) },
  { name: "filebeat", planned: planStack("filebeat", raw(FILEBEAT)) },
];

/** The bytes that Kubernetes counts: of values, not of their names. */
function dataSize({ inputs }: RecordedResource): number {
  const data = { ...(inputs["data"] as object), ...(inputs["binaryData"] as object) };
  return Object.values(data).reduce<number>((sum, value) => sum + Buffer.byteLength(String(value)), 0);
}

/** Values twice: as they were given, and in the manifests that they become. */
function releaseSize({ inputs }: RecordedResource): number {
  const values = JSON.stringify(inputs["values"] ?? {});
  const manifests = Object.values(inputs["values"] ?? {}).map((value) => JSON.stringify(value, null, 2));
  return gzipSync(JSON.stringify({ config: values, manifest: manifests.join("\n") })).toString("base64").length;
}

for (const { name, planned } of stacks) {
  describe(`what stack ${name} sends to the API server`, () => {
    let resources: RecordedResource[] = [];
    before(async () => {
      ({ resources } = await runStack(planned));
    });

    const tooLarge = (types: string, size: (resource: RecordedResource) => number, most: number) => {
      const measured = resources
        .filter(({ type }) => type.endsWith(types))
        .map((r) => ({ name: r.name, size: size(r) }));
      assert.ok(measured.length > 0, `no ${types}`);
      return measured.filter((one) => one.size > most);
    };

    it("has no ConfigMap near the limit", () => {
      assert.deepEqual(tooLarge(":ConfigMap", dataSize, MARGIN), []);
    });

    it("has no object near the limit of a request to etcd, 1.5 MiB", () => {
      const whole = ({ inputs }: RecordedResource) => Buffer.byteLength(JSON.stringify(inputs));
      assert.deepEqual(tooLarge("", whole, MIB / 2), []);
    });

    it("has no release near the limit of its Secret, its values counted twice over", () => {
      const whole = ({ inputs }: RecordedResource) => WHOLE[String(inputs["chart"])]?.size ?? Infinity;
      assert.deepEqual(
        tooLarge(":Release", (release) => whole(release) + releaseSize(release), MOST - MOST / 8),
        [],
      );
    });

    it("has no release whose values take more than their part of its Secret", () => {
      assert.deepEqual(tooLarge(":Release", releaseSize, RELEASE_MARGIN), []);
    });
  });
}

describe("the sizes of releases", () => {
  it("are measured at the major versions that are deployed", () => {
    const major = (version: string) => version.split(".")[0];
    assert.deepEqual(
      Object.fromEntries(Object.values(CHARTS).map(({ chart, version }) => [chart, major(version)])),
      Object.fromEntries(Object.entries(WHOLE).map(([chart, { version }]) => [chart, major(version)])),
    );
  });
});
