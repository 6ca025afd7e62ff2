import assert from "node:assert/strict";
import { JAEGER_PORTS } from "../../names/jaeger";
import type { Settings } from "../../settings";
import { type Mounted, mounted, type Running, start, validate } from "../support/jaeger";
import { toolOrSkip } from "../support/tools";
import { settingsOf, stackSettings } from "../support/settings";
import { ask, look, LOOKS, send, strategy } from "../support/traces";

describe("Jaeger", function () {
  this.timeout(60_000);
  let jaeger = "";
  let files: Mounted | undefined;
  let running: Running | undefined;

  const run = async (settings: Settings): Promise<Running> => {
    files ??= mounted(settings);
    return (running = await start(jaeger, settings, files));
  };

  beforeEach(function () {
    jaeger = toolOrSkip(this, "jaeger");
  });
  afterEach(async () => {
    await running?.stop();
    files?.remove();
    running = files = undefined;
  });

  for (const [name, settings] of Object.entries({
    dev: stackSettings("dev"),
    prod: stackSettings("prod"),
    memory: settingsOf({ tracing: { storage: "memory" } }),
    "adaptive sampling": settingsOf({ tracing: { storage: "badger", sampling: { adaptive: true, param: 0.1 } } }),
  })) {
    it(`takes the configuration of ${name}`, async () => {
      assert.equal(await validate(jaeger, settings), "");
    });
  }

  it("refuses a misspelt setting, or the tests above would prove nothing", async () => {
    const said = await validate(jaeger, settingsOf(), { max_traces: "max_tracez" });
    assert.match(said, /invalid keys: max_tracez/);
  });

  it("with memory returns a trace that was sent to it, with its tags, and knows who calls whom", async () => {
    const it = await run(settingsOf({ tracing: { storage: "memory" } }));
    assert.equal((await send(it)).status, 200);
    assert.deepEqual(await look(it), LOOKS);
    const { data } = await ask<{ data: unknown[] }>(it, `/api/dependencies?endTs=${Date.now() + 1000}&lookback=60000`);
    assert.deepEqual(
      data.map((link) => {
        const { parent, child, callCount } = link as Record<string, unknown>;
        return [parent, child, callCount];
      }),
      [["shop", "till", 1]],
    );
  });

  it("with badger still has it after a restart, and is well again", async () => {
    const settings = settingsOf({ tracing: { storage: "badger" } });
    const first = await run(settings);
    assert.equal((await send(first)).status, 200);
    assert.deepEqual(await look(first), LOOKS);
    await first.stop("SIGTERM");
    assert.deepEqual(await look(await run(settings)), LOOKS);
  });

  it("answers with the settings' strategy, and with a service's own", async () => {
    const perService = [
      { service: "till", type: "ratelimiting", param: 5 },
      { service: "shop", param: 0.5, operations: [{ operation: "GET /health", param: 0 }] },
    ];
    const it = await run(settingsOf({ tracing: { sampling: { param: 0.25, perService } } }));
    assert.deepEqual((await strategy(it, "another"))["probabilisticSampling"], { samplingRate: 0.25 });
    assert.deepEqual((await strategy(it, "till"))["rateLimitingSampling"], { maxTracesPerSecond: 5 });
    const { defaultSamplingProbability, perOperationStrategies } = (await strategy(it, "shop"))[
      "operationSampling"
    ] as Record<string, unknown>;
    assert.equal(defaultSamplingProbability, 0.5);
    assert.deepEqual(perOperationStrategies, [
      { operation: "GET /health", probabilisticSampling: { samplingRate: 0 } },
    ]);
  });

  it("begins adaptive sampling with the settings' share", async () => {
    const it = await run(settingsOf({ tracing: { storage: "badger", sampling: { adaptive: true, param: 0.1 } } }));
    const { defaultSamplingProbability } = (await strategy(it, "shop"))["operationSampling"] as Record<string, unknown>;
    assert.equal(defaultSamplingProbability, 0.1);
  });

  it("has the metrics that the rules ask for", async () => {
    const it = await run(settingsOf({ tracing: { storage: "memory" } }));
    await send(it);
    await look(it);
    const metrics = await (await fetch(`${it.url(JAEGER_PORTS.metrics)}/metrics`)).text();
    for (const series of [
      /^otelcol_receiver_accepted_spans_total\{.*receiver="otlp".*\} 2$/m,
      /^otelcol_receiver_refused_spans_total\{.*receiver="otlp".*\} 0$/m,
      /^jaeger_storage_requests_total\{kind="memory",.*result="ok",role="tracestore"\} 1$/m,
      /^jaeger_storage_latency_seconds_bucket\{kind="memory",.*result="ok",role="tracestore",le="5"\} 1$/m,
    ])
      assert.match(metrics, series);
  });
});
