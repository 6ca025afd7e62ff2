/** Reports, from answers that are made up. */
import assert from "node:assert/strict";
import { collect } from "../../reports/ask";
import { buildReport } from "../../reports/build";
import { makeReport } from "../../reports/make";
import { questions } from "../../reports/questions";
import { type Known, type Period, PERIODS } from "../../reports/report";
import { promqlParser } from "../support/promql";
import { answers, AT, QUERIES, SUBJECT } from "../support/reports";

const rows = <T>(known: Known<T>): T[] => (known.known ? known.rows : assert.fail(known.why));
const report = (subject = SUBJECT) => buildReport(subject, "day", AT, answers());

describe("a report", () => {
  it("has each objective with what was good and what is left, and says where nothing was counted", () => {
    const found = rows(report().services);
    assert.deepEqual(
      found.map(({ slo, service, availability, budgetLeft, objective }) => [
        service,
        slo,
        objective,
        availability,
        budgetLeft,
      ]),
      [
        ["checkout", "availability", 0.999, 0.99731, -0.12],
        ["checkout", "latency", 0.99, 0.999999, 0.83],
        ["mails", "availability", 0.999, undefined, undefined],
      ],
    );
  });

  it("has what fired, most severe first, with its owner, and the silences of it that were made in the period", () => {
    assert.deepEqual(
      rows(report().fired).map(({ alert, severity, team, firings, resumed, now, silenced }) => [
        alert,
        severity,
        team,
        firings,
        resumed,
        now,
        silenced,
      ]),
      [
        // The silence of it is of the day before.
        ["SloBudgetBurning", "critical", "shop", 1, 0, 1, 0],
        ["ServiceErrorRateHigh", "high", "shop", 2, 0, 0, 0],
        // Of an application that is nobody's, in the same namespace.
        ["ServiceErrorRateHigh", "high", "platform", 1, 0, 0, 0],
        ["PodCrashLooping", "medium", "payments", 4, 11, 0, 1],
      ],
    );
  });

  it("has what has not fired for 90 days of all that is loaded, whoever made it, and nothing that nobody is told of", () => {
    assert.deepEqual(
      rows(report().quiet).map(({ alert, team, last }) => [alert, team, last === undefined]),
      [
        ["NodeDown", "platform", false],
        ["SloNotMeasured", "platform", true],
      ],
    );
  });

  it("has what fills up by the days that are left, then by how full it is, with whose it is", () => {
    assert.deepEqual(
      rows(report().capacity).map(({ resource, team, used, daysLeft, isGrowthKnown }) => [
        resource,
        team,
        used,
        daysLeft,
        isGrowthKnown,
      ]),
      [
        ["node-disk", "platform", 0.45, 11, true],
        ["volume", "payments", 0.6, 20, true],
        ["memory", "platform", 0.2, 80, true],
        ["node-disk", "platform", 0.9, undefined, true],
        ["series", "platform", 0.5, undefined, false],
        ["cpu", "platform", undefined, undefined, true],
      ],
    );
    assert.deepEqual(report().arrivals, [
      { resource: "logs", perDay: 120e9, before: 100e9 },
      { resource: "traces", perDay: 3e6, before: undefined },
    ]);
    assert.deepEqual(report({ ...SUBJECT, teams: ["shop"] }).arrivals, [], "the platform's stores");
  });

  it("says that capacity has no rules where it has none", () => {
    const { capacity } = report({ ...SUBJECT, capacity: undefined });
    assert.match(capacity.known ? "" : capacity.why, /^capacity has no rules, as `metrics\.retention`/);
  });

  it("has what somebody was told of, those first that nobody has acted on, and says what that takes", () => {
    assert.deepEqual(
      rows(report().told).map(({ alert, team, told, acted }) => [alert, team, told, acted]),
      [
        ["NodeDown", "platform", 3, 0],
        ["SloBudgetBurning", "shop", 1, 0],
        ["PodCrashLooping", "payments", 4, 1],
      ],
    );
    const without = buildReport(SUBJECT, "week", AT, answers({ ...QUERIES, seen: [], asked: [], acted: [] })).told;
    assert.match(without.known ? "" : without.why, /`alerting\.escalation\.l2`/);
    const calm = buildReport(SUBJECT, "week", AT, answers({ ...QUERIES, asked: [], acted: [] })).told;
    assert.deepEqual(calm, { known: true, rows: [] });
  });

  it("has what each namespace costs, with its team, and what is not known of it left out", () => {
    assert.deepEqual(
      rows(report().cost).map(({ namespace, team, series, spans, logBytes }) => [
        namespace,
        team,
        series,
        spans,
        logBytes,
      ]),
      [
        ["shop", "shop", 120_400, 4.2e6, 12.5e9],
        ["observability", "platform", 80_000, undefined, 3e9],
        ["payments-eu", "payments", 5, undefined, undefined],
      ],
    );
  });

  it("has every certificate and domain, the next to expire first", () => {
    assert.deepEqual(
      rows(report().expiring).map(({ kind, name, team }) => [kind, name, team]),
      [
        ["certificate", "https://shop.example.com", "payments"],
        ["domain", "example.com", "platform"],
        ["certificate", "payments-eu/api-tls", "payments"],
      ],
    );
  });

  it("is of the teams that it is for", () => {
    const { services, fired, told, capacity, cost, expiring } = report({ ...SUBJECT, teams: ["payments"] });
    const teams = [services, fired, told, capacity, cost, expiring].flatMap((known: Known<{ team: string }>) =>
      rows(known),
    );
    assert.deepEqual([...new Set(teams.map(({ team }) => team))], ["payments"]);
    assert.equal(teams.length, 6);
  });

  it("says of each part that nothing is known where nobody measures it, and that nothing fired where nothing did", () => {
    const none = buildReport(SUBJECT, "day", AT, { ...answers({}), logs: { failed: "this stack has no loki" } });
    for (const known of [none.services, none.fired, none.capacity, none.cost, none.expiring, none.told])
      assert.equal(known.known, false);
    const { historySince } = QUERIES;
    const calm = buildReport(SUBJECT, "day", AT, answers({ historySince: historySince ?? [], seconds: [] }));
    assert.deepEqual(calm.fired, { known: true, rows: [] });
  });

  it("says since when there is data, where that is later than its period begins", () => {
    assert.equal(report().dataSince, undefined);
    assert.equal(buildReport(SUBJECT, "month", AT, answers()).dataSince, AT - 15 * 86_400);
  });
});

