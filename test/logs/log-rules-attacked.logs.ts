/** What the rules over logs make of an Elasticsearch that has nothing yet, lines that are meant to hide, and one that goes away. */
import assert from "node:assert/strict";
import { dataStream } from "../../components/elastic/streams";
import { GROUPS, MOST_GROUPS, SHARDS_FAILED } from "../../names/log-rules";
import { lineCounts } from "../../rules/log-rules";
import { logs } from "../../rules/logs";
import { waitFor } from "../../scripts/lib/processes";
import { Scene } from "../../scripts/lib/scene";
import { type Collector, collectors } from "../support/collector-ruby";
import { coreOrSkip, type RunningCore, startCore } from "../support/elasticsearch-core";
import { setUpCore } from "../support/elastic-setup";
import { type Counting, documents, startCounting, write } from "../support/log-rule-elastic";
import { ELASTIC_LOW } from "../support/log-rule-cases";
import { alertsOf } from "../support/rules";

const alerts = alertsOf({ logs: logs(ELASTIC_LOW) });
const exprOf = (name: string) => (alerts.find(({ alert }) => alert === name) ?? assert.fail(name)).expr;
const SHELL = "session opened for user root(uid=0) by alice(uid=1000)";

/** Names of services that are other things elsewhere: in JSON, XPath, TOML, the exposition format, a template. */
const HOSTILE = [
  'we"b',
  "we'b",
  "we\\b",
  "we\nb",
  "${HOME}",
  "{{ .x }}",
  "<b>&amp;",
  "] | //*",
  "sérvice",
  "x".repeat(1000),
];

