import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { waitFor } from "../../scripts/lib/processes";
import { jaegerTrace, sendOtlp } from "../support/spans";
import { kept, World } from "../support/trace-world";

describe("the collectors of a stack in an outage", function () {
  this.timeout(120_000);
  let world: World;
  before(async function () {
    world = await World.start(this);
  });
  // Nothing to end where a program is missing.
  after(async () => (world as World | undefined)?.end());

  it("lose nothing while Jaeger is away, though a gateway is killed meanwhile", async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => index + 5000);
    await world.running[world.jaeger]?.stop("SIGKILL");
    await sendOtlp(
      world.agents[0],
      numbers.map((trace) => ({ trace, span: 1, service: "checkout", name: "while away" })),
    );
    await waitFor("the queues hold what was decided on", async () => {
      const sizes = await Promise.all(
        world.gateways.map(async (address) => {
          const metrics = await (await fetch(`http://${address}:8888/metrics`)).text();
          return Number(
            /^otelcol_exporter_queue_size\{[^}]*exporter="otlp_grpc\/jaeger"[^}]*\} (\S+)/m.exec(metrics)?.[1] ?? 0,
          );
        }),
      );
      return sizes.every((size) => size > 0);
    });
    await world.running[world.gateways[0]]?.stop("SIGKILL");
    await world.startCollector("otel-gateway", world.gateways[0]);
    await world.startJaeger();
    await waitFor("all of them are in Jaeger", async () => (await kept(world.jaeger, 5000, 5020)) === numbers.length);
  });

  it("wait for the gateways without trying all the time, and deliver what came meanwhile", async () => {
    await Promise.all(world.gateways.map(async (address) => world.running[address]?.stop("SIGTERM")));
    await sendOtlp(world.agents[1], [{ trace: 6000, span: 1, service: "checkout", name: "nobody there" }]);
    await sleep(4000);
    const metrics = await (await fetch(`http://${world.agents[1]}:8888/metrics`)).text();
    const failed = [...metrics.matchAll(/^otelcol_loadbalancer_backend_outcome\{[^}]*success="false"\} (\S+)/gm)];
    const tries = failed.reduce((sum, [, count]) => sum + Number(count), 0);
    assert.ok(tries >= 1 && tries <= 20, `${tries} tries in 4 seconds`);
    await Promise.all(world.gateways.map((address) => world.startCollector("otel-gateway", address)));
    await waitFor("it is in Jaeger", async () => (await jaegerTrace(world.jaeger, 6000)) !== undefined);
  });
});
