import assert from "node:assert/strict";
import { limited } from "../../rules/applications/limits";
import type { App } from "../../settings/apps";

const app = (name: string, namespace?: string, latencyMs?: number): App =>
  ({
    name,
    namespace,
    kind: "http",
    slo: [],
    thresholds: latencyMs === undefined ? undefined : { latencyMs },
  }) as unknown as App;

const over = (apps: App[]) =>
  limited(
    "x",
    apps,
    ({ thresholds }) => thresholds?.latencyMs,
    500,
    (series, limit) => `${series} > ${limit}`,
  );

describe("limits of applications", () => {
  it("are the common one where none has its own", () => {
    assert.equal(over([app("a"), app("b", "n")]), "x > 500");
  });

  it("are an application's own, and the common one is not its", () => {
    assert.equal(
      over([app("a", "n", 700), app("b", "n", 700), app("c", "m", 900), app("d")]),
      '((x unless (x{namespace="n",service=~"a|b"} or x{namespace="m",service="c"})) > 500' +
        ' or x{namespace="n",service=~"a|b"} > 700 or x{namespace="m",service="c"} > 900)',
    );
  });

  it("of one in any namespace leave those of its name alone that have a namespace", () => {
    const expr = over([app("a", undefined, 700), app("a", "n")]);
    assert.match(expr, /x\{namespace!="n",service="a"\} > 700/);
    assert.match(expr, /\(x unless \(x\{namespace!="n",service="a"\}\)\) > 500/);
  });

  it("may leave an application out", () => {
    assert.equal(
      limited(
        "x",
        [app("a", "n")],
        () => "none" as const,
        500,
        (series, limit) => `${series} > ${limit}`,
      ),
      '((x unless (x{namespace="n",service="a"})) > 500)',
    );
  });
});
