import assert from "node:assert/strict";
import { Kube, KubeError } from "../../scripts/lib/rehearse/kube";

/** A client whose answers are given; any other path is not there. */
function kubeOf(answers: Readonly<Record<string, unknown>>): Kube {
  const kube = Object.create(Kube.prototype) as Kube;
  kube.request = <T>(_method: string, path: string): Promise<T> =>
    path in answers ? Promise.resolve(answers[path] as T) : Promise.reject(new KubeError(404, `${path}: 404`));
  return kube;
}

const kind = (name: string, of: string) => ({ name, kind: of, verbs: ["list"], namespaced: true });
const items = (...names: string[]) => ({ items: names.map((name) => ({ metadata: { name } })) });

describe("everything that is in a cluster", () => {
  const answers = {
    "/apis": {
      groups: [
        {
          preferredVersion: { groupVersion: "m.io/v1" },
          versions: [{ groupVersion: "m.io/v1" }, { groupVersion: "m.io/v1alpha1" }],
        },
        { preferredVersion: { groupVersion: "going.io/v1" }, versions: [{ groupVersion: "going.io/v1" }] },
      ],
    },
    "/api/v1": {
      groupVersion: "v1",
      resources: [kind("pods", "Pod"), kind("pods/log", "Pod"), kind("events", "Event")],
    },
    "/api/v1/pods": items("a"),
    "/apis/m.io/v1": { groupVersion: "m.io/v1", resources: [kind("rules", "Rule")] },
    "/apis/m.io/v1/rules": items("b"),
    "/apis/m.io/v1alpha1": {
      groupVersion: "m.io/v1alpha1",
      resources: [kind("rules", "Rule"), kind("scrapes", "Scrape"), kind("ending", "Ending")],
    },
    "/apis/m.io/v1alpha1/rules": items("b"),
    "/apis/m.io/v1alpha1/scrapes": items("c"),
  };

  it("is each object once, also of kinds that the preferred version of their group lacks", async () => {
    const found = await kubeOf(answers).everything();
    assert.deepEqual(
      found.map(({ apiVersion, kind: of, metadata }) => [apiVersion, of, metadata.name]),
      [
        ["v1", "Pod", "a"],
        ["m.io/v1", "Rule", "b"],
        ["m.io/v1alpha1", "Scrape", "c"],
      ],
    );
  });

  it("is said even while a group or a kind is going, but not when the server fails", async () => {
    assert.equal((await kubeOf(answers).everything()).length, 3);
    const failing = kubeOf(answers);
    failing.request = () => Promise.reject(new KubeError(500, "broken"));
    await assert.rejects(failing.everything(), /broken/);
  });
});
