/** Probes: what Prometheus and the prober are told, and whose their alerts are. */
import assert from "node:assert/strict";
import { withTeam, teamRelabelling } from "../../components/alertmanager/owners";
import { blackboxExporterValues, probeSpec } from "../../components/blackbox-exporter";
import { moduleOf, modules } from "../../components/blackbox-exporter/modules";
import { probes as probeRules } from "../../rules/probes";
import { matchesPattern } from "../../settings/re2";
import { alertsOf } from "../support/rules";
import { settingsOf } from "../support/settings";

const settings = settingsOf({
  alerting: { teams: ["platform", "security", "shop"], owners: [{ namespaces: ".*", team: "security" }] },
  probes: [
    { name: "shop", team: "shop", targets: ["https://b.example.com", "https://a.example.com"] },
    { name: "cart", team: "shop", targets: ["https://a.example.com/cart"], interval: "2m" },
    { name: "other", targets: ["https://c.example.com"], expect: { status: [204] } },
    { name: "same", targets: ["https://d.example.com"], expect: { status: [204] } },
  ],
  probing: { timeout: 20, interval: "90s" },
});

describe("probes", () => {
  it("that ask alike share a module, which the prober has", () => {
    const names = settings.probes.map((probe) => moduleOf(settings, probe).name);
    assert.equal(names[0], "http");
    assert.equal(names[0], names[1]);
    assert.equal(names[2], names[3]);
    assert.notEqual(names[1], names[2]);
    assert.deepEqual(Object.keys(modules(settings)), [...new Set(names)].sort());
  });

  it("are made as often as they say, with a little more time than the prober has", () => {
    const specs = settings.probes.map((probe) => probeSpec(settings, probe));
    assert.deepEqual(
      specs.map(({ jobName, interval, scrapeTimeout }) => [jobName, interval, scrapeTimeout]),
      [
        ["shop", "90s", "21s"],
        ["cart", "2m", "21s"],
        ["other", "90s", "21s"],
        ["same", "90s", "21s"],
      ],
    );
    assert.deepEqual(specs[0]?.["targets"], {
      staticConfig: { static: ["https://a.example.com", "https://b.example.com"] },
    });
    assert.equal(modules(settings)["http"]?.["timeout"], "20s");
  });

  it("let the prober's group open sockets of ICMP only where one asks by it", () => {
    assert.equal("podSecurityContext" in blackboxExporterValues(settings), false);
    const icmp = settingsOf({ probes: [{ name: "router", kind: "icmp", targets: ["192.0.2.1"] }] });
    assert.ok("podSecurityContext" in blackboxExporterValues(icmp));
  });

  it("are of their team, before the owner of the platform's namespace, whichever of their alerts it is", () => {
    const alerts = alertsOf({ probes: probeRules(settings) });
    assert.ok(alerts.length > 5);
    for (const { alert, component, team } of alerts) {
      const labels = (job: string) => ({ alertname: alert, component, team, namespace: "observability", job });
      for (const [job, owner] of [
        ["shop", "shop"],
        ["cart", "shop"],
        ["other", "security"],
        ["shop-2", "security"],
      ] as const) {
        assert.equal(withTeam(settings, labels(job))["team"], owner, `${alert} ${job}`);
        const steps = teamRelabelling(settings) as { source_labels: string[]; regex: string; replacement: string }[];
        const relabelled = steps.reduce<Record<string, string>>(
          (now, { source_labels: from, regex, replacement }) =>
            matchesPattern(regex, from.map((label) => now[label] ?? "").join(";"))
              ? { ...now, team: replacement }
              : now,
          labels(job),
        );
        assert.equal(relabelled["team"], owner, `${alert} ${job}`);
      }
    }
    const down = { alertname: "TargetDown", component: "targets", team: "platform", namespace: "x", job: "shop" };
    assert.equal(withTeam(settings, down)["team"], "security");
  });
});
