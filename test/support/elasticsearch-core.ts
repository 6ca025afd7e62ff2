/** The core of a real Elasticsearch in tests: started in a folder of its own, stopped without a trace. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ELASTICSEARCH, type ElasticsearchCore, findElasticsearch } from "../../scripts/lib/elasticsearch-core";
import { startReady } from "../../scripts/lib/processes";

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export interface RunningCore {
  url: string;
  /** Sends a request; a text is sent as it is. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

/** What starts it, or the test is skipped with the reason in its title. */
export function coreOrSkip(context: Mocha.Context): ElasticsearchCore {
  const core = findElasticsearch();
  if (core !== undefined) return core;
  const reason = `skipped: ${ELASTICSEARCH.name} or a JDK for it is not there; npm run tools -- elasticsearch says why`;
  if (context.test) context.test.title += ` (${reason})`;
  return context.skip();
}

/** Starts one node with nothing in it, on a free port of the loopback. */
export async function startCore({ java, arguments: args }: ElasticsearchCore): Promise<RunningCore> {
  const home = mkdtempSync(join(tmpdir(), "elasticsearch-"));
  for (const folder of ["config", "data", "logs", "tmp"]) mkdirSync(join(home, folder));
  cpSync(resolve(__dirname, "../../tools/elasticsearch/log4j2.properties"), join(home, "config/log4j2.properties"));
  const ports = join(home, "logs/http.ports");
  const address = () => (existsSync(ports) ? /^127\.0\.0\.1:\d+$/m.exec(readFileSync(ports, "utf8"))?.[0] : undefined);
  const ready = async () =>
    address() !== undefined && (await fetch(`http://${address()}/_cluster/health?wait_for_status=green`)).ok;
  const process = await startReady(java, [`-Djava.io.tmpdir=${join(home, "tmp")}`, ...args, home], ready, {
    seconds: 240,
  }).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  const url = `http://${address()}`;
  return {
    url,
    ask: async (method, path, body) => {
      const isText = typeof body === "string";
      const content = isText ? body : body === undefined ? null : JSON.stringify(body);
      const type = `application/${/_(bulk|msearch)\b/.test(path) ? "x-ndjson" : "json"}`;
      const answer = await fetch(`${url}${path}`, { method, body: content, headers: { "content-type": type } });
      return { status: answer.status, body: JSON.parse((await answer.text()) || "{}") as Record<string, unknown> };
    },
    stop: async () => {
      await process.stop("SIGKILL");
      rmSync(home, { recursive: true, force: true });
    },
  };
}
