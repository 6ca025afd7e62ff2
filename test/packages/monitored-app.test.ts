/** The component MonitoredApp, in a program of an application's own: the same objects as an entry of `apps[]` comes to. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { healthProbeSpec } from "../../components/applications/health";
import { platformSections, type PlatformSections } from "../../components/applications/elsewhere";
import { networkPolicySpec, podMonitorSpec } from "../../components/applications/monitor";
import { proberOf } from "../../components/blackbox-exporter";
import { MonitoredApp, type MonitoredAppArgs } from "../../packages/monitored-app/index";
import { make } from "../../packages/monitored-app/objects";
import { asksHealth } from "../../settings/app-health";
import { isScraped } from "../../settings/apps";
import { slo } from "../../rules/slo";
import { type Recording, run } from "../../scripts/lib/engine";
import { settingsOf } from "../support/settings";

const PLATFORM = "acme/observability/prod";
const SLO = [
  { objective: 99.9 },
  {
    name: "own",
    objective: 99,
    total: "sum(rate(a_total[{{.window}}]))",
    errors: "sum(rate(b_total[{{.window}}]))",
    window: "7d",
  },
];
const ARGS = {
  platform: PLATFORM,
  namespace: "shop",
  port: 8080,
  team: "security",
  metrics: { drop: ["debug_.*"], labels: { app: "checkout" }, networkPolicy: true, interval: "15s" },
  health: { path: "/ready" },
  slo: SLO,
};

/** A platform with conventions, times and windows of its own. */
const platform = settingsOf({
  appsElsewhere: { sloWindows: ["30d", "7d"] },
  cluster: { name: "eu", platform: "eks", namespace: "monitoring" },
  conventions: { http: { serviceLabel: "app" } },
  probing: { interval: "45s" },
  tracing: { storage: "badger" },
  thresholds: { sloErrors: 3 },
});

function runApp(args: Partial<MonitoredAppArgs> = {}): Promise<Recording> {
  return run({
    project: "checkout",
    stack: "prod",
    config: {},
    secretKeys: [],
    references: { [PLATFORM]: { applications: platformSections(platform) } },
    program: () => ({ objects: new MonitoredApp("checkout", { ...ARGS, ...args }).objects }),
  });
}

