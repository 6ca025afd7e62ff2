/** The runbooks as a stack shows them: with its own figures, in its own namespace. */
import assert from "node:assert/strict";
import { alertsByName, stackRunbooks } from "../../components/runbooks";
import { ruleLinks } from "../../components/rules";
import type { Settings } from "../../settings";
import { EVERY_RULE, everything } from "../support/rules";
import { commandsOf } from "../support/runbooks";
import { settingsOf } from "../support/settings";

const squeezed = (text: string) => text.replace(/\s+/g, " ").trim();

/** The expressions on every page, and those that are evaluated. */
function rulesOf(settings: Settings): Map<string, { shown: string[]; evaluated: string[] }> {
  const pages = stackRunbooks(settings);
  const rules = [...alertsByName(settings)].map(([alert, { forms, language }]) => {
    const [, section = ""] = /## Rule\n(.*)/s.exec(pages[alert] ?? "") ?? [];
    const blocks = [...section.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))];
    const shown = blocks.map(([, block = ""]) => squeezed(block));
    return [alert, { shown, evaluated: forms.map(({ expr }) => squeezed(expr)) }] as const;
  });
  return new Map(rules);
}

describe("the runbooks of a stack", () => {
  const other = settingsOf({
    ...EVERY_RULE,
    cluster: { name: "other", platform: "generic", namespace: "monitoring" },
    thresholds: { cpuPercent: 71, logLinesPerSecond: 4321 },
  });

  it("show each rule as the stack evaluates it", () => {
    for (const settings of [everything, other]) {
      const rules = rulesOf(settings);
      assert.ok(rules.size > 100);
      for (const [alert, { shown, evaluated }] of rules) assert.deepEqual(shown, evaluated, alert);
    }
    const rules = rulesOf(other);
    assert.match(rules.get("NodeCpuHigh")?.shown.join() ?? "", /> 71 \/ 100$/);
    assert.match(rules.get("LogVolumeHigh")?.shown.join() ?? "", /> 4321$/);
  });

  it("say how soon somebody acts, and how one subject is silenced, unless nobody is told", () => {
    const pages = stackRunbooks(everything);
    assert.match(
      pages["NodeDown"] ?? "",
      /\*\*critical\*\*: act within an hour.*for 3 minutes, and until it has not for 3 minutes:/,
    );
    for (const [alert, { forms }] of alertsByName(everything)) {
      const told = forms.some(({ severity }) => severity !== "none");
      assert.equal((pages[alert] ?? "").includes(`silence add alertname=${alert} 'subject="<subject>"'`), told, alert);
    }
  });

  it("have commands in the stack's namespace, and so have the first steps of its messages", () => {
    const pages = stackRunbooks(other);
    const wrong = Object.entries(pages).flatMap(([alert, page]) =>
      commandsOf(page)
        .filter(({ namespace, text }) => namespace === "observability" || text.includes("/namespaces/observability"))
        .map(({ text }) => `${alert}: ${text}`),
    );
    assert.deepEqual(wrong, []);
    // What else has the word is a name: of policies, of a folder on nodes.
    const left = Object.values(pages).flatMap((page) =>
      [...page.matchAll(/\S*\bobservability\b\S*/g)].map(([word]) => word),
    );
    assert.deepEqual(
      [...new Set(left)].filter((word) => !/observability-(snapshots|\*)|\/var\/lib\/observability\//.test(word)),
      [],
    );
    const steps = ruleLinks(other).firstSteps?.("TargetMissing") ?? "";
    assert.match(steps, /^kubectl -n monitoring get pods/);
  });

  it("name Loki, and what reads the nodes' files, as the engine calls them", () => {
    const steps = (engine: string) =>
      ruleLinks(settingsOf({ logs: { engine } })).firstSteps?.("LokiReceivesNothing") ?? "";
    assert.match(steps("loki-stack"), /logs daemonset\/promtail --tail/);
    assert.match(steps("loki"), /logs daemonset\/alloy --tail/);
    const page = (engine: string) => stackRunbooks(settingsOf({ logs: { engine } }))["LokiRingUnhealthy"] ?? "";
    assert.match(page("loki-stack"), /get pods -l app=loki -o wide\n.*svc\/loki-stack 3100 /);
    assert.match(page("loki"), /get pods -l app\.kubernetes\.io\/name=loki -o wide\n.*svc\/loki 3100 /);
  });

  it("are unchanged in the repository's own namespace, but for the rules", () => {
    const page = (settings: Settings) => (stackRunbooks(settings)["TargetMissing"] ?? "").replace(/## Rule.*/s, "");
    assert.equal(page(other).replaceAll("monitoring", "observability"), page(everything));
  });
});