describe("the questions of a report", () => {
  it("are PromQL, of each period", async () => {
    const parse = await promqlParser();
    for (const period of Object.keys(PERIODS) as Period[])
      for (const expr of Object.values(questions(period))) assert.deepEqual(parse(expr).errors, [], expr);
  });

  it("are those that the report is made of", () => {
    const known = Object.keys(questions("day"));
    assert.deepEqual(
      Object.keys(QUERIES).filter((key) => !known.includes(key)),
      [],
    );
    assert.deepEqual(
      known.filter((key) => !Object.hasOwn(QUERIES, key)),
      [],
    );
  });

  it("are asked at the end of the period; what Prometheus refuses leaves the rest as it is", async () => {
    const asked: string[] = [];
    const found = await collect(
      (source, path) => {
        asked.push(`${source} ${path}`);
        if (path.includes("slo%3Abudget_left")) throw new Error("prometheus answers with status 422: too many samples");
        if (path.startsWith("/api/v1/rules")) return Promise.resolve({ data: { groups: [] } });
        if (source === "alertmanager") return Promise.resolve([]);
        return Promise.resolve({ data: { result: [{ metric: {}, value: [AT, "NaN"] }] } });
      },
      "week",
      AT,
      AT - 7 * 86_400,
    );
    assert.equal(found.unreachable, undefined);
    assert.deepEqual(found.queries["budgetLeft"], { failed: "prometheus answers with status 422: too many samples" });
    assert.deepEqual(found.queries["series"], { samples: [] }, "what is no number is no sample");
    assert.ok(asked.filter((one) => one.includes("/api/v1/query?")).every((one) => one.endsWith(`&time=${AT}`)));
    assert.match(asked.at(-1) ?? "", new RegExp(`^loki .*start=${AT - 7 * 86_400}&end=${AT}`));
  });

  it("are asked again while Prometheus does not answer, as often as that is wanted", async () => {
    let times = 0;
    const report = await makeReport(
      () => {
        times += 1;
        return Promise.reject(new Error("prometheus does not answer (ECONNREFUSED)"));
      },
      SUBJECT,
      "day",
      AT,
      { attempts: 3, delayMs: 0 },
    );
    assert.equal(times, 3);
    assert.equal(report.unreachable, "prometheus does not answer (ECONNREFUSED)");
  });
});
