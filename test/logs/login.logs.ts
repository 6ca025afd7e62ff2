/**
 * One login, sent by every path there is, with the real programs: each store is asked for it by who and what, and has the same of it,
 * in its audit log and for as long. Of Fluentd and Logstash it is their Ruby that runs; what they send is written to a real
 * Elasticsearch's core. A password that is in it is nowhere.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { pipeline } from "../../components/log-pipeline/pipeline";
import { promtailStages } from "../../components/log-pipeline/promtail";
import { EVENTS_AND_USERS, traceability } from "../../dashboards/traceability";
import type { Engine } from "../../names/loki";
import { type Running, waitFor } from "../../scripts/lib/processes";
import { Scene } from "../../scripts/lib/scene";
import { startAlloy } from "../support/alloy";
import { collectors } from "../support/collector-ruby";
import { filled } from "../support/dashboards";
import { type StandIn, standIn } from "../support/elasticsearch";
import { coreOrSkip, type RunningCore, startCore } from "../support/elasticsearch-core";
import { setUpCore } from "../support/elastic-setup";
import { lineOf } from "../support/elastic-world";
import type { FakeElastic } from "../support/fake-elastic";
import {
  AUDIT_DAYS,
  LOGIN,
  lineBy,
  now,
  type Path,
  PATHS,
  POD,
  settings,
  settingsFor,
  TIMES,
  TRACE,
  when,
  WHO,
} from "../support/login";
import { startLogCollectors } from "../support/log-collectors";
import { ASKED, inElasticsearch, inLoki, type Known } from "../support/login-paths";
import { LOKI_TOOLS, lokiConfig, type RunningLoki, startLoki, startPromtail } from "../support/loki";
import { HOSTILE_ATTRIBUTES, sendLogs } from "../support/otlp-logs";
import { toolOrSkip } from "../support/tools";

describe("a login by every path", function () {
  this.timeout(300_000);
  const scene = new Scene();
  const running: Running[] = [];
  const lokis: Partial<Record<"Loki 2.9" | "Loki 3", RunningLoki>> = {};
  let core: RunningCore | undefined;
  let elasticsearch: StandIn | undefined;
  let setUp: FakeElastic | undefined;
  const found: { path: Path; store: string; known: Known | undefined }[] = [];

  const startStores = async (context: Mocha.Context) => {
    const start = (engine: Engine) =>
      startLoki(toolOrSkip(context, LOKI_TOOLS[engine]), lokiConfig(engine, settingsFor(engine)));
    core = await startCore(coreOrSkip(context));
    setUp = (await setUpCore(core, settings)) ?? context.skip();
    elasticsearch = await standIn(scene.folder, "9.5.3", core);
    lokis["Loki 2.9"] = await start("loki-stack");
    lokis["Loki 3"] = await start("loki");
  };

  /** A file as the container runtime writes it. */
  const fileOf = (loki: RunningLoki, by: Path): string => {
    const folder = path.join(loki.folder, "pod");
    fs.mkdirSync(folder);
    const file = path.join(folder, "0.log");
    fs.writeFileSync(file, `${now().toISOString().replace("Z", "000000Z")} stdout F ${lineBy(by)}\n`);
    return file;
  };

  const sendByShippers = async (context: Mocha.Context) => {
    const [old, current] = [lokis["Loki 2.9"] ?? assert.fail(), lokis["Loki 3"] ?? assert.fail()];
    const [promtail, alloy] = [toolOrSkip(context, "promtail"), toolOrSkip(context, "alloy")];
    const target = (loki: RunningLoki, by: Path) => ({ url: loki.url, file: fileOf(loki, by), labels: POD });
    const stages = promtailStages(pipeline(settingsFor("loki-stack")));
    running.push(await startPromtail(promtail, { ...target(old, "JSON on stdout, Promtail"), stages }));
    running.push(await startAlloy(alloy, { ...target(current, "JSON on stdout, Alloy"), settings }));
  };

  const sendByRuby = async () => {
    const both = await collectors(settings, now().toISOString());
    for (const [name, by] of [
      ["Fluentd", "JSON on stdout, Fluentd"],
      ["Logstash", "JSON on stdout, Filebeat and Logstash"],
    ] as const) {
      const [document = assert.fail()] = both[name].written([{ ...lineOf(name, {}), message: lineBy(by) }]);
      const { dataset = document["data_stream.dataset"] } = (document["data_stream"] ?? {}) as Record<string, unknown>;
      const create = { create: { _index: `logs-${String(dataset)}-default` } };
      const bulk = [create, document].map((line) => `${JSON.stringify(line)}\n`).join("");
      const { body } = await (core ?? assert.fail()).ask("POST", "/_bulk?refresh=true", bulk);
      assert.equal(body["errors"], false, JSON.stringify(body));
    }
  };

  const sendByOtlp = async (context: Mocha.Context) => {
    const binary = toolOrSkip(context, "otelcol");
    const stores = { loki: lokis["Loki 3"] ?? assert.fail(), elasticsearch: elasticsearch ?? assert.fail() };
    const agent = await startLogCollectors(binary, scene, settings, stores);
    const record = (by: Path) => ({ id: by, span: PATHS[by].span, time: when() });
    await sendLogs(agent, "web", TRACE, [
      { ...record("OTLP, attributes"), body: "signed in", attributes: LOGIN },
      { ...record("OTLP, JSON as body"), body: lineBy("OTLP, JSON as body") },
      { ...record("OTLP, an object as body"), body: { message: "signed in", ...LOGIN } },
      ...Object.entries(HOSTILE_ATTRIBUTES).map(([id, attributes]) => ({ id, body: "hostile", attributes })),
      ...Object.entries(TIMES).map(([id, { time, attributes }]) => ({
        id,
        body: "timed",
        time: time(),
        attributes: attributes?.() ?? {},
      })),
    ]);
  };

  const ask = async (by: Path, store: string): Promise<Known | undefined> => {
    const { span } = PATHS[by];
    if (store === "Elasticsearch") {
      const { policies } = setUp ?? assert.fail();
      await (core ?? assert.fail()).ask("POST", "/logs-*/_refresh");
      return inElasticsearch(core ?? assert.fail(), { settings, policies }, span, WHO);
    }
    return inLoki(lokis[store as keyof typeof lokis] ?? assert.fail(), span, WHO);
  };

  before(async function () {
    await startStores(this);
    await sendByShippers(this);
    await sendByRuby();
    await sendByOtlp(this);
  });

  after(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await scene.end();
    await elasticsearch?.close();
    await core?.stop();
    for (const loki of Object.values(lokis)) {
      await loki.stop();
      fs.rmSync(loki.folder, { recursive: true });
    }
    console.table(found.map(({ path: by, store, known }) => ({ path: by, store, ...known })));
  });

  for (const [by, { stores }] of Object.entries(PATHS) as [Path, (typeof PATHS)[Path]][])
    for (const store of stores)
      it(`is in ${store}'s audit log, with who, what, how, when and from where: ${by}`, async () => {
        let known: Known | undefined;
        await waitFor("it is there", async () => (known = await ask(by, store)) !== undefined, {
          said: () => JSON.stringify(elasticsearch?.asked.slice(-3)),
        });
        found.push({ path: by, store, known });
        assert.deepEqual(known, {
          who: WHO,
          what: "UserLogin",
          how: "success",
          when: when().toISOString(),
          from: "192.0.2.7",
          trace: TRACE,
          request: "r-1",
          message: "signed in",
          level: "info",
          in: store === "Elasticsearch" ? "logs-audit-default" : '{audit="true"}',
          days: AUDIT_DAYS,
        });
      });

  for (const store of ["Loki 2.9", "Loki 3"] as const)
    it(`is on Grafana's page Traceability, whichever way it came to ${store}`, async () => {
      const query = filled(traceability(settings), EVENTS_AND_USERS);
      const shown = await (lokis[store] ?? assert.fail()).query(query, ASKED);
      assert.deepEqual(
        shown.map(({ labels }) => [labels["span_id"], labels["user_id"], labels["event"], labels["message"]]).sort(),
        Object.values(PATHS)
          .filter(({ stores }) => (stores as readonly string[]).includes(store))
          .map(({ span }) => [span, WHO, "UserLogin", "signed in"]),
      );
    });

  /** A record that is no login, by its attribute `case`. */
  const record = async (id: string) => {
    let found: { _source: Record<string, unknown> } | undefined;
    await waitFor(`${id} is there`, async () => {
      await (core ?? assert.fail()).ask("POST", "/logs-*/_refresh");
      const query = { term: { "app.case": id } };
      const { body } = await (core ?? assert.fail()).ask("POST", "/logs-otel-default/_search", { query });
      [found] = (body["hits"] as { hits: { _source: Record<string, unknown> }[] }).hits as (typeof found)[];
      return found !== undefined;
    });
    return found?._source ?? assert.fail();
  };

  it("would be refused by Elasticsearch with a text where an object is", async () => {
    const bulk = `{"create":{}}\n{"@timestamp":"${now().toISOString()}","error":"boom"}\n`;
    const { body } = await (core ?? assert.fail()).ask("POST", "/logs-otel-default/_bulk", bulk);
    assert.match(JSON.stringify(body), /"status":400.*object mapping for \[error\]/);
  });

  for (const id of Object.keys(HOSTILE_ATTRIBUTES))
    it(`leaves Elasticsearch no reason to refuse a record with ${id}`, async () => {
      const { message, log, data_stream } = await record(id);
      assert.deepEqual([message, (log as { level: string }).level, data_stream], ["hostile", "info", undefined]);
    });

  for (const [id, { said }] of Object.entries(TIMES))
    it(`${said === undefined ? "does not believe" : "takes"} the time that a record says: ${id}`, async () => {
      const { "@timestamp": time } = await record(id);
      const [at, expected] = [new Date(String(time)).getTime(), said === undefined ? now() : when()];
      // It arrives a while after the test has begun, on a busy machine.
      assert.ok(
        at - expected.getTime() >= 0 && at - expected.getTime() < (said === undefined ? 3_600_000 : 1),
        String(time),
      );
    });

  it("has left its password nowhere", async () => {
    const all = await (core ?? assert.fail()).ask("POST", "/logs-*/_search", { size: 100 });
    const lines = await Promise.all(Object.values(lokis).map((loki) => loki.query('{namespace=~".+"}', ASKED)));
    const written = JSON.stringify([all.body, lines, elasticsearch?.asked]);
    assert.ok(written.includes("signed in"));
    assert.doesNotMatch(written, /hunter2/);
  });
});
