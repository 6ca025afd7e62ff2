/**
 * What tells of root shells, as the nodes, the API server and Falco write it, through the real log shippers into the real Lokis: who did
 * what, when and from where, in the audit log; and the rule over lines sees each, also those that arrive late.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { nodeSources } from "../../components/log-pipeline/node-sources";
import { pipeline } from "../../components/log-pipeline/pipeline";
import { promtailStages } from "../../components/log-pipeline/promtail";
import { FALCO } from "../../log-format/shells";
import type { Engine } from "../../names/loki";
import { logql, written as ruleIn } from "../../rules/log-rules/common";
import { rootShell } from "../../rules/log-rules/security";
import { type Running, waitFor } from "../../scripts/lib/processes";
import { startAlloy } from "../support/alloy";
import type { Fields } from "../support/collector-ruby";
import { type Found, LOKI_TOOLS, lokiConfig, type RunningLoki, startLoki, startPromtail } from "../support/loki";
import { audit, SOURCE_CASES, WHO } from "../support/root-shell";
import { dated } from "../support/root-shell-nodes";
import { settingsOf } from "../support/settings";
import type { Source } from "../support/source-case";
import { toolOrSkip } from "../support/tools";

const AUTH_LOG = "/var/log/auth.log";
const AUDIT_LOG = "/var/log/kubernetes/audit/audit.log";
const settingsFor = (engine: Engine) =>
  settingsOf({
    logs: { engine },
    security: { sources: { nodes: { from: "files", files: [AUTH_LOG] }, apiServer: {}, falco: {} } },
  });
const settings = settingsFor("loki");
const { namespace } = settings.cluster;

const MINUTE = 60_000;
/** When the lines are written down: as late as can be, whatever else the machine does. */
let NOW = 0;
const ago = (minutes: number) => new Date(NOW - minutes * MINUTE);

/** A line as the container runtime writes it. */
const cri = (line: string, at = ago(0)) => `${at.toISOString().replace("Z", "000000Z")} stdout F ${line}`;

/**
 * Audit events of an application, by how many minutes ago the runtime wrote them down. Each level is a stream of its own: Loki refuses
 * what is far behind the newest of its stream.
 */
const LATE: Record<string, { minutes: number; event: string; told: boolean; level: string }> = {
  "a login of two hours ago": { minutes: 120, event: "UserLogin", told: false, level: "info" },
  "a shell of two hours ago": { minutes: 120, event: "RootShellOpened", told: true, level: "warn" },
  "a shell of three minutes ago": { minutes: 3, event: "RootShellOpened", told: true, level: "error" },
};

const written = (name: string) => {
  const { minutes, event, level } = LATE[name] ?? assert.fail(name);
  const line = {
    timestamp: ago(minutes).toISOString(),
    level,
    message: name,
    audit: true,
    event,
    user_id: WHO,
  };
  return cri(JSON.stringify(line), ago(minutes));
};

/** Lines beside those of {@link SOURCE_CASES} and of {@link LATE}. */
const OTHERS = 5;

/** The lines of each source, each marked by its number where it has no mark of its own. */
const linesOf = (source: Source) => SOURCE_CASES.filter((one) => one.source === source).map(({ line }) => line);
const files = (): Record<Source | "late", string[]> => ({
  api_server: [
    ...linesOf("api_server"),
    audit({ uri: "?command=sh&command=-c&command=late" }, ago(25)),
    audit({ uri: "?command=sh&command=-c&command=to-come" }, ago(-2 * 24 * 60)),
  ],
  falco: linesOf("falco").map((line) => cri(line)),
  // What is history comes first, as in a file.
  files: [...dated(ago), ...linesOf("files")],
  late: Object.keys(LATE).map(written),
});

