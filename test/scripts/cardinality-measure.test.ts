import assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { measure } from "../../scripts/lib/cardinality/measure";
import { addressOf } from "../../scripts/lib/prometheus/address";
import { Api } from "../../scripts/lib/prometheus/api";
import { run } from "../../scripts/lib/processes";
import { ROOT } from "../../scripts/lib/stack";

describe("measuring", () => {
  it("asks for shorter lists where one is too long for an answer, and never for a metric or a namespace that is too large", async () => {
    const asked: string[] = [];
    const lists = {
      headStats: { numSeries: 900_000, numLabelPairs: 1, chunkCount: 1 },
      seriesCountByMetricName: [{ name: "huge", value: 800_000 }],
      labelValueCountByLabelName: [],
      memoryInBytesByLabelName: [],
      seriesCountByLabelValuePair: [{ name: "namespace=big", value: 850_000 }],
    };
    const server = http.createServer((request, response) => {
      const url = new URL(request.url ?? "", "http://h");
      asked.push(url.searchParams.get("query") ?? url.searchParams.get("limit") ?? url.pathname);
      if (url.pathname.endsWith("/tsdb"))
        return response.end(
          Number(url.searchParams.get("limit")) > 100 ? " ".repeat(33 * 2 ** 20) : JSON.stringify({ data: lists }),
        );
      return response.end(
        JSON.stringify(url.pathname.endsWith("/values") ? { data: ["big"] } : { data: { result: [] } }),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const address = addressOf("PROMETHEUS", `http://127.0.0.1:${(server.address() as AddressInfo).port}`, {});
      const found = await measure(new Api("prometheus", address), { namespace: "namespace", service: "service" });
      assert.equal(found.listed, 100);
      assert.deepEqual(asked.slice(0, 3), ["10000", "1000", "100"]);
      assert.deepEqual(found.owners, [{ namespace: "big", service: "", series: 850_000, isWhole: true }]);
      assert.deepEqual(
        asked.filter((query) => /huge|big/.test(query)),
        [],
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("npm run cardinality", function () {
  this.timeout(300_000);
  const cardinality = (...args: string[]) =>
    run(process.execPath, ["--require", "ts-node/register", "scripts/cardinality.ts", ...args], {
      cwd: ROOT,
      env: { ...process.env, PROMETHEUS_TOKEN: "canary-7f3a" },
    });

  for (const [args, expected] of [
    [[], /--prometheus is missing/],
    [["--prometheus", "http://a:canary@b"], /holds a user or a password/],
    [["--prometheus", "http://127.0.0.1:1", "--top", "0"], /--top is not a number/],
    [["--prometheus", "http://127.0.0.1:1", "--format", "pdf"], /--format is one of/],
    [["--prometheus", "http://127.0.0.1:1"], /prometheus does not answer \(bad port\)/],
  ] as const)
    it(`ends with 2 and a reason: ${args.join(" ").replace(/canary/, "…") || "no arguments"}`, async () => {
      const { code, stdout, stderr } = await cardinality(...args);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /canary|\n\s+at /);
    });
});
