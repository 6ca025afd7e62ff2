/** Stands in for a chat's gateway: one JSON object a line over a request that stays open, as simple as such a thing can be. */
import * as http from "node:http";
import { randomUUID } from "node:crypto";
import type { Drills } from "../drills.js";

/** What users of the chat type, again and again. */
const TYPED = ["price book", "order lamp", "price nothing", "dance"];

export interface GatewayOptions {
  drills: Drills;
  /** Between two commands. Default: a second. */
  everyMs?: number;
}

export function gatewayServer({ drills, everyMs = 1000 }: GatewayOptions): http.Server {
  return http.createServer((request, response) => {
    if (drills.stateOf("gateway") === "down") response.writeHead(503).end();
    else if (request.method === "POST" && request.url === "/heartbeat") response.writeHead(204).end();
    else if (request.method === "GET" && request.url === "/events") events(response, drills, everyMs);
    else response.writeHead(404).end();
  });
}

function events(response: http.ServerResponse, drills: Drills, everyMs: number): void {
  const write = (event: unknown) => response.write(`${JSON.stringify(event)}\n`);
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  write({ op: "hello", guilds: 3 });
  let number = 0;
  const timer = setInterval(() => {
    const state = drills.stateOf("gateway");
    if (state === "down") response.destroy();
    else if (state === "up") write({ op: "command", id: randomUUID(), text: TYPED[number++ % TYPED.length] });
  }, everyMs);
  response.once("close", () => clearInterval(timer));
}
