/** The ways to a store of audit events: by an address with credentials of the environment, or through the cluster's API server. */
import { setTimeout as sleep } from "node:timers/promises";
import { userSecret } from "../../../components/elastic/users";
import { ELASTICSEARCH_CA, ELASTICSEARCH_PORT, ELASTICSEARCH_SERVICE, elasticsearchHost } from "../../../names/elastic";
import { hasTenants, TENANT_HEADER, tenantHeaders } from "../../../names/loki";
import { bodyOf, reasonOf } from "../../../reports/http";
import type { Settings } from "../../../settings";
import { addressOf, type Address } from "../prometheus/address";
import { UserError } from "../stack";
import { lokiServices } from "../verify/logs";
import { Unanswered } from "../verify/outcome";
import { type Answer, json, type Question, type World } from "../verify/world";
import type { Asking } from "./store";

export const STORES = ["loki", "elastic"] as const;
export type Store = (typeof STORES)[number];

/** Pauses before a question is asked again that was refused for the moment or not answered, in milliseconds. */
const PAUSES = [1000, 3000, 6000];

/** For one question, in milliseconds. */
const ANSWER_MS = 60_000;

/** What a store says when it is asked too much, or is away behind a proxy. */
const FOR_NOW = [429, 502, 503, 504];

/**
 * Whom Loki is asked as, where it has tenants: as both, since audit events from before it had them are with the ordinary lines.
 * Otherwise once, as nobody.
 */
function tenantsOf(store: Store, settings: Settings): Record<string, string>[] {
  if (store !== "loki" || !hasTenants(settings)) return [{}];
  return [tenantHeaders(settings, "ordinary"), tenantHeaders(settings, "audit")];
}

/** The ways to ask at an address, all of which are to be asked; `LOKI_TENANT` of the environment leaves one. */
export function asksAt(store: Store, settings: Settings, url: string, env: NodeJS.ProcessEnv): Asking[] {
  const tenants = tenantsOf(store, settings).map((headers) => headers[TENANT_HEADER]);
  const named = env["LOKI_TENANT"] ?? "";
  return (named === "" ? tenants : [named]).map((tenant) =>
    askingAt(store, url, tenant === undefined ? env : { ...env, LOKI_TENANT: tenant }),
  );
}

/** Asks at an address; `LOKI_…` and `ELASTICSEARCH_…` of the environment have the credentials. */
export function askingAt(store: Store, url: string, env: NodeJS.ProcessEnv, pauses = PAUSES): Asking {
  const address = addressOf(store === "loki" ? "LOKI" : "ELASTICSEARCH", url, env, "--url");
  return patient(store, pauses, ({ path, method = "GET", body }) => fetched(address, { path, method, body }));
}

/** Asks what is deployed: Loki for the audit events, where they are a tenant, Elasticsearch as its user `auditor`, whose password stays in memory. */
export async function asksCluster(world: World, store: Store, pauses = PAUSES): Promise<Asking[]> {
  const [service, port] =
    store === "loki" ? lokiServices(world).query : ([ELASTICSEARCH_SERVICE, ELASTICSEARCH_PORT] as const);
  const as = store === "loki" ? {} : await asAuditor(world);
  return tenantsOf(store, world.settings).map((headers) =>
    patient(store, pauses, async (question) => {
      const [endpoint] = await world.endpoints(service, port);
      if (endpoint === undefined) throw new Unanswered(`the Service ${service} has no ready pod`);
      return world.ask(endpoint, { ...question, ...as, headers });
    }),
  );
}

async function asAuditor(world: World): Promise<Pick<Question, "user" | "tls">> {
  const [account, authority] = await Promise.all([world.secret(userSecret("auditor")), world.secret(ELASTICSEARCH_CA)]);
  return {
    user: { name: account["username"] ?? "auditor", password: account["password"] ?? "" },
    tls: { ca: authority["ca.crt"] ?? "", name: elasticsearchHost(world.settings) },
  };
}

/** Tries again what may be answered the next time: a month is thousands of questions. */
function patient(store: Store, pauses: readonly number[], ask: (question: Question) => Promise<Answer>): Asking {
  return async (question) => {
    for (const pause of [...pauses, undefined]) {
      try {
        const answer = await ask(question);
        if (pause === undefined || !FOR_NOW.includes(answer.status)) return json<unknown>(answer, store);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        const said = [error.message, ...(error.next === undefined ? [] : [error.next])].join("\n  -> ");
        // What was answered is answered the same way again.
        if (pause === undefined || / (?:answers|refuses) /.test(error.message))
          throw new UserError(`${store}: ${said}`);
      }
      await sleep(pause);
    }
    throw new UserError(`${store} does not answer`);
  };
}

async function fetched({ url, headers }: Address, { path, method, body }: Question): Promise<Answer> {
  try {
    const response = await fetch(`${url}${path}`, {
      method: method ?? "GET",
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
      redirect: "manual",
    });
    const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
    return { status: response.status, type, text: await bodyOf(response) };
  } catch (error) {
    throw new Unanswered(`no connection (${reasonOf(error, ANSWER_MS)})`);
  }
}
