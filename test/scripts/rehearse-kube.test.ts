import assert from "node:assert/strict";
import { Kube, KubeError } from "../../scripts/lib/kube";

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

describe("a server that is not ready for a kind", () => {
  /** A client of which the first answers are given, and then an empty list. */
  class Busy extends Kube {
    asked = 0;
    constructor(private readonly statuses: number[]) {
      super({} as never, "", "");
    }
    protected override once<T>(): Promise<T> {
      const status = this.statuses[this.asked++];
      return status === undefined ? Promise.resolve({ items: [] } as T) : Promise.reject(new KubeError(status, "no"));
    }
  }

  it("is asked again", async () => {
    const kube = new Busy([429, 429]);
    assert.deepEqual(await kube.list("/api/v1/pods"), []);
    assert.equal(kube.asked, 3);
  });

  it("is not asked again where it fails otherwise", async () => {
    const kube = new Busy([500]);
    await assert.rejects(kube.list("/api/v1/pods"), /no/);
    assert.equal(kube.asked, 1);
  });
});