describe("the rules over logs in Elasticsearch", function () {
  this.timeout(300_000);
  const scene = new Scene();
  let core: RunningCore | undefined;
  let counting: Counting | undefined;
  let both: Record<"Fluentd" | "Logstash", Collector>;
  const running = () => ({ core: core ?? assert.fail(), counting: counting ?? assert.fail() });

  const line = (service: string, more: Record<string, string> = {}) => ({
    labels: { namespace: "attack", service, container: "app", level: "info", ...more },
    line: SHELL,
  });
  const firing = async (alert: string) => (await running().counting.query(exprOf(alert))).map(({ metric }) => metric);
  const until = async (what: string, holds: () => Promise<boolean>) => waitFor(what, holds, { seconds: 90 });

  before(async function () {
    core = await startCore(coreOrSkip(this));
    counting = await startCounting(this, scene, core);
    both = await collectors(ELASTIC_LOW, new Date().toISOString());
  });
  after(async () => {
    await scene.end();
    await counting?.close();
    await core?.stop();
  });

  it("are evaluated, and none fires, while there is no data stream and no line", async () => {
    await running().counting.settled();
    const answered = await running().counting.query(`count by (count) (${GROUPS})`);
    assert.deepEqual(
      answered.map(({ metric }) => metric["count"]).sort(),
      lineCounts(ELASTIC_LOW)
        .map(({ name }) => name)
        .sort(),
    );
    for (const { alert, expr } of alerts) assert.deepEqual(await running().counting.query(expr), [], alert);
  });

  it("tell of a service by its name, whatever is in it, each at once", async function () {
    if ((await setUpCore(running().core, ELASTIC_LOW)) === undefined) this.skip();
    for (const name of ["Fluentd", "Logstash"] as const)
      await write(
        running().core,
        documents(
          name,
          both[name],
          HOSTILE.map((one) => line(one)),
          Date.now(),
        ),
      );
    await until("all of them", async () => (await firing("RootShellOpened")).length >= HOSTILE.length);
    const found = await firing("RootShellOpened");
    assert.deepEqual(found.map(({ service }) => service).sort(), [...HOSTILE].sort());
  });

  it("count a burst as what it is, and a line that comes late for as long as it is in time", async () => {
    const burst = { ...line("burst"), count: 5000, minutesAgo: 1 };
    const late = { ...line("late"), minutesAgo: 14 };
    const tooLate = { ...line("too-late"), minutesAgo: 16 };
    await write(running().core, documents("Fluentd", both.Fluentd, [burst, late, tooLate], Date.now()));
    const counted = async (): Promise<Record<string, string | undefined>> => {
      const all = await running().counting.query(exprOf("RootShellOpened"));
      return Object.fromEntries(all.map(({ metric, value }) => [metric["service"] ?? "", value[1]]));
    };
    await until("the burst", async () => (await counted())["burst"] === "5000");
    assert.equal((await counted())["late"], "1");
    assert.equal((await counted())["too-late"], undefined);
  });

  it("find no mark of an application's own making", async () => {
    const forged = { ...line("forger"), line: '{"message":"x","tags":["root-shell"],"app":{"tags":"root-shell"}}' };
    for (const name of ["Fluentd", "Logstash"] as const)
      await write(running().core, documents(name, both[name], [forged], Date.now()));
    await running().counting.settled();
    assert.ok(!(await firing("RootShellOpened")).some(({ service }) => service === "forger"));
  });

  it("go on with the lines of the other streams while shards of one are away, and say so", async () => {
    const { core } = running();
    const allocation = async (enable: string | null) => {
      const persistent = { "cluster.routing.allocation.enable": enable };
      assert.equal((await core.ask("PUT", "/_cluster/settings", { persistent })).status, 200);
    };
    await allocation("none");
    const create = { create: { _index: "logs-otel-away" } };
    const lost = { "@timestamp": new Date().toISOString(), message: "x" };
    await core.ask("POST", "/_bulk?timeout=1s", `${JSON.stringify(create)}\n${JSON.stringify(lost)}\n`);
    const failed = `max by (count) (${SHARDS_FAILED}) > 0`;
    await until("shards that fail", async () => (await running().counting.query(failed)).length > 0);
    await write(core, documents("Fluentd", both.Fluentd, [line("beside")], Date.now()));
    await until("the line", async () => (await firing("RootShellOpened")).some(({ service }) => service === "beside"));
    assert.ok((await firing("ElasticsearchLogRulesIncomplete")).length > 0);
    await allocation(null);
    await until("the shards", async () => (await firing("ElasticsearchLogRulesIncomplete")).length === 0);
  });

  it("say so when there are more services than are counted", async () => {
    const [document = assert.fail()] = documents("Fluentd", both.Fluentd, [line("many")], Date.now());
    const many = Array.from({ length: MOST_GROUPS + 10 }, (_, index) => ({
      ...document,
      "service.name": `s-${index}`,
    }));
    await write(running().core, many);
    const most = `max(${GROUPS}{count="root-shell"})`;
    await until("the most", async () => {
      const [found] = await running().counting.query(most);
      return found?.value[1] === String(MOST_GROUPS);
    });
    await until("the alert", async () =>
      (await firing("ElasticsearchLogRulesIncomplete")).some(({ count }) => count === "root-shell"),
    );
  });

  it("neither end nor begin anew while Elasticsearch is away, and say that they are not evaluated", async () => {
    assert.deepEqual(await firing("ElasticsearchLogRulesNotEvaluated"), []);
    const before = (await firing("RootShellOpened")).length;
    await running().core.stop();
    await until("the end of the answers", async () => (await running().counting.query(GROUPS)).length === 0);
    assert.deepEqual(await firing("ElasticsearchLogRulesNotEvaluated"), [{ namespace: "observability" }]);
    assert.equal((await firing("RootShellOpened")).length, before);
  });

  it("look in the streams of lines, and in no other", () => {
    const asked = [
      ...new Set(
        (counting ?? assert.fail()).asked.filter(({ path }) => path.includes("_search")).map(({ path }) => path),
      ),
    ];
    assert.equal(asked.length, 1);
    const [, patterns = ""] = /^\/([^/]+)\/_search/.exec(asked[0] ?? "") ?? [];
    const matches = (stream: string) =>
      patterns.split(",").some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(stream));
    assert.deepEqual(
      (["audit", "deadletter", "kubernetes", "otel"] as const).filter((dataset) => matches(dataStream(dataset))),
      ["audit", "kubernetes", "otel"],
    );
    assert.ok(!matches("logs-restored.audit-default"));
  });
});
