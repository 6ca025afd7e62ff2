/**
 * The part of the set-up that a real Elasticsearch's core answers: templates, data streams, rollovers. What the core lacks has a
 * stand-in here, and about that nothing is proven: three types of fields, the name of the lifecycle policy, and the request for a
 * data stream, in whose place the core makes the stream as it does for the first line.
 */
import type { Answer, RunningCore } from "../elasticsearch-core";
import { illegal, isObject, type Json, Refusal } from "./fields";

/** The types that are in modules of the distribution, and the core's own that stands in. */
const STAND_INS: Record<string, Json> = {
  constant_keyword: { type: "keyword" },
  match_only_text: { type: "text" },
  // A wildcard takes values of any length.
  wildcard: { type: "keyword", ignore_above: 8000 },
};

/** The options that they have and the stand-ins do not, by the reference's "Field data types"; others are refused here. */
const OPTIONS: Record<string, string[]> = { constant_keyword: ["value"], wildcard: ["ignore_above"] };

const ASKED = /^(PUT \/_(component|index)_template\/|POST \/[^/]+\/_rollover|GET \/_cluster\/health)/;

/** The core's answer, or undefined for what is not of its part. */
export async function askCore(core: RunningCore, request: string, text: string): Promise<Answer | undefined> {
  const [method = "", path = ""] = request.split(" ");
  const [, stream] = /^PUT \/_data_stream\/([^/?]+)$/.exec(request) ?? [];
  if (stream !== undefined) return makeStream(core, stream);
  if (!ASKED.test(request)) return undefined;
  return core.ask(method, path, text === "" ? undefined : adapted(JSON.parse(text)));
}

async function makeStream(core: RunningCore, name: string): Promise<Answer> {
  const found = await core.ask("GET", `/_resolve/index/${name}?expand_wildcards=all`);
  if (found.status === 200)
    throw new Refusal(400, "resource_already_exists_exception", `data_stream [${name}] already exists`);
  // Refused, as it has no time; by then the stream is there.
  const { body } = await core.ask("POST", `/${name}/_bulk`, '{"create":{}}\n{}\n');
  const made = await core.ask("GET", `/_resolve/index/${name}?expand_wildcards=all`);
  const streams = (made.body["data_streams"] ?? []) as { name: string }[];
  if (streams.some((one) => one.name === name)) return { status: 200, body: { acknowledged: true } };
  throw new Refusal(400, "illegal_argument_exception", JSON.stringify(body));
}

/** A template with the stand-ins. */
function adapted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(adapted);
  if (!isObject(value)) return value;
  const { type } = value;
  const standIn = typeof type === "string" ? STAND_INS[type] : undefined;
  if (standIn !== undefined) {
    const foreign = Object.keys(value).filter(
      (option) => option !== "type" && !OPTIONS[String(type)]?.includes(option),
    );
    if (foreign.length > 0) throw illegal(`unknown parameter [${foreign.join(", ")}] of type [${String(type)}]`);
    return standIn;
  }
  const kept = Object.entries(value).filter(([key]) => key !== "lifecycle");
  return Object.fromEntries(kept.map(([key, inner]) => [key, adapted(inner)]));
}
