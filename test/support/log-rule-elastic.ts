/** The rules over logs on Elasticsearch, with the real programs: a core with documents, what counts them, and a Prometheus that is asked. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { logRulesTelegraf, telegrafConfig } from "../../components/log-rules/telegraf";
import { lineCounts } from "../../rules/log-rules";
import { GROUPS } from "../../names/log-rules";
import { freePorts, waitFor } from "../../scripts/lib/processes";
import type { Scene } from "../../scripts/lib/scene";
import { ELASTIC_LOW, type LogRuleCase } from "./log-rule-cases";
import type { Collector, Fields } from "./collector-ruby";
import { type StandIn, standIn } from "./elasticsearch";
import type { RunningCore } from "./elasticsearch-core";
import { toolOrSkip } from "./tools";

/** The name and the password that the core is asked with; of a text with these signs nothing may be taken for anything else. */
export const USER = { ELASTICSEARCH_USERNAME: "log-rules", ELASTICSEARCH_PASSWORD: 'p$w"d\\${HOME}' };

/** A line as a collector has it, taken apart, with what Kubernetes says of its pod. */
function taken(
  collector: "Fluentd" | "Logstash",
  { labels, metadata = {}, line }: LogRuleCase["lines"][number],
): Fields {
  const { namespace, service, container, level } = labels;
  const own = line.startsWith("{") ? (JSON.parse(line) as Fields) : {};
  const app = { ...(level === "unknown" ? {} : { level }), ...own };
  const { pod, node } = metadata;
  const kubernetes =
    collector === "Fluentd"
      ? { namespace_name: namespace, pod_name: pod, container_name: container, host: node, labels: { app: service } }
      : {
          namespace,
          container: { name: container },
          labels: { app: service },
          ...(pod === undefined ? {} : { pod: { name: pod } }),
          ...(node === undefined ? {} : { node: { name: node } }),
        };
  return { message: line, stream: "stdout", kubernetes, app };
}

/** The documents of some lines, each at its time, the last a second ago. */
export function documents(
  name: "Fluentd" | "Logstash",
  collector: Collector,
  lines: LogRuleCase["lines"],
  now: number,
): Fields[] {
  const named = collector.named(lines.map((line) => taken(name, line)));
  return lines.flatMap(({ count = 1, minutesAgo = 4 }, place) => {
    const first = now - minutesAgo * 60_000;
    return Array.from({ length: count }, (_, index) => {
      const time = count === 1 ? first : first + ((now - 1000 - first) * index) / (count - 1);
      return { ...named[place], "@timestamp": new Date(time).toISOString() };
    });
  });
}

/** Writes documents into the data streams that they say they are for. */
export async function write(core: RunningCore, all: readonly Fields[]): Promise<void> {
  const lines = all.flatMap((document) => {
    const { dataset = document["data_stream.dataset"] } = (document["data_stream"] ?? {}) as Fields;
    return [{ create: { _index: `logs-${String(dataset)}-default` } }, document];
  });
  const { body } = await core.ask(
    "POST",
    "/_bulk?refresh=true",
    lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  );
  assert.equal(body["errors"], false, JSON.stringify(body).slice(0, 2000));
}

export interface Counting {
  asked: StandIn["asked"];
  /** What an expression returns: the labels of each series, and its value. */
  query(expr: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]>;
  close(): Promise<void>;
  /** Waits until everything has been asked anew that was not before. */
  settled(): Promise<void>;
}

/** Starts what counts the lines of a core, and a Prometheus that scrapes it as its ServiceMonitor says. */
export async function startCounting(context: Mocha.Context, scene: Scene, core: RunningCore): Promise<Counting> {
  const [telegraf, prometheus] = [toolOrSkip(context, "telegraf"), toolOrSkip(context, "prometheus")];
  const elasticsearch = await standIn(scene.folder, "9.5.3", core);
  const [served = 0, own = 0] = await freePorts(2);
  const counts = lineCounts(ELASTIC_LOW);
  const asked = { url: elasticsearch.url, ca: path.join(scene.folder, "ca.crt") };
  const config = telegrafConfig(counts, asked, `127.0.0.1:${served}`)
    .replaceAll(/^interval = ".*"$/gm, 'interval = "1s"')
    .replace('flush_interval = "5s"', 'flush_interval = "1s"')
    .replace('expiration_interval = "150s"', 'expiration_interval = "5s"');
  const file = path.join(scene.folder, "telegraf.conf");
  fs.writeFileSync(file, config);
  const args = ["--strict-env-handling", "--config", file];
  await scene.start(telegraf, args, `http://127.0.0.1:${served}/metrics`, USER);
  const relabelings = (logRulesTelegraf(ELASTIC_LOW).relabelings ?? []).map((one) =>
    Object.fromEntries(
      Object.entries(one).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
    ),
  );
  const labels = { namespace: "observability", pod: "log-rules-1", service: "log-rules" };
  scene.write("prometheus.yaml", {
    global: { scrape_interval: "1s" },
    scrape_configs: [
      {
        job_name: "log-rules",
        static_configs: [{ targets: [`127.0.0.1:${served}`], labels }],
        metric_relabel_configs: relabelings,
      },
    ],
  });
  const url = `http://127.0.0.1:${own}`;
  const flags = [
    `--config.file=${scene.folder}/prometheus.yaml`,
    `--storage.tsdb.path=${scene.folder}/data`,
    `--web.listen-address=127.0.0.1:${own}`,
    "--log.level=warn",
  ];
  await scene.start(prometheus, flags, `${url}/-/ready`);
  const query: Counting["query"] = async (expr) => {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`);
    assert.ok(answer.ok, await answer.clone().text());
    return ((await answer.json()) as { data: { result: Awaited<ReturnType<Counting["query"]>> } }).data.result;
  };
  const settled = async () => {
    const before = elasticsearch.asked.length;
    const deadline = Date.now() + 60_000;
    while (elasticsearch.asked.length < before + 3 * counts.length) {
      assert.ok(Date.now() < deadline, "Elasticsearch is not asked");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    // Prometheus has what was answered then: it may be slower than what it scrapes, which writes out once a second.
    const since = Date.now() / 1000 + 2;
    const scraped = async () => (await query(`count(timestamp(${GROUPS}) > ${since})`))[0]?.value[1];
    await waitFor("the counts in Prometheus", async () => (await scraped()) === String(counts.length), { seconds: 60 });
  };
  return { asked: elasticsearch.asked, query, settled, close: () => elasticsearch.close() };
}