for (const engine of ["loki-stack", "loki"] as const)
  describe(`root shells in ${engine === "loki" ? "Loki 3 by Alloy" : "Loki 2.9 by Promtail"}`, function () {
    this.timeout(240_000);
    let loki: RunningLoki | undefined;
    let all: Found[] = [];
    const running: Running[] = [];

    const write = (name: string, lines: readonly string[]) => {
      const file = path.join(loki?.folder ?? assert.fail(), name, "0.log");
      fs.mkdirSync(path.dirname(file));
      fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
      return file;
    };
    const pod = (service: string, ofNamespace: string) => ({
      cluster: "test",
      namespace: ofNamespace,
      service,
      pod: `${service}-1`,
      node: "node-1",
    });

    /** A copy of what is read, for one process each: Alloy reads a node's files beside one container's. */
    const ship = async (context: Mocha.Context) => {
      const url = loki?.url ?? assert.fail();
      NOW = Date.now();
      const lines = files();
      const [falco, late] = [write("falco", lines.falco), write("late", lines.late)];
      const [logins, apiServer] = [write("files", lines.files), write("api_server", lines.api_server)];
      if (engine === "loki") {
        const binary = toolOrSkip(context, "alloy");
        const nodeFiles = { [AUTH_LOG]: logins, [AUDIT_LOG]: apiServer };
        running.push(
          await startAlloy(binary, { url, settings, file: falco, labels: pod(FALCO, namespace), nodeFiles }),
        );
        running.push(await startAlloy(binary, { url, settings, file: late, labels: pod("late", "shop") }));
        return;
      }
      const binary = toolOrSkip(context, "promtail");
      for (const { name, labels, steps } of nodeSources(settings)) {
        const file = name === "api_server" ? apiServer : logins;
        const target = { url, stages: promtailStages(steps), file, labels: { ...labels, node: "node-1" } };
        running.push(await startPromtail(binary, target));
      }
      const stages = promtailStages(pipeline(settings));
      running.push(await startPromtail(binary, { url, stages, file: falco, labels: pod(FALCO, namespace) }));
      running.push(await startPromtail(binary, { url, stages, file: late, labels: pod("late", "shop") }));
    };

    const expected =
      SOURCE_CASES.filter(({ event, kept }) => event !== undefined || kept === true).length +
      OTHERS +
      Object.keys(LATE).length;

    before(async function () {
      const own = lokiConfig(engine, settingsFor(engine));
      loki = await startLoki(toolOrSkip(this, LOKI_TOOLS[engine]), own);
      await ship(this);
      await waitFor(
        `all ${expected} lines are there`,
        // What is older than some hours is found once it is written down.
        async () =>
          (await fetch(`${loki?.url ?? ""}/flush`, { method: "POST" })).ok &&
          (all = (await loki?.query('{namespace=~".+"}', 2)) ?? []).length >= expected,
        {
          seconds: 90,
          said: () => `${all.length}: ${all.map(({ line }) => line.slice(0, 100)).join("\n")}`,
        },
      );
    });
    after(async () => {
      await Promise.all(running.map((one) => one.stop()));
      await loki?.stop();
      if (loki) fs.rmSync(loki.folder, { recursive: true });
    });

    const json = (line: string) => (line.startsWith("{") ? (JSON.parse(line) as Fields) : {});

    const of = (field: string, value: string) =>
      all.find((one) => json(one.line)[field] === value) ?? assert.fail(`${field} ${value}`);

    for (const { name, source, event, line, kept } of SOURCE_CASES)
      it(`${source}: ${name}`, () => {
        if (event === undefined) {
          const same = all.filter((found) => line.endsWith(found.line));
          assert.equal(same.length, kept === true ? 1 : 0);
          return;
        }
        const same = all.filter((found) =>
          Object.entries(event).every(([field, value]) => json(found.line)[field] === value),
        );
        const [found = assert.fail(all.map((one) => one.line.slice(0, 300)).join("\n"))] = same;
        const { labels } = found;
        for (const field of ["user_id", "event", "outcome", "source_ip"])
          if (field in event) assert.equal(labels[field], event[field], field);
        assert.equal(labels["audit"], "event" in event ? "true" : undefined);
        assert.equal(labels["namespace"], source === "files" ? "_nodes" : "rule" in event ? namespace : "shop");
        if (source !== "files" && !("rule" in event)) assert.equal(labels["pod"], "web-1");
        assert.ok(found.line.length < 20_000);
      });

    it("has no line twice, and no secret of a command's", () => {
      assert.equal(all.length, expected);
      assert.doesNotMatch(JSON.stringify(all), /hunter2/);
    });

    it("is told by the rule over lines, by whom it is about", async () => {
      const { expr } = ruleIn(rootShell(), logql);
      const parameters = new URLSearchParams({ query: expr.replace(/\s+/g, " "), time: String(Date.now() / 1000) });
      const answer = await fetch(`${loki?.url ?? ""}/loki/api/v1/query?${parameters.toString()}`);
      assert.ok(answer.ok, await answer.clone().text());
      const { data } = (await answer.json()) as { data: { result: { metric: Record<string, string> }[] } };
      const found = data.result.map(
        ({ metric }) => `${metric["namespace"]}/${metric["service"]} ${metric["pod"] ?? ""}`,
      );
      assert.deepEqual(found.sort(), [
        "_nodes/login ",
        "_nodes/sshd-session ",
        "_nodes/su ",
        "_nodes/sudo ",
        "shop/falco web-1",
        "shop/kube-apiserver web-1",
        "shop/late late-1",
      ]);
    });

    for (const [name, { minutes, told }] of Object.entries(LATE))
      it(`${told ? "is seen" : "has its own time"} though it arrives late: ${name}`, () => {
        const { time, line } = all.find((one) => json(one.line)["message"] === name) ?? assert.fail(name);
        const at = Number(BigInt(time) / 1_000_000n);
        if (told && minutes > 10) assert.ok(at >= NOW - MINUTE, new Date(at).toISOString());
        else assert.equal(at, ago(minutes).getTime());
        // What it says itself stays.
        assert.equal(json(line)["timestamp"], ago(minutes).toISOString());
      });

    it("has of syslog's files the time that they say, or what may be now at once", () => {
      const at = (by: string) => Number(BigInt(of("user_id", by).time) / 1_000_000n);
      assert.ok(Math.abs(at("old") - ago(40 * 60).getTime()) < 1000);
      assert.equal(at("older-than-that"), ago(39 * 60).getTime());
      assert.ok(at("west") >= NOW - MINUTE);
    });

    it("is seen though the clock of the API server is ahead", () => {
      const { time } = of("command", "sh -c to-come");
      assert.ok(Number(BigInt(time) / 1_000_000n) >= NOW - MINUTE);
    });

    it("is seen though the API server's log is read late", () => {
      const { time, line } = of("command", "sh -c late");
      assert.ok(Number(BigInt(time) / 1_000_000n) >= NOW - MINUTE);
      assert.equal(json(line)["timestamp"], ago(25).toISOString());
    });
  });
