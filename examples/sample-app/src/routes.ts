/** The routes: what is asked is checked here, and nothing further in sees what is not. */
import type { Drills } from "./drills.js";
import { DEPENDENCIES, STATES } from "./drills.js";
import type { Health } from "./health.js";
import { HttpError, type Incoming, type Reply, type Route } from "./http/message.js";
import type { ApplicationMetrics } from "./metrics/application-metrics.js";
import { CURRENCIES } from "./metrics/business.js";
import { VITAL_NAMES } from "./metrics/web-vitals.js";
import { ITEMS, type Shop } from "./shop.js";
import type { Users } from "./users.js";

/** What no page takes longer than: a tab that slept for a day says nothing of the page. */
const MOST_MS = 600_000;

export interface RouteParts {
  shop: Shop;
  users: Users;
  metrics: ApplicationMetrics;
  health: Health;
  drills: Drills;
}

export function routes(parts: RouteParts): Route[] {
  return [...ofShop(parts), vitals(parts), ...ofPlatform(parts), ...(parts.drills.isOn ? [drill(parts)] : [])];
}

function ofShop({ shop, users }: RouteParts): Route[] {
  return [
    { method: "POST", path: "/login", handle: (request) => logIn(users, request) },
    {
      method: "GET",
      path: "/search",
      handle: async ({ query }) => ok({ items: await shop.search(query.get("q")?.slice(0, 64) ?? "") }),
    },
    { method: "GET", path: "/orders", handle: async () => ok({ orders: await shop.latest() }) },
    {
      method: "GET",
      path: "/orders/:id",
      handle: async ({ params }) => {
        const id = params["id"] ?? "";
        const order = /^[0-9a-f-]{36}$/.test(id) ? await shop.find(id) : undefined;
        if (order === undefined) throw new HttpError(404, "there is no such order");
        return ok({ order });
      },
    },
    {
      method: "POST",
      path: "/orders",
      handle: async (request) => {
        const body = await request.body();
        const order = await shop.place({
          userId: request.userId ?? "anonymous",
          item: oneOf(body, "item", ITEMS),
          quantity: quantity(body["quantity"] ?? 1),
          currency: body["currency"] === undefined ? "EUR" : oneOf(body, "currency", CURRENCIES),
          mailFails: request.query.get("failJob") === "1",
        });
        return { status: 201, body: { order } };
      },
    },
  ];
}

/** What only the platform asks: not measured, or scrapes and probes would be most of the traffic. */
function ofPlatform({ metrics, health }: RouteParts): Route[] {
  const get = (path: string, handle: Route["handle"]): Route => ({ method: "GET", path, isObserved: false, handle });
  return [
    get("/metrics", async () => ({ status: 200, body: await metrics.text(), type: metrics.contentType })),
    get("/health", () => health.whole()),
    get("/health/live", () => health.live()),
    get("/health/ready", () => health.ready()),
  ];
}

/** `POST /drills {"dependency":"database","state":"down"}`. Whoever reaches it can stop the application: never in production. */
function drill({ drills }: RouteParts): Route {
  return {
    method: "POST",
    path: "/drills",
    isObserved: false,
    handle: async (request) => {
      const body = await request.body();
      const [dependency, state] = [oneOf(body, "dependency", DEPENDENCIES), oneOf(body, "state", STATES)];
      drills.set(dependency, state);
      return ok({ dependency, state });
    },
  };
}

/** `POST /vitals {"name":"LCP","value":1830.5}`: what a page measured. Anybody can send anything, so it is only counted. */
function vitals({ metrics }: RouteParts): Route {
  return {
    method: "POST",
    path: "/vitals",
    handle: async (request) => {
      const body = await request.body();
      const { value } = body;
      const name = oneOf(body, "name", VITAL_NAMES);
      if (typeof value !== "number" || !(value >= 0 && value <= MOST_MS)) {
        throw new HttpError(400, `value is not a number from 0 to ${MOST_MS}`);
      }
      metrics.vitals.reported(name, value);
      return { status: 202, body: {} };
    },
  };
}

async function logIn(users: Users, request: Incoming): Promise<Reply> {
  const { user, password } = await request.body();
  if (typeof user !== "string" || typeof password !== "string") throw new HttpError(400, "user and password are texts");
  const token = users.logIn(user, password, request.sourceIp);
  if (token === undefined) throw new HttpError(401, "user or password is wrong");
  return ok({ token });
}

const ok = (body: unknown): Reply => ({ status: 200, body });

function oneOf<T extends string>(body: Record<string, unknown>, field: string, values: readonly T[]): T {
  const found = values.find((value) => value === body[field]);
  if (found === undefined) throw new HttpError(400, `${field} is none of ${values.join(", ")}`);
  return found;
}

function quantity(value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > 100) {
    throw new HttpError(400, "quantity is not a whole number from 1 to 100");
  }
  return value;
}
