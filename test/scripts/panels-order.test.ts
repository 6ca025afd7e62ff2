import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { askTarget } from "../../scripts/lib/panels/ask";
import type { Target } from "../../scripts/lib/panels/page";
import { sourcesAt } from "../../scripts/lib/panels/sources";
import { clusterOverview } from "../../dashboards/cluster-overview";
import { settingsOf } from "../support/settings";

/** Services and their values, as the program answers. */
async function orderOf(expr: string, answered: readonly (readonly [service: string, value: string])[]) {
  const result = answered.map(([service, value]) => ({ metric: { service, zone: "a" }, value: [1, value] }));
  const server = createServer((_, answer) =>
    answer.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } })),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sources = sourcesAt({ prometheus: `http://127.0.0.1:${port}`, now: 1_000, scrape: 30 });
  const shown = { dashboard: clusterOverview(settingsOf()), range: { from: 0, to: 1_000 }, picked: {} };
  const target: Target = {
    language: "prometheus",
    dataSource: "prometheus",
    refId: "A",
    expr,
    legend: "",
    least: "",
    isInstant: true,
    isTable: true,
    isHidden: false,
    hasExemplars: false,
    mostLines: 0,
  };
  try {
    const { series } = await askTarget(sources, shown, target, 10);
    return series.map(({ labels }) => labels["service"]).join(" ");
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("what a panel is answered", () => {
  it("is in the order of the labels, whatever order the program has it in", async () => {
    const some = [
      ["b", "1"],
      ["c", "3"],
      ["a", "2"],
    ] as const;
    assert.equal(await orderOf("up", some), "a b c");
    assert.equal(await orderOf("up", [...some].reverse()), "a b c");
  });

  it("stays in the order of the values where the query asks for that, and those alike are in that of their labels", async () => {
    const some = [
      ["d", "10"],
      ["c", "9"],
      ["a", "9"],
      ["b", "NaN"],
    ] as const;
    assert.equal(await orderOf("sort_desc(up)", some), "d a c b");
    assert.equal(await orderOf("(topk(4, up))", some), "d a c b");
    assert.equal(await orderOf("topkish_total", some), "a b c d");
  });
});
