/** The stores that a login gets to, asked with what each of them has for questions. */
import assert from "node:assert/strict";
import * as yaml from "yaml";
import { setupRequests } from "../../components/elastic/setup";
import type { Settings } from "../../settings";
import type { Fields } from "./collector-ruby";
import type { RunningCore } from "./elasticsearch-core";
import type { FakeElastic } from "./fake-elastic";
import type { RunningLoki } from "./loki";

/** What a store knows of a login: the same for every path. */
export interface Known {
  who: unknown;
  what: unknown;
  how: unknown;
  when: string;
  from: unknown;
  trace: unknown;
  request: unknown;
  message: unknown;
  level: unknown;
  /** The audit log: a selector of Loki's, a data stream of Elasticsearch's. */
  in: string;
  /** How long it is kept there, in days. */
  days: number;
}

/** Days of a duration as Loki (`2160h`) and Elasticsearch (`90d`) write it. */
function days(duration: string): number {
  const hours: Record<string, number> = { d: 24, h: 1 };
  const sum = [...duration.matchAll(/(\d+)([dhms])/g)].map(
    ([, count, unit = ""]) => Number(count) * (hours[unit] ?? 0),
  );
  return sum.reduce((all, one) => all + one, 0) / 24;
}

interface Limits {
  retention_period: string;
  retention_stream: { selector: string; priority: number; period: string }[];
}

/** How far back Loki is asked, in days: three hours. */
export const ASKED = 1 / 8;

/** A login in Loki, by who and what; how long it is kept is asked of Loki's own configuration. */
export async function inLoki(loki: RunningLoki, span: string, who: string): Promise<Known | undefined> {
  const asked = `| event="UserLogin" | user_id="${who}" | outcome="success" | span_id="${span}"`;
  const [found, ...others] = await loki.query(`{audit="true"} ${asked}`, ASKED);
  assert.deepEqual(others, [], "it is there more than once");
  if (found === undefined) return undefined;
  const config = yaml.parse(await (await fetch(`${loki.url}/config`)).text()) as { limits_config: Limits };
  const { retention_period, retention_stream } = config.limits_config;
  const selected = await Promise.all(
    retention_stream.map(async (one) => ({
      ...one,
      holds: (await loki.query(`${one.selector} ${asked}`, ASKED)).length > 0,
    })),
  );
  const [first] = selected.filter(({ holds }) => holds).sort((a, b) => b.priority - a.priority);
  const { labels, line, time } = found;
  return {
    who: labels["user_id"],
    what: labels["event"],
    how: labels["outcome"],
    when: new Date(Number(BigInt(time) / 1_000_000n)).toISOString(),
    from: labels["source_ip"],
    trace: labels["trace_id"],
    request: labels["request_id"],
    message: (JSON.parse(line) as Fields)["message"],
    level: labels["level"],
    in: first?.selector ?? "{}",
    days: days(first?.period ?? retention_period),
  };
}

/** The columns that Elasticsearch is asked for, by what a login knows. */
const FIELDS = {
  who: "user.id",
  what: "event.action",
  how: "event.outcome",
  when: "@timestamp",
  from: "source.ip",
  trace: "trace.id",
  request: "http.request.id",
  message: "message",
  level: "log.level",
} as const;

/** A login in Elasticsearch: a search by its fields, and the columns of a saved search. */
export async function inElasticsearch(
  core: RunningCore,
  setUp: { settings: Settings; policies: FakeElastic["policies"] },
  span: string,
  who: string,
): Promise<Known | undefined> {
  const terms = { "event.action": "UserLogin", "user.id": who, "event.outcome": "success", "span.id": span };
  const { body } = await core.ask("POST", "/logs-*/_search", {
    query: { bool: { filter: Object.entries(terms).map(([field, value]) => ({ term: { [field]: value } })) } },
    fields: Object.values(FIELDS),
  });
  const { hits } = body["hits"] as { hits: { _index: string; fields: Record<string, unknown[]> }[] };
  assert.ok(hits.length < 2, "it is there more than once");
  const [hit] = hits;
  if (hit === undefined) return undefined;
  const stream = /^\.ds-(.+)-[0-9.]+-[0-9]+$/.exec(hit._index)?.[1] ?? hit._index;
  const columns = Object.fromEntries(Object.entries(FIELDS).map(([key, field]) => [key, hit.fields[field]?.join()]));
  return {
    ...(columns as Record<keyof typeof FIELDS, string>),
    when: new Date(columns["when"] ?? "").toISOString(),
    in: stream,
    days: days(await deletedAfter(core, setUp, stream)),
  };
}

/** The age of an index at its end: of the policy that the stream's template names. The core has templates, and no policies. */
async function deletedAfter(
  core: RunningCore,
  { settings, policies }: { settings: Settings; policies: FakeElastic["policies"] },
  stream: string,
): Promise<string> {
  const { body } = await core.ask("GET", "/_index_template");
  const templates = body["index_templates"] as {
    index_template: { index_patterns: string[]; priority: number; composed_of: string[] };
  }[];
  const matches = (pattern: string) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(stream);
  const [first] = templates
    .map((one) => one.index_template)
    .filter(({ index_patterns }) => index_patterns.some(matches))
    .sort((a, b) => b.priority - a.priority);
  const parts = first?.composed_of.map((name) => `/_component_template/${name}`) ?? [];
  const sent = setupRequests(settings, settings.elastic ?? assert.fail(), "elasticsearch-setup");
  const text = JSON.stringify(sent.filter(({ path }) => parts.includes(path)));
  const [, policy = assert.fail(text)] = /"lifecycle":\{"name":"([^"]+)"/.exec(text) ?? [];
  const [, end = assert.fail(policy)] =
    /"delete":\{"min_age":"([^"]+)"/.exec(JSON.stringify(policies.get(policy))) ?? [];
  return end;
}
