import assert from "node:assert/strict";
import { ROOT } from "../../scripts/lib/stack";
import { run } from "../../scripts/lib/processes";
import type { Report } from "../../reports/report";
import { answers } from "../support/reports";
import { webServer, type WebServer } from "../support/report-world";

/** Runs `npm run report` for a stack of the repository. */
const report = (...args: string[]) =>
  run(process.execPath, ["--require", "ts-node/register", "scripts/report.ts", "--stack", "dev", ...args], {
    cwd: ROOT,
    env: { ...process.env, KUBECONFIG: "/nonexistent/kubeconfig" },
  });

describe("npm run report", function () {
  this.timeout(300_000);
  let web: WebServer;
  before(async () => {
    web = await webServer(answers(), "week");
  });
  after(() => web.stop());

  const shown = (format: string) =>
    report("--print", "--period", "week", "--prometheus", `${web.url}/`, "--format", format);

  it("shows the report as text", async () => {
    const { code, stdout, stderr } = await shown("text");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Weekly report of dev: 1 objective missed, 1 urgent alert now, 8 firings\n/);
  });

  it("shows the report as HTML", async () => {
    assert.match((await shown("html")).stdout, /^<!DOCTYPE html>/);
  });

  it("shows the report as JSON", async () => {
    const { period, fired } = JSON.parse((await shown("json")).stdout) as Report;
    assert.deepEqual([period, fired.known && fired.rows.length], ["week", 3]);
  });

  it("ends with 1 where Prometheus does not answer, and says so in the report", async () => {
    const gone = await webServer(answers(), "day");
    await gone.stop();
    const { code, stdout } = await report("--print", "--prometheus", gone.url);
    assert.equal(code, 1);
    assert.match(stdout, /Prometheus does not answer: prometheus does not answer \(ECONNREFUSED\)/);
  });

  it("ends with 2 where there is no cluster to ask, and says what next", async () => {
    const { code, stdout, stderr } = await report("--print");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /-> kubectl config get-contexts/);
  });

  it("sends nothing, and says how that is done", async () => {
    const { code, stderr } = await report();
    assert.equal(code, 1);
    assert.match(
      stderr,
      /--print is missing.*\n {2}-> kubectl -n \S+ create job --from=cronjob\/report-daily report-now/,
    );
  });

  it("names a period or a form that there is not", async () => {
    assert.match((await report("--print", "--period", "year")).stderr, /--period is one of day, week, month/);
    assert.match((await report("--print", "--format", "pdf")).stderr, /--format is one of text, html, json/);
  });
});