/** What went wrong, in words. */
async function refused(args: Partial<MonitoredAppArgs>): Promise<string> {
  try {
    await runApp(args);
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail("nothing was refused");
}

describe("an application in a program of its own", () => {
  it("has the objects that an entry of `apps[]` has, in its own namespace", async () => {
    const { resources, outputs } = await runApp();
    const objects = resources.filter(({ inputs }) => inputs["kind"] !== undefined);
    const { namespace, port, team, metrics, health } = ARGS;
    const here = settingsOf({
      cluster: platform.cluster,
      conventions: { http: { serviceLabel: "app" } },
      probing: { interval: "45s" },
      tracing: { storage: "badger" },
      apps: [{ name: "checkout", namespace, port, team, metrics, health, slo: SLO }],
    });
    const [app = assert.fail()] = here.apps;
    assert.ok(isScraped(app) && asksHealth(app));
    const spec = (kind: string) => {
      const found = objects.find(({ inputs }) => inputs["kind"] === kind) ?? assert.fail(kind);
      assert.deepEqual(found.inputs["metadata"], { name: "app-shop.checkout", namespace: "shop" });
      return found.inputs["spec"];
    };
    assert.deepEqual(spec("PodMonitor"), sorted(podMonitorSpec(app, here.conventions.http)));
    assert.deepEqual(spec("Probe"), sorted(healthProbeSpec(app, proberOf(here))));
    assert.deepEqual(spec("NetworkPolicy"), sorted(networkPolicySpec(app, "monitoring")));
    // What is recorded of its SLOs alone is the same; all else is the platform's.
    const { groups } = spec("PrometheusRule") as {
      groups: { name: string; rules: { record: string; labels: unknown }[] }[];
    };
    const own = slo(here).find(({ part }) => part !== undefined)?.rules ?? assert.fail();
    assert.deepEqual(
      groups.flatMap(({ rules }) => rules.map(({ record, labels }) => [record, labels])),
      [
        ["service:application_expected:info", { namespace: "shop", service: "checkout" }],
        ...own.map((rule) => ("record" in rule ? [rule.record, sorted(rule.labels)] : assert.fail())),
      ],
    );
    assert.deepEqual(
      outputs["objects"],
      ["PodMonitor", "Probe", "PrometheusRule", "NetworkPolicy"].map((kind) => `${kind} app-shop.checkout`),
    );
  });

  it("has no more than it asks for, and takes a namespace that is known later", async () => {
    const bare = { platform: PLATFORM, namespace: "shop" };
    const kinds = async (args: MonitoredAppArgs) =>
      (
        await run({
          project: "p",
          stack: "s",
          config: {},
          secretKeys: [],
          references: { [PLATFORM]: { applications: platformSections(platform) } },
          program: () => ({ o: new MonitoredApp("web", args).objects }),
        })
      ).resources
        .map(({ inputs }) => inputs["kind"])
        .filter((kind) => kind !== undefined);
    assert.deepEqual(await kinds({ ...bare, namespace: pulumi.output("later") }), []);
    assert.deepEqual(await kinds({ ...bare, portName: "metrics", metrics: { expected: false } }), ["PodMonitor"]);
    assert.deepEqual(await kinds({ ...bare, slo: [{ objective: 99 }] }), ["PrometheusRule"]);
  });

  it("says every mistake at once, by the names of its arguments, before the platform is asked", async () => {
    assert.equal(
      await refused({ portName: "web" }),
      "MonitoredApp checkout: portName is set beside port: a port has a number or a name",
    );
    assert.equal(
      await refused({ service: "Checkout", metrics: { path: "metrics", drop: ["("] }, slo: [{ objective: 100 }] }),
      [
        'MonitoredApp checkout: metrics.drop[0] "(" is not a regular expression, as RE2 has it (for example debug_.*)',
        'metrics.path "metrics" is not a path (for example /metrics)',
        'service "Checkout" has capitals, and has to be in lower case (for example platform-alerts)',
        "slo[0].objective 100 is not a percentage above 0 and below 100: nothing is left to burn at 100 (for example 99.9)",
      ].join("; "),
    );
  });

  it("says what the platform does not have: an output, a team, a window, or this version", () => {
    const sections = platformSections(platform) ?? assert.fail();
    const said = (args: Partial<MonitoredAppArgs>, known: PlatformSections | undefined = sections) => {
      const made = make("checkout", { ...ARGS, ...args }, "shop", known);
      return "mistakes" in made ? made.mistakes.map(({ propertyPath, reason }) => `${propertyPath} ${reason}`) : [];
    };
    assert.deepEqual(said({}), []);
    const missing = make("checkout", ARGS, "shop", undefined);
    assert.ok("mistakes" in missing);
    assert.deepEqual(
      missing.mistakes.map(({ reason }) => reason),
      [
        "has no output `applications`: in the platform's stack, set observability:appsElsewhere to {} and run `pulumi up`",
      ],
    );
    assert.deepEqual(said({ team: "nobody" }), [
      'team "nobody" is no team that alerts belong to (alerting.teams: platform, security)',
    ]);
    assert.deepEqual(said({ slo: [{ objective: 99, window: "28d" }] }), [
      "slo[0].window 28d is none of the platform's appsElsewhere.sloWindows, 30d, 7d",
    ]);
    assert.deepEqual(said({}, { ...sections, later: { than: "this" } } as PlatformSections), [
      "platform is of another version than this package: later is not a setting",
    ]);
  });
});

/** As the engine shows objects: keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, nested]) => nested !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, nested]) => [key, sorted(nested)]),
  );
}
