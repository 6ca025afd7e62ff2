/**
 * `npm run report -- --stack prod --print [--period day|week|month] [--format text|html|json] [--prometheus URL]`: the report
 * that would be sent now. Exit code 1: Prometheus does not answer, which the report says; 2: nothing could be asked.
 */
import { reportSubject } from "../components/reports/config";
import { ALERTMANAGER, ALERTMANAGER_PORT, PROMETHEUS, PROMETHEUS_PORT } from "../names/kube-prometheus-stack";
import type { Ask, Source } from "../reports/ask";
import { askByHttp, jsonOf } from "../reports/http";
import { makeReport } from "../reports/make";
import { htmlOf } from "../reports/render/html";
import { textOf } from "../reports/render/text";
import { type Period, PERIODS, type Report } from "../reports/report";
import type { Settings } from "../settings";
import { URL_TEXT } from "../settings/units";
import { command } from "./lib/command";
import { planStack, UserError } from "./lib/stack";
import { ClusterWorld } from "./lib/verify/cluster";
import { Unanswered } from "./lib/verify/outcome";

const FORMATS: Readonly<Record<string, (report: Report) => string>> = {
  text: textOf,
  html: htmlOf,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** What is asked cannot be: neither a report nor a failure. */
class CannotAsk extends UserError {
  override readonly exitCode = 2;
}

/** The Services of what is asked through the API server. Loki's differs by engine, and is left to the job. */
const SERVICES: Readonly<Partial<Record<Source, readonly [string, number]>>> = {
  alertmanager: [ALERTMANAGER, ALERTMANAGER_PORT],
  prometheus: [PROMETHEUS, PROMETHEUS_PORT],
};

void command(
  "npm run report -- --stack <stack> --print [--period day|week|month] [--format text|html|json] [--prometheus <URL>]",
  {
    stack: { type: "string" },
    print: { type: "boolean", default: false },
    period: { type: "string", default: "day" },
    format: { type: "string", default: "text" },
    prometheus: { type: "string" },
  },
  async ({ stack, print, period: givenPeriod, format: givenFormat, prometheus }) => {
    if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack dev");
    const period = (Object.keys(PERIODS) as Period[]).find((one) => one === givenPeriod);
    if (period === undefined) throw new UserError(`--period is one of ${Object.keys(PERIODS).join(", ")}`);
    const render = Object.entries(FORMATS).find(([name]) => name === givenFormat)?.[1];
    if (render === undefined) throw new UserError(`--format is one of ${Object.keys(FORMATS).join(", ")}`);
    if (prometheus !== undefined && !URL_TEXT.test(prometheus))
      throw new UserError("--prometheus is not an http(s) URL");
    const { settings } = planStack(stack);
    if (print !== true)
      throw new UserError(`--print is missing: reports are sent by the cluster's own jobs\n  -> ${sendNow(settings)}`);
    const ask =
      prometheus === undefined
        ? await askCluster(stack, settings)
        : askByHttp({ prometheus: prometheus.replace(/\/+$/, "") });
    const report = await makeReport(ask, reportSubject(settings), period, Math.floor(Date.now() / 1000));
    if (report.unreachable !== undefined) process.exitCode = 1;
    return render(report);
  },
).finally(() => process.stdout.write("", () => process.exit()));

function sendNow({ cluster }: Settings): string {
  return `kubectl -n ${cluster.namespace} create job --from=cronjob/report-daily report-now`;
}

/** Asks through the API server, as the verification does: nothing listens on this machine meanwhile. */
async function askCluster(stack: string, settings: Settings): Promise<Ask> {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
  const world = await explained(() => ClusterWorld.of(stack, settings, interrupted.signal));
  return async (source, path) => {
    const [service, port] = SERVICES[source] ?? [];
    if (service === undefined || port === undefined)
      throw new Error(`${source} is asked by the job in the cluster only`);
    const [endpoint] = await world.endpoints(service, port);
    if (endpoint === undefined) throw new Error(`the Service ${service} has no ready pod`);
    const { status, text } = await world.ask(endpoint, { path });
    return jsonOf(source, status, text);
  };
}

async function explained<T>(from: () => Promise<T>): Promise<T> {
  try {
    return await from();
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    throw new CannotAsk(`${error.message}\n  -> ${error.next ?? ""}`);
  }
}
