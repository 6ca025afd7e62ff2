import assert from "node:assert/strict";
import { scrapeSpec } from "../../components/scrape-annotations";
import { PORT_GUESSED } from "../../rules/targets";

describe("the targets of annotated pods and services", () => {
  for (const kind of ["pod", "service"] as const) {
    const { relabelings, metricRelabelings } = scrapeSpec(kind);

    it(`say by a label of \`up\` that a ${kind} names no port, or none by number`, () => {
      const guessed = relabelings.filter(({ targetLabel }) => targetLabel === PORT_GUESSED);
      assert.equal(guessed.length, 1);
      const { sourceLabels, regex, replacement } = guessed[0] ?? assert.fail();
      assert.deepEqual(sourceLabels, [`__meta_kubernetes_${kind}_annotation_prometheus_io_port`]);
      assert.equal(replacement, "true");
      // As Prometheus anchors it.
      const matches = (port: string) => new RegExp(`^(?:${regex ?? ""})$`, "s").test(port);
      assert.deepEqual(["", "metrics", "8080", "80"].map(matches), [true, true, false, false]);
    });

    it(`have no such label on the series of a ${kind}`, () => {
      assert.deepEqual(metricRelabelings, [{ action: "LabelDrop", regex: PORT_GUESSED }]);
    });
  }
});
