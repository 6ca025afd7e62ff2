/** What the API server refuses for its size: it would be the `up` that fails, not the plan. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { RecordedResource } from "../../scripts/lib/engine";
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
 * {@link MOST}; the largest chart, kube-prometheus-stack, has the rest.
 */
const RELEASE_MARGIN = MOST / 16;

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

    it("has no release whose values take more than their part of its Secret", () => {
      assert.deepEqual(tooLarge(":Release", releaseSize, RELEASE_MARGIN), []);
    });
  });
}
