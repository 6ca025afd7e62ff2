/** From every alert's message to its page, and from there to the lines and the traces of its service at that moment. */
import assert from "node:assert/strict";
import { allDashboards } from "../../dashboards";
import { FILLED_IN, LOGS_UID } from "../../names/dashboards";
import { links } from "../../names/links";
import { allRules } from "../../rules";
import { allLogRules } from "../../rules/log-rules";
import { renderGroups } from "../../rules/rule";
import type { Series } from "../../scripts/lib/prometheus/api";
import { everyPanel } from "../../dashboards/rows";
import { askPanel } from "../../scripts/lib/panels/ask";
import { pickedAt } from "../../scripts/lib/panels/options";
import type { Sources } from "../../scripts/lib/panels/sources";
import { led, topLinks, unknownVariables } from "../support/links";
import { hasData, settings, synthetic } from "../support/synthetic";

const everyPage = new Map(allDashboards(settings).map(({ dashboard }) => [dashboard.uid ?? "", dashboard]));

/** Every alert over metrics and lines, with the text of its link, once for each. */
const alerts = new Map(
  [...Object.values(allRules(settings)), ...Object.values(allLogRules(settings))]
    .flatMap((groups) => renderGroups(groups, links(settings)))
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => {
      const { alert, annotations } = rule as { alert?: string; annotations?: Record<string, string> };
      return alert === undefined ? [] : [[alert, annotations?.["dashboard_url"] ?? ""] as const];
    }),
);

/** Alerts that lead to a page about services. */
const ofServices = [...alerts].filter(([, url]) => FILLED_IN[uidOf(url)]?.includes("service"));

/** An application with everything, for alerts that do not fire in the set. */
const HEALTHY = { namespace: "shop", service: "checkout", slo: "availability" };

describe("the message of every alert over the synthetic cluster", function () {
  this.timeout(300_000);
  let sources: Sources;
  let fired: readonly Series[];

  before(async function () {
    sources = await synthetic(this);
    fired = await sources.prometheus.range('ALERTS{alertstate="firing"}', sources.now - 7200, sources.now, 60);
  });

  /** The labels of each subject of an alert that fired, and since when; of others a stand-in. */
  const subjectsOf = (alert: string) => {
    const own = fired.filter(({ labels }) => labels["alertname"] === alert);
    return own.length === 0
      ? [{ labels: HEALTHY, since: sources.now - 600 }]
      : own.map(({ labels, values }) => ({ labels, since: values[0]?.[0] ?? 0 }));
  };

  it("leads to a page that has what the alert picks", () => {
    assert.ok(alerts.size > 150, String(alerts.size));
    for (const [alert, url] of alerts) {
      const to = led(message(url, HEALTHY, sources.now));
      assert.ok(to.kind === "page", alert);
      const page = everyPage.get(to.uid);
      assert.ok(page !== undefined, `${alert} leads to ${to.uid}`);
      assert.deepEqual(unknownVariables(page, to.picked), [], alert);
    }
  });

  it("leads to a page with data, if it fires", async () => {
    const names = [...new Set(fired.map(({ labels }) => labels["alertname"] ?? ""))].filter((name) => alerts.has(name));
    assert.ok(names.length > 20, String(names.length));
    for (const alert of names)
      for (const { labels, since } of subjectsOf(alert)) {
        const url = message(alerts.get(alert) ?? "", labels, since);
        assert.ok(await hasAnything(url), `${alert}: ${url}`);
      }
  });

  it("leads to services from the alerts about them", () => {
    assert.ok(ofServices.length > 30, String(ofServices.length));
    const known = new Set(ofServices.map(([alert]) => alert));
    const about = fired.filter(({ labels }) =>
      /^(applications|bots|workers|business|anomalies|slo)$/.test(labels["component"] ?? ""),
    );
    assert.ok(about.length > 8, String(about.length));
    assert.deepEqual(
      about.map(({ labels }) => labels["alertname"] ?? "").filter((alert) => !known.has(alert)),
      [],
    );
  });

  for (const [alert, template] of ofServices) {
    it(`leads in two clicks to the lines and the traces of that moment: ${alert}`, async () => {
      for (const { labels, since } of subjectsOf(alert)) {
        const to = led(message(template, labels, since));
        assert.ok(to.kind === "page" && to.range !== undefined);
        const page = everyPage.get(to.uid) ?? assert.fail(to.uid);
        const shown = await pickedAt(page, sources, to.range, to.picked);
        const next = new Map(topLinks(shown).map(({ title, url }) => [title, url]));
        const lines =
          to.uid === LOGS_UID ? message(template, labels, since) : (next.get("Lines") ?? assert.fail("no lines"));
        const there = led(lines);
        assert.ok(there.kind === "page" && there.uid === LOGS_UID, lines);
        assert.deepEqual([there.picked["service"], there.range], [[labels["service"]], to.range]);
        assert.ok(await hasAnything(lines, "logs"), lines);
        const traces = led(next.get("Traces") ?? assert.fail("no traces"));
        assert.ok(traces.kind === "search");
        // There is no Jaeger here: what it is asked is compared.
        assert.deepEqual(
          traces.panes.map(({ queries, range }) => [queries[0]?.["service"], range]),
          [[labels["service"], { from: String(to.range.from * 1000), to: String(to.range.to * 1000) }]],
        );
      }
    });
  }

  /** Whether a panel of a page has data with what a link picks. */
  async function hasAnything(url: string, type?: string): Promise<boolean> {
    const to = led(url);
    if (to.kind !== "page" || to.range === undefined) return false;
    const page = everyPage.get(to.uid) ?? assert.fail(to.uid);
    const shown = await pickedAt(page, sources, to.range, to.picked);
    for (const panel of everyPanel(page))
      if (type === undefined || panel.type === type)
        if ((await askPanel(sources, shown, panel)).some(hasData)) return true;
    return false;
  }
});

function uidOf(url: string): string {
  return /\/d\/([\w-]+)/.exec(url)?.[1] ?? "";
}

/** A message's link: with the labels of the alert, at the moment when it began, as Alertmanager's template has it. */
function message(template: string, labels: Readonly<Record<string, string>>, since: number): string {
  const url = template.replace(/\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ end \}\}/g, (_, name: string, text: string) => {
    const value = labels[name] ?? "";
    return value === "" ? "" : text.replace("{{ urlquery . }}", encodeURIComponent(value));
  });
  return `${url}${url.includes("?") ? "&" : "?"}from=${(since - 3600) * 1000}&to=${(since + 900) * 1000}`;
}
