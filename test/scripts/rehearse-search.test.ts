import { strict as assert } from "node:assert";
import { gzipSync } from "node:zlib";
import {
  Canaries,
  forms,
  HELM_RECORD,
  helmRecord,
  type KubeObject,
  mayHold,
  readings,
  searchObjects,
} from "../../scripts/lib/rehearse/canaries";

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");

/** A Secret as Helm writes it: JSON, gzip, base64, and base64 once more as any Secret. */
const helmSecret = (release: unknown): KubeObject => ({
  kind: "Secret",
  type: HELM_RECORD,
  metadata: { name: "sh.helm.release.v1.x.v1", namespace: "observability" },
  data: { release: base64(base64(gzipSync(JSON.stringify(release)))) },
});
const secret = (name: string, data: Record<string, string>, namespace = "observability"): KubeObject => ({
  kind: "Secret",
  type: "Opaque",
  metadata: { name, namespace },
  data,
});

describe("rehearse: planted credentials", () => {
  let canaries: Canaries;
  let url: string;
  beforeEach(() => {
    canaries = new Canaries();
    url = canaries.plant({ key: "slack/platform", form: "url" });
  });

  it("have the form that they have to have, and never the same value twice", () => {
    assert.match(url, /^https:\/\/canary\.invalid\/canary-[0-9a-f]{16}-slack-platform$/);
    assert.match(canaries.plant({ key: "smtp/password", form: "text" }), /^canary-[0-9a-f]{16}-smtp-password$/);
    assert.notEqual(canaries.plant({ key: "slack/platform", form: "url" }), url);
  });

  it("are found as they are, within something else, and in base64 wherever it begins", () => {
    for (const before of ["", "a", "ab", "abc", "abcd"]) {
      const text = `${before}${url}${before}`;
      assert.deepEqual(canaries.in(text), ["slack/platform"]);
      assert.deepEqual(canaries.in(`{"data":"${base64(text)}"}`), ["slack/platform"], before);
    }
    assert.deepEqual(canaries.in(base64("https://canary.invalid/canary-0000000000000000-slack-platform")), []);
  });

  it("are found when they were rotated away too, and need not be anywhere then", () => {
    const now = canaries.plant({ key: "slack/platform", form: "url" });
    assert.deepEqual(canaries.in(now), ["slack/platform"]);
    assert.deepEqual(canaries.in(url), ["an old slack/platform (1)"]);
    assert.deepEqual(
      canaries.names().filter((name) => canaries.isReplaced(name)),
      ["an old slack/platform (1)"],
    );
  });

  it("are found in base64 by parts that do not depend on what is around them", () => {
    for (const form of forms("some text")) assert.ok(form.length >= 9, form);
  });

  it("are found in an exported state and in a log", () => {
    const state = { deployment: { resources: [{ inputs: { values: { api_url: url } } }] } };
    assert.deepEqual(canaries.in(JSON.stringify(state, null, 4)), ["slack/platform"]);
    assert.deepEqual(canaries.in(`+ api_url: "${url}"\n`), ["slack/platform"]);
    const encrypted = { ciphertext: "v1:7WSLmp8dxjV0WH4Z:Vq8N" };
    assert.deepEqual(canaries.in(JSON.stringify({ resources: [{ inputs: encrypted }] })), []);
  });

  it("are found in Helm's stored releases: in the values, and in a template's base64", () => {
    const inValues = helmSecret({ config: { alertmanager: { config: { api_url: url } } } });
    const inTemplate = helmSecret({ chart: { templates: [{ name: "a", data: base64(`url: ${url}`) }] } });
    for (const record of [inValues, inTemplate]) {
      assert.equal(canaries.in(JSON.stringify(record)).length, 0, "it is not to be seen without unpacking");
      assert.deepEqual(searchObjects(canaries, [record], "observability", []).leaks, [
        "slack/platform in Secret observability/sh.helm.release.v1.x.v1",
      ]);
    }
    assert.equal(helmRecord(inValues.data?.["release"] ?? ""), JSON.stringify({ config: { alertmanager: { config: { api_url: url } } } })); // prettier-ignore
  });

  it("are found in a Secret's compressed data", () => {
    const generated = secret("alertmanager-x-generated", {
      "alertmanager.yaml.gz": base64(gzipSync(`api_url: ${url}`)),
    });
    assert.ok(readings(generated).some((text) => text.includes(url)));
    assert.equal(searchObjects(canaries, [generated], "observability", ["alertmanager-credentials"]).leaks.length, 1);
  });

  it("may be in a Secret that the program makes, in its own namespace, and nowhere else", () => {
    const own = secret("alertmanager-credentials", { "slack-platform": base64(url) });
    const held = searchObjects(canaries, [own], "observability", ["alertmanager-credentials"]);
    assert.deepEqual(held, { leaks: [], holders: ["alertmanager-credentials"], seen: new Set(["slack/platform"]) });

    const may = (object: KubeObject) =>
      mayHold(object, "observability", ["alertmanager-credentials", "sh.helm.release.v1.x.v1"]);
    assert.equal(may(own), true);
    assert.equal(may(secret("another", {})), false);
    assert.equal(may({ ...own, metadata: { ...own.metadata, namespace: "default" } }), false);
    assert.equal(may({ ...own, kind: "ConfigMap" }), false);
    assert.equal(may(helmSecret({})), false);
  });

  it("are looked for in what every other object says, annotations and all", () => {
    const annotated: KubeObject = { kind: "Alertmanager", metadata: { name: "x", namespace: "observability" } };
    Object.assign(annotated.metadata, { annotations: { last: url } });
    assert.deepEqual(searchObjects(canaries, [annotated], "observability", []).leaks, [
      "slack/platform in Alertmanager observability/x",
    ]);
  });

  it("that are in no Secret are not seen, so that a search for the wrong thing does not pass", () => {
    assert.deepEqual(searchObjects(canaries, [secret("a", {})], "observability", ["a"]).seen, new Set());
  });
});
