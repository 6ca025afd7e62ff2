import { strict as assert } from "node:assert";
import type { PlannedResource } from "../../scripts/lib/diff";
import { type PlannedStack, planStack, runStack, stackNames } from "../../scripts/lib/stack";
import { summary } from "../../scripts/lib/summary";
import type { PodSet } from "../../scripts/lib/summary/pods";
import { retentions, type Workload, workloads } from "../../scripts/lib/summary/workloads";
import { bytes, seconds } from "../../settings/units";
import { EVERYTHING, FILEBEAT } from "../support/everything";
import { REPLICAS, STORAGE } from "../support/pod-paths";
import { raw } from "../support/settings";
import { at } from "../support/values";

interface Run {
  planned: PlannedStack;
  resources: readonly PlannedResource[];
  all: readonly Workload[];
}

/** What is a path in {@link REPLICAS}, and not a number or a word. */
const PATH = /\.|^(count|replica)/;

/** A value at a path; a `*` stands for the place of the set in its list. */
function found(values: unknown, path: string, set: PodSet): unknown {
  const list = at(values, "nodeSets") as { name: string }[] | undefined;
  return at(values, path.replace("*", String(list?.findIndex(({ name }) => name === set.name))));
}

describe("the summary of a plan", () => {
  const runs = new Map<string, Run>();
  const of = (stack: string): Run => runs.get(stack) ?? assert.fail(`${stack} was not run`);
  const text = (stack: string) => summary(of(stack).planned, of(stack).resources);

  /** The values, or the spec, of a resource as it is deployed. */
  const deployed = (stack: string, name: string, type = "Release"): unknown => {
    const found = of(stack).resources.find((one) => one.name === name && one.type.endsWith(`:${type}`));
    assert.ok(found, `${stack} has no ${type} ${name}`);
    return found.inputs[type === "Release" ? "values" : "spec"];
  };

  /** Every set of pods with its key in the tables above, and the values that it is in. */
  const sets = (stack: string): { key: string; set: PodSet; values: unknown }[] =>
    of(stack).all.flatMap(({ name, sets, resource }) =>
      sets.map((set) => ({
        key: sets.length === 1 ? name : `${name}/${set.name}`,
        set,
        values: resource.inputs["values"] ?? resource.inputs["spec"],
      })),
    );

  const badger = () => at(deployed("dev", "jaeger-badger", "PersistentVolumeClaim"), "resources.requests.storage");

  before(async () => {
    const planned = stackNames().map((name) => planStack(name));
    for (const [stack, sections] of Object.entries({ everything: EVERYTHING, filebeat: FILEBEAT })) {
      planned.push(planStack(stack, raw(sections)));
    }
    for (const one of planned) {
      const { resources } = await runStack(one);
      runs.set(one.stack, { planned: one, resources, all: workloads(one.settings, resources) });
    }
  });

  for (const stack of stackNames()) {
    it(`of ${stack} fits on two screens of 50 lines and 120 columns, in plain text`, () => {
      const lines = text(stack).split("\n");
      assert.ok(lines.length > 40 && lines.length <= 100, `${lines.length} lines`);
      for (const line of lines) {
        assert.ok(line.length <= 120, line);
        assert.match(line, /^$|^[\x20-\x7e]*[^ ]$/);
      }
    });
  }

  for (const stack of [...stackNames(), "everything", "filebeat"]) {
    describe(`of ${stack}`, () => {
      it("has every release with its chart and version", () => {
        const releases = of(stack).resources.filter(({ type }) => type.endsWith(":Release"));
        assert.ok(releases.length > 3);
        const rows = text(stack)
          .split("\n")
          .map((line) => line.trim().split(/ +/));
        for (const { name, inputs } of releases) {
          const expected = JSON.stringify([name, inputs["chart"], inputs["version"]]);
          assert.ok(
            rows.some((row) => JSON.stringify(row.slice(0, 3)) === expected),
            expected,
          );
        }
      });

      it("has as many replicas as the values and custom resources ask for", () => {
        for (const { key, set, values } of sets(stack)) {
          const where = REPLICAS[key] ?? assert.fail(key);
          const shards = key.endsWith("/prometheus") ? Number(at(values, "prometheus.prometheusSpec.shards") ?? 1) : 1;
          const given = typeof where === "string" && PATH.test(where) ? found(values, where, set) : where;
          const actual = typeof set.pods === "string" ? set.pods : set.pods.fewest / shards;
          // The autoscaler's own number: with one in the values, Helm would set it back.
          const autoscaled = () => at(deployed(stack, "jaeger", "HorizontalPodAutoscaler"), "minReplicas");
          assert.equal(actual, given === null ? autoscaled() : given, key);
        }
      });

      it("has the volumes that the values and custom resources claim", () => {
        for (const { key, set, values } of sets(stack)) {
          const where = STORAGE[key];
          const off = key.endsWith("/grafana") && at(values, "grafana.persistence.enabled") === false;
          const size = where === undefined || off ? undefined : found(values, where, set);
          const volume = key === "jaeger" && stack === "dev" ? badger() : size;
          assert.deepEqual(set.claims, volume === undefined ? [] : [bytes(volume as string)], key);
        }
      });

      it("counts every request for CPU and memory once", () => {
        for (const { sets, resource } of of(stack).all) {
          const asked = JSON.stringify(resource.inputs).match(/"requests":\{"(cpu|memory)"/g)?.length ?? 0;
          const memcached = sets.filter(({ name }) => name.endsWith("-cache")).length;
          // Grafana's sidecars have one section of resources in their pod's.
          const sidecar = sets.some(({ name }) => name === "grafana") ? 1 : 0;
          assert.equal(sets.length, asked + memcached - sidecar, resource.name);
        }
        const request = /"requests":\{"(cpu|memory)"/;
        const asking = of(stack).resources.filter(({ inputs }) => request.test(JSON.stringify(inputs)));
        const once = asking.filter(({ type }) => !type.endsWith(":Job"));
        assert.deepEqual(
          once.map(({ urn }) => urn).sort(),
          of(stack)
            .all.map(({ resource }) => resource.urn)
            .sort(),
        );
      });
    });
  }

  it("adds up what all containers of all replicas request", () => {
    const grafana = sets("prod").find(({ key }) => key.endsWith("/grafana"))?.set;
    // Grafana, and a sidecar each for dashboards and data sources.
    assert.deepEqual([grafana?.cpu, grafana?.memory], [0.1 + 2 * 0.01, (256 + 2 * 96) * 2 ** 20]);
    assert.match(text("prod"), /^ {4}grafana {2,}2 {2,}0\.24 {2,}896Mi$/m);
    assert.match(text("prod"), /^ {4}hot {2,}3 {2,}3 x 300Gi {2,}6 {2,}48Gi$/m);
    assert.match(text("prod"), /^ {2}otel-gateway {2,}\S+ {2,}\S+ {2,}3 to 6 {2,}3 to 6 x 10Gi {2,}1\.5 {2,}3Gi$/m);
  });

  it("keeps data as long as it is kept where it is", () => {
    const prod = retentions(of("prod").planned.settings);
    const dev = retentions(of("dev").planned.settings);
    const day = 86_400;
    const spec = (part: string) => at(deployed("prod", "kube-prometheus-stack"), `${part}.${part}Spec.retention`);
    assert.equal(prod["kube-prometheus-stack/prometheus"], spec("prometheus"));
    assert.equal(prod["kube-prometheus-stack/alertmanager"], spec("alertmanager"));
    assert.equal(
      seconds(prod["loki"] ?? ""),
      seconds(String(at(deployed("prod", "loki"), "loki.limits_config.retention_period"))),
    );
    assert.equal(
      seconds(dev["loki-stack"] ?? ""),
      seconds(String(at(deployed("dev", "loki-stack"), "loki.config.limits_config.retention_period"))),
    );
    // The cleaner counts whole days, and keeps the one that is not over.
    assert.equal(
      seconds(prod["jaeger"] ?? ""),
      (Number(at(deployed("prod", "jaeger"), "esIndexCleaner.numberOfDays")) - 1) * day,
    );
    const badger = "userconfig.extensions.jaeger_storage.backends.traces.badger.ttl.spans";
    assert.equal(seconds(dev["jaeger"] ?? ""), seconds(String(at(deployed("dev", "jaeger"), badger))));
    const setup = JSON.stringify(
      of("prod").resources.find(({ urn }) => urn.endsWith("ConfigMap::elasticsearch-setup"))?.inputs,
    );
    assert.ok(setup.includes(prod["elasticsearch"] ?? "none"));
  });

  it("counts the resources that are not in its table", () => {
    for (const [stack, { resources, all }] of runs) {
      const [, count, list = ""] = /^Other resources: (\d+)\n((?: {2}.*\n)+)/m.exec(text(stack)) ?? [];
      const counts = [...list.matchAll(/(\d+) [^,]/g)].map(([, number]) => Number(number));
      assert.equal(Number(count), resources.length - all.length);
      assert.equal(
        counts.reduce((sum, one) => sum + one, 0),
        Number(count),
      );
    }
    const rules = of("dev").resources.filter(({ inputs }) => inputs["kind"] === "PrometheusRule").length;
    assert.match(
      text("dev"),
      new RegExp(`^Other resources: .*\\n(?:  .*\\n)*? {2}(?:.*, )?${rules} PrometheusRule, `, "m"),
    );
  });

  it("says once what several severities or teams hear alike", () => {
    assert.match(
      text("dev"),
      /^Who hears what\n {2}all severities {2}all teams {2}nobody \(stays in Alertmanager\)\n\n/m,
    );
    assert.match(
      text("prod"),
      /^ {2}high, medium {2,}security {2,}discord\/platform, email\/platform, slack\/platform, slack\/security$/m,
    );
    assert.match(text("prod"), /^ {2}info {2,}all teams {2,}nobody/m);
  });

  it("has the command for each credential that is not set, in one piece", () => {
    const commands = [...text("prod").matchAll(/^ {2}npx pulumi config set --stack prod --secret (\S+) {2}/gm)];
    assert.deepEqual(
      commands.map(([, key]) => key),
      of("prod").planned.placeholders,
    );
    assert.ok(commands.length > 5);
    assert.doesNotMatch(text("dev"), /Credentials/);
  });

  it("breaks no command, and has each on a line of its own", () => {
    const long = `npx pulumi config set --stack dev --path ${"x".repeat(60)} 1`;
    const cure = { set: "x".repeat(60), to: "1" };
    const warnings = [{ key: "a.b", problem: "is ".repeat(60).trim(), cure: { any: [cure, cure] } }];
    const lines = summary({ ...of("dev").planned, warnings }, of("dev").resources).split("\n");
    const from = lines.indexOf("Warnings: 1") + 1;
    assert.deepEqual(lines.slice(from + 2, from + 5), [`    -> ${long}`, `    or ${long}`, ""]);
    assert.ok(lines.slice(from, from + 2).every((line) => line.length <= 120 && line.startsWith("  ")));
  });

  it("has each warning with its cure", () => {
    assert.deepEqual(text("dev").match(/^ {2}[\w.]+: is |^ {4}-> .{30}/gm), [
      ...["  alerting.channels: is ", "    -> add a channel to Pulumi.dev.ya"],
      ...["  security.sources: is ", "    -> npx pulumi config set --stack "],
    ]);
    assert.doesNotMatch(text("prod"), /Warnings/);
  });
});
