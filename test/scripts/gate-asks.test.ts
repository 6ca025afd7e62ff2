import assert from "node:assert/strict";
import { arguments_ } from "../../scripts/lib/gate/arguments";
import { type Asked, gather } from "../../scripts/lib/gate/gather";
import { SLICE } from "../../scripts/lib/gate/history";
import { judge } from "../../scripts/lib/gate/judge";
import { questions } from "../../scripts/lib/gate/questions";
import { AGAINST } from "../../scripts/lib/gate/releases";
import { everySettings } from "../../scripts/lib/alerts";
import { run } from "../../scripts/lib/processes";
import { CannotAsk } from "../../scripts/lib/prometheus/address";
import { type Asker, type Sample, type Series, Unanswered } from "../../scripts/lib/prometheus/api";
import { ROOT } from "../../scripts/lib/stack";
import { promqlProblem } from "../../settings/promql";
import { logqlParser } from "../support/logql";

describe("what the release gate asks", () => {
  it("is PromQL whatever an application is called, with the name as a value", async () => {
    const logql = await logqlParser();
    for (const app of ["checkout", 'a"} or up{x="', "a\\", "`", "a.*|b", "ä\n"]) {
      const { logErrors, logLines, ...promql } = questions({ app, namespace: app, workload: app });
      for (const [name, query] of Object.entries(promql)) {
        assert.equal(promqlProblem(query), undefined, `${name}: ${query}`);
        assert.equal(
          query.match(/\bup\{/g)?.length ?? 0,
          app.includes("up{") ? (query.match(/or up\{x/g)?.length ?? 0) : 0,
        );
      }
      for (const query of [logErrors, logLines]) assert.deepEqual(logql(query).errors, [], query);
      assert.ok(logErrors.includes(JSON.stringify(app)) && logLines.includes(JSON.stringify(app)));
    }
  });

  const given = { prometheus: "http://localhost:9090", app: "a", window: "10m", against: "24h", format: "text" };

  it("is told by its arguments", () => {
    const { window, against, deployed, workload } = arguments_({ ...given, deployed: "2026-03-01T12:00:00Z" });
    assert.deepEqual(
      { window, against, deployed, workload },
      { window: 2, against: AGAINST - 18, deployed: 1772366400, workload: "a" },
    );
    assert.equal(arguments_({ ...given, deployed: "1772366400" }).deployed, 1772366400);
  });

  for (const [values, expected] of [
    [{ prometheus: undefined }, /--prometheus is missing/],
    [{ app: "" }, /--app is missing, or no name/],
    [{ app: "a\nb" }, /--app is missing, or no name/],
    [{ window: "7m" }, /--window is not a multiple of five minutes/],
    [{ window: "0m" }, /--window is not a multiple/],
    [{ window: "ten" }, /--window is not a multiple/],
    [{ window: "3h" }, /--against is shorter than 12 times --window/],
    [{ against: "3w" }, /--against is longer than two weeks/],
    [{ deployed: "yesterday" }, /--deployed is no time/],
    [{ format: "html" }, /--format is one of/],
  ] as const)
    it(`refuses ${JSON.stringify(values)}`, () => {
      assert.throws(
        () => arguments_({ ...given, ...values }),
        (error: unknown) => error instanceof CannotAsk && expected.test(error.message),
      );
    });

  for (const args of [
    ["--nonsense"],
    ["--app", "a", "--prometheus", "http://127.0.0.1:1"],
    ["--app", "a", "--prometheus", "http://127.0.0.1:1", "--stack", "none"],
  ])
    it(`ends with 2, never with 1: ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await run(
        process.execPath,
        ["--require", "ts-node/register", "scripts/gate.ts", ...args],
        { cwd: ROOT },
      );
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
});

const NOW = 1_772_366_400;

/** A program that answers questions by a piece of their text. */
function answering(instants: Record<string, readonly Sample[]>, ranges: Record<string, readonly Series[]> = {}): Asker {
  const find = <T>(all: Record<string, readonly T[]>, query: string) =>
    Promise.resolve([...(Object.entries(all).find(([part]) => query.includes(part))?.[1] ?? [])]);
  return {
    clock: () => Promise.resolve(NOW),
    instant: (query) => find(instants, query),
    range: (query) => find(ranges, query),
    labelValues: () => Promise.resolve(["checkout", "carts"]),
  };
}

const sample = (value: number, labels: Record<string, string> = {}): Sample => ({ labels, at: NOW, value });
const COUNT = 288 + 6 + 1 + 2;
const series = (value: (slice: number) => number, labels: Record<string, string> = {}): Series => ({
  labels,
  values: Array.from({ length: COUNT }, (_, slice) => [NOW - (COUNT - 1 - slice) * SLICE, value(slice)] as const),
});

describe("what the release gate is answered", () => {
  const asked: Asked = {
    app: "checkout",
    namespace: undefined,
    workload: "checkout",
    window: 2,
    against: 288,
    deployed: undefined,
    settings: everySettings(),
  };
  const here = { "count by (namespace)": [sample(1, { namespace: "shop" })], "max(timestamp(": [sample(NOW - 20)] };

  it("is of one namespace, or asked for which", async () => {
    const both = { "count by (namespace)": [sample(1, { namespace: "b" }), sample(1, { namespace: "a" })] };
    await assert.rejects(
      gather(answering(both), undefined, asked),
      new CannotAsk("checkout is in a and b\n  -> --namespace a"),
    );
    assert.equal((await gather(answering(here), undefined, asked)).namespace, "shop");
  });

  it("may be old: then nobody can tell, and it says why", async () => {
    const old = { ...here, "max(timestamp(": [sample(NOW - 240)] };
    const { evidence, notes } = await gather(
      answering(old, { "sum(service:http_requests:rate5m": [series(() => 1)] }),
      undefined,
      asked,
    );
    assert.deepEqual(notes, ["the newest recording is 4 minutes old: Prometheus has evaluated no rules since"]);
    assert.equal(judge(evidence).verdict, "unknown");
  });

  it("has gaps and numbers that are none, which count as no requests", async () => {
    const values = (slice: number) => (slice === 7 ? Number.NaN : slice === 8 ? -1 : slice === 9 ? Infinity : 2);
    const { evidence } = await gather(
      answering(here, { "sum(service:http_requests:rate5m": [series(values)] }),
      undefined,
      asked,
    );
    assert.deepEqual(evidence.history?.requests.slice(6, 11), [600, 0, 0, 0, 600]);
    assert.deepEqual(evidence.history.failed.slice(0, 2), [0, 0]);
  });

  it("is of each moment's first source", async () => {
    const within = (source: string, value: (slice: number) => number) => [
      series((slice) => value(slice) / 2, { source, le: "0.5" }),
      series(value, { source, le: "+Inf" }),
    ];
    const first = "http_server_request_duration_seconds_bucket";
    const ranges = {
      "sum(service:http_requests:rate5m": [series(() => 1)],
      "sum by (source, le)": [
        ...within("traces_span_metrics", () => 4),
        ...within(first, (slice) => (slice < 5 ? Number.NaN : 2)),
      ],
    };
    const { evidence } = await gather(answering(here, ranges), undefined, asked);
    assert.deepEqual(evidence.history?.bounds, [0.5, Infinity]);
    assert.deepEqual(evidence.history.within.slice(4, 6), [
      [600, 1200],
      [300, 600],
    ]);
  });

  it("does without lines where Loki is away", async () => {
    const away: Asker = {
      ...answering({}),
      range: () => Promise.reject(new Unanswered("loki does not answer (ECONNREFUSED)")),
    };
    const { evidence, notes } = await gather(answering(here), away, asked);
    assert.equal(evidence.logs, undefined);
    assert.deepEqual(notes, ["lines of errors are not known: loki does not answer (ECONNREFUSED)"]);
    const there = answering({}, { 'level=~"error|fatal"': [series(() => 1)], count_over_time: [series(() => 9)] });
    const { evidence: all } = await gather(answering(here), there, asked);
    assert.deepEqual([all.logs?.errors[0], all.logs?.lines[0]], [1, 9]);
  });

  it("says that the window shows what was before as well, or that nothing was deployed", async () => {
    const made = async (before: number) =>
      (await gather(answering({ ...here, kube_pod_created: [sample(NOW - before)] }), undefined, asked)).notes.join();
    assert.match(await made(200), /its newest pod was made 7 minutes after the window began.*--deployed <time>/);
    assert.equal(await made(700), "");
    assert.match(await made(5 * 3600), /its newest pod is 300 minutes old: was anything deployed\?/);
  });

  it("begins after the deployment", async () => {
    const of = async (before: number) =>
      (await gather(answering(here), undefined, { ...asked, deployed: NOW - 20 - before })).evidence.layout;
    assert.deepEqual(await of(600), { window: 2, gap: 0 });
    assert.deepEqual(await of(660), { window: 2, gap: 1 });
    assert.deepEqual(await of(3600), { window: 2, gap: 10 });
    assert.deepEqual(await of(400), { window: 1, gap: 1 });
    await assert.rejects(of(200), /it was deployed 3 minutes ago, and rates are of five\n {2}-> wait/);
    await assert.rejects(of(-60), /--deployed is later than what is recorded/);
  });

  it("has a name that somebody may have meant", async () => {
    const { notes } = await gather(answering({}), undefined, { ...asked, app: "chekout" });
    assert.deepEqual(notes, ["no requests are recorded of it, nor an objective; did you mean checkout?"]);
  });
});
