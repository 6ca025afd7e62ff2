/** When each rule over logs fires, by a real Elasticsearch's core, what counts its lines, and Prometheus: the same cases as Loki's. */
import assert from "node:assert/strict";
import { logs } from "../../rules/logs";
import { Scene } from "../../scripts/lib/scene";
import { type Collector, collectors } from "../support/collector-ruby";
import { coreOrSkip, type RunningCore, startCore } from "../support/elasticsearch-core";
import { setUpCore } from "../support/elastic-setup";
import { type Counting, documents, startCounting, USER, write } from "../support/log-rule-elastic";
import { ELASTIC_LOW, logRuleCases } from "../support/log-rule-cases";
import { alertsOf } from "../support/rules";

const COLLECTORS = ["Fluentd", "Logstash"] as const;
const alerts = alertsOf({ logs: logs(ELASTIC_LOW) });

describe("cases of the rules over logs in Elasticsearch", function () {
  this.timeout(300_000);
  const scene = new Scene();
  let core: RunningCore | undefined;
  let counting: Counting | undefined;

  before(async function () {
    core = await startCore(coreOrSkip(this));
    if ((await setUpCore(core, ELASTIC_LOW)) === undefined) this.skip();
    counting = await startCounting(this, scene, core);
    const both = await collectors(ELASTIC_LOW, new Date().toISOString());
    const now = Date.now();
    for (const name of COLLECTORS) await write(core, linesOf(name, both[name], now));
    await counting.settled();
  });
  after(async () => {
    await scene.end();
    await counting?.close();
    await core?.stop();
  });

  for (const [index, { name, returns }] of logRuleCases.entries())
    for (const collector of COLLECTORS)
      it(`${name} (${collector})`, async () => {
        const [alert] = name.split(" ");
        const forms = alerts.filter((one) => one.alert === alert);
        assert.ok(forms.length > 0);
        for (const { expr } of forms) {
          const found = await (counting ?? assert.fail()).query(expr);
          const own = found.flatMap(({ metric: { namespace = "", ...labels } }) => {
            const [, namespaceOfCase = ""] = new RegExp(`^(.*)\\.${collector}\\.${index}$`).exec(namespace) ?? [];
            return namespaceOfCase === "" ? [] : [{ namespace: namespaceOfCase, ...labels }];
          });
          assert.deepEqual(sorted(own), sorted(returns), expr);
        }
      });

  it("asks with its own user's name and password, which nothing is taken out of", () => {
    const basic = Buffer.from(`${USER.ELASTICSEARCH_USERNAME}:${USER.ELASTICSEARCH_PASSWORD}`).toString("base64");
    const { asked } = counting ?? assert.fail();
    assert.deepEqual([...new Set(asked.map(({ authorization }) => authorization))], [`Basic ${basic}`]);
  });
});

/** Every case in namespaces of its own, so that all are in one store. */
function linesOf(name: (typeof COLLECTORS)[number], collector: Collector, now: number) {
  return logRuleCases.flatMap(({ lines }, index) => {
    const own = lines.map((line) => ({
      ...line,
      labels: { ...line.labels, namespace: `${line.labels["namespace"]}.${name}.${index}` },
    }));
    return documents(name, collector, own, now);
  });
}

function sorted(results: readonly Record<string, string>[]): string[] {
  return results.map((labels) => JSON.stringify(Object.entries(labels).sort())).sort();
}
