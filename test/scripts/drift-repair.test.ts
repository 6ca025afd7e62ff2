import assert from "node:assert/strict";
import type { LiveObject } from "../../scripts/lib/drift/compare";
import type { Deployed } from "../../scripts/lib/drift/deployed";
import { findDrift, Paths, repair } from "../../scripts/lib/drift/find";
import { Kube, KubeError } from "../../scripts/lib/kube";

const ROOT = "/api/v1";
const KINDS = {
  resources: [
    { name: "configmaps", kind: "ConfigMap", namespaced: true },
    { name: "x/status", kind: "ConfigMap" },
  ],
};
const PATH = `${ROOT}/namespaces/o/configmaps/c`;

/** A cluster with one ConfigMap, or none, that answers to a dry run with what it would be, and what it was asked to write. */
function clusterWith(live: LiveObject | undefined, restored?: LiveObject | KubeError) {
  const written: string[] = [];
  const kube = Object.create(Kube.prototype) as Kube;
  kube.request = <T>(method: string, path: string, body?: unknown): Promise<T> => {
    if (path === ROOT) return Promise.resolve(KINDS as T);
    if (method === "GET") return live ? Promise.resolve(live as T) : Promise.reject(new KubeError(404, path));
    if (path.includes("dryRun=All")) {
      return restored instanceof KubeError ? Promise.reject(restored) : Promise.resolve(restored as T);
    }
    written.push(`${method} ${path} ${JSON.stringify(body)}`);
    return Promise.resolve({} as T);
  };
  return { kube, written };
}

const deployed = (more: Partial<Deployed> = {}): Deployed => ({
  release: "r",
  object: {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "c", namespace: "o" },
    data: { a: "1" },
  },
  ...more,
});
const config = (
  data: Record<string, string>,
  ...managers: { manager: string; operation: string; fieldsV1?: unknown }[]
) =>
  ({ ...deployed().object, data, metadata: { ...deployed().object.metadata, managedFields: managers } }) as LiveObject;

async function mended(
  live: LiveObject | undefined,
  of = deployed(),
  restored: LiveObject | undefined = live && { ...live, data: { ...(live["data"] as object), a: "1" } },
) {
  const { kube, written } = clusterWith(live, restored);
  const paths = new Paths(kube);
  const [drift, ...others] = await findDrift(kube, paths, [of]);
  assert.deepEqual(others, []);
  if (drift !== undefined) await repair(kube, paths, drift);
  return { drift, written };
}

const HELM = { manager: "pulumi-resource-kubernetes", operation: "Update" };
const OWN = { manager: "pulumi-kubernetes-1a2b", operation: "Apply" };
const EDIT = { manager: "kubectl-edit", operation: "Update", fieldsV1: { "f:data": { "f:a": {}, "f:x/y": {} } } };

describe("what drifted is put back", () => {
  it("not at all where nothing did", async () => {
    const { drift, written } = await mended(config({ a: "1" }, HELM));
    assert.deepEqual([drift, written], [undefined, []]);
  });

  it("of a patch only where its own fields are others: the rest, and that it is missing, is told by who deploys it", async () => {
    const patch = deployed({ release: undefined, manager: OWN.manager, isPatch: true });
    const beside = { ...EDIT, fieldsV1: { "f:data": { "f:b": {} } } };
    assert.equal((await mended(config({ a: "1", b: "by hand" }, OWN, beside), patch)).drift, undefined);
    assert.equal((await mended(undefined, patch)).drift, undefined);
    const { drift, written } = await mended(config({ a: "2" }, OWN, EDIT), patch);
    assert.deepEqual([drift?.changes.map(({ field }) => field), written.length], [["data.a"], 1]);
  });

  it("as Helm wrote it, by the same manager, so that the next up meets nobody else's fields", async () => {
    const { written } = await mended(config({ a: "2" }, HELM, EDIT));
    assert.equal(written.length, 1);
    assert.match(written[0] ?? "", /^PUT \S+\/c\?fieldManager=pulumi-resource-kubernetes \{.*"data":\{"a":"1"\}/);
    assert.doesNotMatch(written[0] ?? "", /managedFields":\[/);
  });

  it("as Helm wrote it where a patch of the program's is on it too", async () => {
    const { written } = await mended(config({ a: "2" }, OWN, HELM, EDIT));
    assert.match(written.join(), /^PUT \S+\/c\?fieldManager=pulumi-resource-kubernetes \{.*"data":\{"a":"1"\}/);
  });

  it("as the program applied it, which takes the fields from whoever has them", async () => {
    const { written } = await mended(
      config({ a: "2" }, OWN, EDIT),
      deployed({ release: undefined, manager: OWN.manager }),
    );
    assert.deepEqual(
      written.map((line) => line.split(" ").slice(0, 2).join(" ")),
      [`PATCH ${PATH}?fieldManager=pulumi-kubernetes-1a2b&force=true`],
    );
  });

  it("without what was added, whatever it is called", async () => {
    const { written } = await mended(config({ a: "1", "x/y": "2" }, HELM, EDIT));
    assert.deepEqual(written, [
      `PATCH ${PATH}?fieldManager=pulumi-resource-kubernetes [{"op":"remove","path":"/data/x~1y"}]`,
    ]);
  });

  it("where it is gone: of a release by Helm's name, of the program by the name that it was applied by", async () => {
    const release = await mended(undefined);
    assert.equal(release.drift?.state, "missing");
    assert.match(release.written.join(), /^POST \S+\/configmaps\?fieldManager=pulumi-resource-kubernetes \{/);
    const own = await mended(undefined, deployed({ release: undefined, manager: OWN.manager }));
    assert.match(own.written.join(), /^PATCH \S+\/c\?fieldManager=pulumi-kubernetes-1a2b&force=true \{/);
  });

  it("and what could not be compared is said, and not touched", async () => {
    const { kube, written } = clusterWith(config({ a: "2" }, HELM), new KubeError(403, "pl4nted"));
    const paths = new Paths(kube);
    const [drift] = await findDrift(kube, paths, [deployed()]);
    assert.deepEqual([drift?.state, drift?.reason], ["unknown", "the server answers 403 to a dry run"]);
    if (drift) await repair(kube, paths, drift);
    assert.deepEqual(written, []);
  });

  it("and a cluster that does not answer is an error, not drift", async () => {
    const { kube } = clusterWith(config({ a: "2" }, HELM), new KubeError(0, "ECONNREFUSED"));
    await assert.rejects(findDrift(kube, new Paths(kube), [deployed()]), /ECONNREFUSED/);
  });
});
