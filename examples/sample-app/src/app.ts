/** The whole application, put together: its parts in the order in which they need each other, and its end in the other one. */
import { once } from "node:events";
import type * as http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Bot } from "./bot.js";
import { Cache } from "./cache.js";
import type { Config } from "./config.js";
import { Database } from "./database.js";
import { Drills, DrillError } from "./drills.js";
import { Health } from "./health.js";
import { createServer } from "./http/server.js";
import type { Log } from "./logging.js";
import { ApplicationMetrics } from "./metrics/application-metrics.js";
import { Payments } from "./payments.js";
import { Queue } from "./queue.js";
import { routes } from "./routes.js";
import { type Mail, Shop } from "./shop.js";
import { type Called, paymentsServer } from "./stand-ins/payments.js";
import { gatewayServer } from "./stand-ins/gateway.js";
import { Users } from "./users.js";

export const VERSION = "1.0.0";

export interface App {
  url: string;
  drills: Drills;
  /** Readiness fails first, then no new request is taken, those under way end, jobs that wait are done. */
  stop: () => Promise<void>;
}

/** For tests: what stands in for other services, watched. */
export interface Watch {
  paid?: (call: Called) => void;
  commandEveryMs?: number;
}

export async function startApp(config: Config, log: Log, watch: Watch = {}): Promise<App> {
  const metrics = new ApplicationMetrics(VERSION);
  const drills = new Drills(config.drills);
  const gatewayOptions = watch.commandEveryMs === undefined ? { drills } : { drills, everyMs: watch.commandEveryMs };
  const [paymentsStandIn, gateway] = [paymentsServer(watch.paid), gatewayServer(gatewayOptions)];
  const [paymentsUrl, gatewayUrl] = await Promise.all([listen(paymentsStandIn), listen(gateway)]);

  const database = new Database(metrics.performance, drills);
  const cache = new Cache(metrics.system, drills);
  const payments = new Payments(paymentsUrl, metrics.performance, drills);
  const mails = new Queue<Mail>("mails", metrics.worker, log);
  const shop = new Shop({ database, cache, payments, mails, business: metrics.business, log });
  const bot = new Bot({ url: gatewayUrl, shop, metrics: metrics.bot, business: metrics.business, log });
  const users = new Users(config.demoPassword, log);
  const health = new Health(
    [
      { name: "database", isRequired: true, run: (signal) => database.check(signal) },
      { name: "cache", isRequired: true, run: (signal) => cache.check(signal) },
      { name: "queue", isRequired: true, run: () => mails.check() },
      { name: "downstream", isRequired: true, run: (signal) => payments.check(signal) },
      { name: "gateway", isRequired: false, run: (signal) => drills.reach("gateway", signal) },
    ],
    metrics.system,
  );
  const parts = { routes: routes({ shop, users, metrics, health, drills }), metrics, log, drills };
  const server = createServer({ ...parts, userOf: (headers) => users.of(headers), isEnding: () => health.isEnding });
  const url = await listen(server, config.host, config.port);

  mails.work(async ({ orderId, fails }) => {
    await sleep(5);
    if (fails) throw new DrillError(`the mail of ${orderId} was asked to fail`);
  });
  bot.start();
  log.info({ url, drills: config.drills }, "application started");

  const stop = async () => {
    health.ending();
    log.info({ delay_ms: config.shutdownDelayMs }, "application ending");
    await sleep(config.shutdownDelayMs);
    await Promise.all([closed(server), bot.stop()]);
    await mails.stop();
    await Promise.all([closed(paymentsStandIn), closed(gateway)]);
    database.close();
    log.info("application ended");
  };
  return { url, drills, stop };
}

async function listen(server: http.Server, host = "127.0.0.1", port = 0): Promise<string> {
  server.listen(port, host);
  await once(server, "listening");
  const { address, port: taken, family } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`;
}

/** Resolves when the requests under way have ended; connections that wait for another one are closed at once. */
async function closed(server: http.Server): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is busy now is idle later, and would keep the process until its time is up.
  const timer = setInterval(() => server.closeIdleConnections(), 50);
  await ended;
  clearInterval(timer);
}
