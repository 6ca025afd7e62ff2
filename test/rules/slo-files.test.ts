/** Files of service levels: what is read of them, and what is refused by its name. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allRules } from "../../rules";
import { allSlos, budgetOf, daysOf } from "../../rules/slo/objective";
import { readSloFiles } from "../../settings/slo-files/read";
import { parseSettings } from "../../stacks/settings";
import { raw, settingsOf } from "../support/settings";

const FILES = ["test/fixtures/slo/openslo.yaml", "test/fixtures/slo/sloth.yaml"];
const alerting = { teams: ["platform", "security", "payments"] };
const settings = settingsOf({ alerting, sloFiles: FILES });

/** What is said of a file's text. */
const refused = (text: string) =>
  readSloFiles(["slo/x.yaml"], () => ({ text })).problems.map(({ key, problem }) => {
    assert.equal(key, "sloFiles[0]");
    return problem.replace(/^slo\/x\.yaml: /, "");
  });

const fixture = (file: string) => readFileSync(join(__dirname, "../fixtures/slo", file), "utf8");
const SLOTH = fixture("sloth.yaml");
const OPENSLO = fixture("openslo.yaml");

describe("files of service levels", () => {
  it("are read as they are: names, objectives, windows, teams, and which alerts are wanted", () => {
    const read = allSlos(settings).map(({ app, slo }) => [
      `${app.name}/${slo.name ?? ""}`,
      app.team,
      budgetOf(slo),
      daysOf(slo),
      slo.alerting,
    ]);
    const both = { page: true, ticket: true };
    const none = { page: false, ticket: false };
    assert.deepEqual(read, [
      ["search/answered-1", "payments", 0.01, 28, both],
      ["search/answered-2", "payments", 0.005, 28, both],
      ["search/minutes", undefined, 0.005, 30, both],
      ["search/queue", undefined, 0.1, 7, both],
      ["cart/requests-availability", "payments", 0.0005, 30, { page: true, ticket: false }],
      ["cart/satisfaction", "payments", 0.05, 30, none],
      ["cart-jobs/done", undefined, 0.1, 30, both],
    ]);
  });

  it("count what they say: counters by their rates, slices by their own target, a threshold by its moments", () => {
    const { slo = [] } = allRules(settings);
    const base = slo
      .flatMap(({ rules }) => rules)
      .filter((rule) => "record" in rule && rule.labels?.["slo"] !== undefined);
    const of = (record: string, name: string) =>
      base.find((rule) => "record" in rule && rule.record === record && rule.labels?.["slo"] === name)?.expr;
    assert.equal(of("slo:events:rate5m", "answered-1"), "sum(sum(rate(search_requests_total[5m]))) >= 0 or vector(0)");
    assert.equal(
      of("slo:errors:rate5m", "answered-1"),
      'clamp_min(sum(sum(rate(search_requests_total[5m]))) - (sum(sum(rate(search_requests_total{code=~"2..|3.."}[5m]))) or vector(0)), 0) >= 0 or vector(0)',
    );
    assert.match(of("slo:errors:rate5m", "minutes") ?? "", /search_requests_total\[1m\].* > bool 0\.05\)/);
    assert.match(of("slo:errors:rate5m", "queue") ?? "", /1 - \(\(max\(search_queue_length\)\) <= bool 500\)/);
    assert.equal(
      of("slo:events:rate5m", "requests-availability"),
      "sum(sum(rate(cart_requests_total[5m]))) >= 0 or vector(0)",
    );
    assert.match(of("slo:events:rate5m", "done") ?? "", /\[5m:\]\)\) \/ 300 >= 0/);
  });

  it("keep the platform's team where they name one that is none, and say so", () => {
    const { settings: other, warnings } = parseSettings(
      raw({ cluster: { name: "t", platform: "generic" }, sloFiles: FILES }),
    );
    assert.ok(other);
    const teams = allRules(other)["slo"]?.flatMap(({ rules }) =>
      rules.flatMap((rule) => ("record" in rule ? (rule.labels?.["team"] ?? []) : [])),
    );
    assert.deepEqual([...new Set(teams)], ["platform"]);
    assert.match(JSON.stringify(warnings), /cart: the team payments is none of alerting\.teams/);
  });

  const wrong: [string, string, string[]][] = [
    ["nothing", "", ["is empty"]],
    [
      "no YAML",
      "a: [",
      [
        "is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5:",
      ],
    ],
    ["neither form", "a: 1", ["has neither apiVersion: openslo/v1 nor version: prometheus/v1"]],
    [
      "another version",
      "apiVersion: openslo/v1alpha\nkind: SLO",
      ["is of openslo/v1alpha, and what is read is apiVersion openslo/v1 and version prometheus/v1"],
    ],
    [
      "sloth's code",
      SLOTH.replace(/raw:[^]*?(?=\n {4}alerting)/, "plugin: { id: mine }"),
      ["slos[1].sli.plugin is code of sloth's, which is not read: write its queries as sli.events"],
    ],
    [
      "a plugin that is not known",
      SLOTH.replace("core/debug", "mine/debug"),
      ["slo_plugins.chain[0].id sloth.dev/mine/debug/v1 is code of sloth's, which is not read"],
    ],
    [
      "a field that is unknown",
      SLOTH.replace("description:", "descriptoin:"),
      ["slos[0].descriptoin is not understood"],
    ],
    [
      "a field that is missing",
      SLOTH.replace("    objective: 95\n", ""),
      ["slos[1].objective is missing, or is no number"],
    ],
    [
      "a query without its range",
      SLOTH.replace('(5..|429)"}[{{.window}}]', '(5..|429)"}[5m]'),
      ["slos[0]: the query for errors has no {{.window}}, by which it would get its range"],
    ],
    [
      "an objective of 100",
      SLOTH.replace("99.95", "100"),
      [
        "slos[0]: objective 100 is not a percentage above 0 and below 100: nothing is left to burn at 100 (for example 99.9)",
      ],
    ],
    [
      "a name that is no label's",
      SLOTH.replace('"satisfaction"', '"Satisfaction of users"'),
      [
        'slos[1]: name "Satisfaction of users" is not a name of lower-case letters, digits and dashes (for example platform-alerts)',
      ],
    ],
    [
      "a kind that is unknown",
      OPENSLO.replace("kind: Service", "kind: Servce"),
      [
        "kind Servce of search is none of AlertCondition, AlertNotificationTarget, AlertPolicy, DataSource, SLI, SLO, Service",
      ],
    ],
    [
      "a calendar's window",
      OPENSLO.replace("isRolling: true", "calendar: { startTime: 2022-01-01 12:00:00, timeZone: UTC }"),
      ["answered: timeWindow is a calendar's: only rolling windows are read (isRolling: true)"],
    ],
    [
      "a month",
      OPENSLO.replace("4w", "1M"),
      ["answered: timeWindow 1M is not a duration of m, h, d or w: a month, a quarter or a year has no fixed days"],
    ],
    [
      "another source",
      OPENSLO.replace("type: Prometheus\n  connection", "type: Datadog\n  connection"),
      ["answered: a metric's type Datadog is not Prometheus"],
    ],
    [
      "a source that is not there",
      OPENSLO.replace("name: our-prometheus", "name: other"),
      ["answered: a metric's type of the unknown source our-prometheus is not Prometheus"],
    ],
    [
      "an indicator that is not there",
      OPENSLO.replace("indicatorRef: answers", "indicatorRef: answer"),
      ["answered: indicatorRef answer is no SLI of the file"],
    ],
    [
      "a composite",
      OPENSLO.replace("- displayName: what was promised", "- indicatorRef: answers"),
      ["answered: objectives[0].indicatorRef is not understood"],
    ],
    [
      "a method that is unknown",
      OPENSLO.replace("Timeslices", "TimeSlices"),
      ["minutes: budgetingMethod is none of Occurrences, Timeslices, RatioTimeslices"],
    ],
  ];
  for (const [what, text, problems] of wrong) {
    it(`with ${what} are refused by name`, () => {
      assert.ok(text !== SLOTH && text !== OPENSLO, "the text was changed");
      assert.deepEqual(refused(text), problems);
    });
  }

  it("meet the checks of a stack file, told with the file's name", () => {
    const text = SLOTH.replace("sum(rate(cart_requests_total{code", "sum(rate(cart_requests_total{{code");
    const { problems } = parseSettings(
      raw({ cluster: { name: "t", platform: "generic" }, sloFiles: ["slo/a.yaml"] }),
      () => ({ text }),
    );
    assert.deepEqual(
      problems.map(({ problem }) => problem),
      ["slo/a.yaml: cart: requests-availability: errors holds a template other than {{.window}}"],
    );
    const twice = parseSettings(
      raw({ cluster: { name: "t", platform: "generic" }, sloFiles: ["a.yaml", "b.yaml"] }),
      () => ({ text: SLOTH }),
    );
    assert.equal(
      twice.problems.filter(({ key, problem }) => key === "sloFiles[1]" && /is the name of another SLO/.test(problem))
        .length,
      3,
    );
  });
});
