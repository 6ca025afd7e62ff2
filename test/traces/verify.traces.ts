import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "yaml";
import { ruleFiles } from "../../components/rules";
import { PROMETHEUS } from "../../names/kube-prometheus-stack";
import { freePorts, startReady } from "../../scripts/lib/processes";
import { rules } from "../../scripts/lib/verify/prometheus";
import { runChecks } from "../../scripts/lib/verify/run";
import { trace } from "../../scripts/lib/verify/traces";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";
import { World } from "../support/trace-world";
import { localWorld } from "../support/verify-world";

const PATIENT = { timeoutMs: 180_000, signal: new AbortController().signal, say: () => undefined };

describe("verification: real collectors and a real Jaeger", () => {
  it("give a span back, though one in a hundred traces is kept", async function () {
    const real = await World.start(this);
    try {
      const services = { "otel-agent": `http://${real.agents[0]}:4318`, jaeger: `http://${real.jaeger}:16686` };
      const world = localWorld({ settings: settingsOf(), services });
      const [result] = await runChecks({ world, checks: [{ name: "span", attempt: trace() }], ...PATIENT });
      assert.deepEqual([result?.state, result?.faults], ["passed", []]);
      assert.equal(world.asked.filter(({ method }) => method === "POST").length, 1, "the span is sent once");
    } finally {
      await real.end();
    }
  });
});

describe("verification: a real Prometheus", () => {
  const settings = settingsOf();

  /** What it says of rules that are deployed as the operator does it. */
  async function faults(binary: string, change: (folder: string) => void): Promise<string[]> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "prometheus-"));
    for (const [stem, { groups }] of Object.entries(ruleFiles(settings))) {
      // Without intervals of their own, all are evaluated every second.
      const file = { groups: groups.map(({ name, rules: own }) => ({ name, rules: own })) };
      const name = `observability-observability-${stem}-01234567-89ab-cdef-0123-456789abcdef.yaml`;
      fs.writeFileSync(path.join(folder, name), yaml.stringify(file, { aliasDuplicateObjects: false }));
    }
    change(folder);
    const config = path.join(folder, "prometheus.yml");
    fs.writeFileSync(
      config,
      yaml.stringify({ global: { evaluation_interval: "1s" }, rule_files: [`${folder}/*-01234567-*.yaml`] }),
    );
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const flags = [`--config.file=${config}`, `--storage.tsdb.path=${folder}/data`];
    const prometheus = await startReady(
      binary,
      [...flags, `--web.listen-address=127.0.0.1:${port}`, "--log.level=warn"],
      `${url}/-/ready`,
    );
    try {
      const world = localWorld({ settings, services: { [PROMETHEUS]: url } });
      let last: string[] = [];
      const attempt = async () => {
        const outcome = await rules(world);
        last = outcome.faults.map(({ what }) => what);
        const waits = last.some((what) => what.includes("was not evaluated yet"));
        // What is wrong for good need not be waited for.
        return waits || outcome.state === "passed" ? outcome : { ...outcome, state: "passed" as const };
      };
      await runChecks({ world, checks: [{ name: "rules", attempt }], ...PATIENT });
      return last;
    } finally {
      await prometheus.stop("SIGKILL");
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  it("has all rules, and none that fails", async function () {
    assert.deepEqual(await faults(toolOrSkip(this, "prometheus"), () => undefined), []);
  });

  it("is told from one with a file that is missing, a rule too many and one that fails", async function () {
    const found = await faults(toolOrSkip(this, "prometheus"), (folder) => {
      const file = (stem: string) =>
        path.join(folder, `observability-observability-${stem}-01234567-89ab-cdef-0123-456789abcdef.yaml`);
      fs.rmSync(file("watchdog"));
      const targets = yaml.parse(fs.readFileSync(file("targets"), "utf8")) as { groups: { rules: unknown[] }[] };
      targets.groups[0]?.rules.push({ record: "by:hand", expr: "vector(1)" });
      fs.writeFileSync(file("targets"), yaml.stringify(targets));
      const expr =
        'vector(1) + on () (label_replace(vector(1), "a", "1", "", "") or label_replace(vector(1), "a", "2", "", ""))';
      const theirs = { groups: [{ name: "theirs", rules: [{ record: "their:rule", expr }] }] };
      fs.writeFileSync(
        path.join(folder, "shop-theirs-01234567-89ab-cdef-0123-456789abcdef.yaml"),
        yaml.stringify(theirs),
      );
    });
    assert.ok(
      found.some((what) => /the group watchdog \(\d+ rules\) is not loaded/.test(what)),
      found.join("\n"),
    );
    assert.ok(
      found.some((what) => /targets: by:hand is loaded, and not deployed/.test(what)),
      found.join("\n"),
    );
    assert.ok(
      found.some((what) => /theirs: their:rule fails: .*many/.test(what)),
      found.join("\n"),
    );
  });
});
