/** Whether the queries of runbooks find anything, and say what their rules say. */
import assert from "node:assert/strict";
import { alertsByName } from "../../components/runbooks";
import { allRules } from "../../rules";
import { metricsOf } from "../support/metrics";
import { labelChecker } from "../support/promql-labels";
import { alertsOf, everything } from "../support/rules";
import { PAGES } from "../support/runbooks";

interface Query {
  page: string;
  query: string;
}

/** Queries in blocks and in lines, without those that are generated from the rule. */
function queriesOf(language: "promql" | "logql"): Query[] {
  return [...PAGES].flatMap(([page, text]) => {
    const own = text.replace(/## Rule\n.*/s, "");
    const blocks = [...own.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].flatMap(([, block = ""]) =>
      block.trim().split(/\n\n+/),
    );
    const inline = [...own.replace(/```.*?```/gs, "").matchAll(/`([^`]+)`/g)]
      .map(([, code = ""]) => code)
      .filter((code) => /^(topk|sum|rate|max|min|count|increase|ALERTS)\b.*[[{(].*[\])}]$/s.test(code));
    return [...blocks, ...(language === "promql" ? inline : [])].map((query) => ({ page, query }));
  });
}

describe("the queries of runbooks", () => {
  let wrong: string[];

  before(async () => {
    const check = await labelChecker();
    const metrics = metricsOf(everything, everything, check);
    wrong = queriesOf("promql").flatMap(({ page, query }) =>
      check(query, metrics).wrong.map((what) => `${page}: ${what}`),
    );
  });

  it("are on the pages", () => {
    assert.ok(queriesOf("promql").length > 200, String(queriesOf("promql").length));
  });

  it("are of metrics that there are, with the labels that they ask for", () => {
    assert.deepEqual(wrong, []);
  });

  it("show the lines that the rules over logs count: what they filter by is the rule's own", () => {
    const filters = (text: string) =>
      [...text.matchAll(/[|!]~ *(`[^`]*`|"(?:[^"\\]|\\.)*")/g)].map(([, one = ""]) => one);
    const alerts = alertsByName(everything);
    const own = (name: string) => (alerts.get(name)?.forms ?? []).flatMap(({ expr }) => filters(expr));
    const allowed = new Map([...alerts.keys()].map((name) => [name, own(name)]));
    // It is about the events of three others.
    const events = ["RootShellOpened", "AuthenticationFailuresHigh", "CredentialInLogs"];
    allowed.set("SecurityEventOpen", events.flatMap(own));
    const unknown = queriesOf("logql").flatMap(({ page, query }) =>
      filters(query)
        .filter((filter) => allowed.get(page)?.includes(filter) !== true)
        .map((filter) => `${page}: ${filter}`),
    );
    assert.deepEqual(unknown, []);
    assert.ok(queriesOf("logql").flatMap(({ query }) => filters(query)).length > 4);
  });

  it("are of rules that are on the page as they are evaluated", () => {
    const squeezed = (text: string) => text.replace(/\s+/g, " ").trim();
    for (const [alert, { forms, language }] of alertsByName(everything)) {
      const [, section = ""] = /## Rule\n(.*)/s.exec(PAGES.get(alert) ?? "") ?? [];
      const shown = [...section.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(
        ([, one = ""]) => one,
      );
      assert.deepEqual(
        shown.map(squeezed),
        forms.map(({ expr }) => squeezed(expr)),
        alert,
      );
    }
    assert.equal(alertsOf(allRules(everything)).length > 100, true);
  });
});
