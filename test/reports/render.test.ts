/** How reports are read: as text, as HTML on a phone, in Slack; and what hostile names come to. */
import assert from "node:assert/strict";
import { buildReport } from "../../reports/build";
import { headlineOf, partsOf } from "../../reports/parts";
import { htmlOf } from "../../reports/render/html";
import { slackOf } from "../../reports/render/slack";
import { textOf } from "../../reports/render/text";
import { duration, moment, plain, share } from "../../reports/words";
import { answers, AT, QUERIES, SUBJECT } from "../support/reports";

const report = buildReport(SUBJECT, "day", AT, answers());

/** What somebody may call an application. */
const HOSTILE = "x<img src=x onerror=alert(1)>\"&'\r\nBcc: evil@example.com\n\n<!channel> \u202Eltr *b*";
const hostileLabels = { alertname: HOSTILE, severity: "critical", namespace: HOSTILE, team: HOSTILE };
const hostile = buildReport({ ...SUBJECT, cluster: HOSTILE }, "week", AT, {
  ...answers({
    ...QUERIES,
    seconds: [{ labels: hostileLabels, value: 60 }],
    started: [{ labels: hostileLabels, value: 3 }],
    objective: [{ labels: { namespace: HOSTILE, service: HOSTILE, slo: HOSTILE, team: HOSTILE }, value: 0.9 }],
    series: [{ labels: { namespace: HOSTILE }, value: 3 }],
    probed: [{ labels: { instance: HOSTILE }, value: AT + 60 }],
  }),
  loaded: [{ name: HOSTILE, labels: { severity: "high" } }],
});

describe("a report's headline", () => {
  it("is what is missed, what fires now, and how often anything fired", () => {
    assert.equal(headlineOf(report), "1 objective missed, 1 urgent alert now, 8 firings");
  });
});

describe("a report's parts", () => {
  const part = (title: string) => partsOf(report).find((one) => one.title === title) ?? assert.fail(title);

  it("say how fast what fired was resolved, and of what still fires for how long", () => {
    assert.deepEqual(
      part("What fired").lines.map(({ title, details }) => [title, details.join(", ")]),
      [
        ["SloBudgetBurning in shop", "critical, 1 firing, 1 h 30 min, 1 now, for up to 1 h 29 min"],
        ["ServiceErrorRateHigh in shop", "high, 2 firings, 45 min, resolved after 22 min, longest 30 min"],
        ["ServiceErrorRateHigh in shop", "high, 1 firing, 10 min, resolved after 10 min"],
        [
          "PodCrashLooping in payments-eu",
          "medium, 4 firings, 2 h 30 min, resolved after 37 min, longest 1 h, 1 silence",
        ],
      ],
    );
  });

  it("say what is full within the days of a ticket first, then what is nearly full, then the tightest of the rest", () => {
    const { lead, lines, link } = part("Capacity");
    assert.equal(
      lead,
      "1 of 6 is full within 14 days. Of 1 that is not known yet: that takes 14 days of history. 1 more over 70 %.",
    );
    assert.equal(link, "https://grafana.example.com/d/capacity");
    assert.deepEqual(
      lines.map(({ tone, title, details }) => [tone, title, details.join(", ")]),
      [
        ["bad", "disk /dev/nvme0n1p1 of worker-3", "45 % used, full in 11 days"],
        ["bad", "disk /dev/nvme0n1p1 of worker-1", "90 % used, does not grow"],
        ["neutral", "volume payments-eu/data-postgres-0", "60 % used, full in 20 days"],
        ["neutral", "memory that is used", "20 % used, full in 80 days"],
        ["neutral", "series in prometheus-0", "50 % used, days left not known yet"],
        ["neutral", "CPU that is used", "no limit, as nodes are added"],
        ["neutral", "log volume", "120 GB a day, +20 % against the period before"],
        ["neutral", "traces", "3 M spans a day, the period before is not known"],
      ],
    );
    const young = buildReport(SUBJECT, "week", AT, answers({ ...QUERIES, capacityGrowth: [], capacityLeft: [] }));
    const leads = partsOf(young).map((one) => one.lead);
    assert.ok(
      leads.some((one) => one.startsWith("How many days are left is not known yet: that takes 14 days of history.")),
      leads.join("\n"),
    );
  });

  it("say which alerts nobody has acted on, before those that somebody has", () => {
    const { lead, lines } = part("Acted on");
    assert.equal(lead, "2 of 3 alerts that somebody was told of were never silenced by anybody.");
    assert.deepEqual(
      lines.map(({ title, details }) => [title, details.join(", ")]),
      [
        ["NodeDown", "critical, told 3 times, never acted on"],
        ["SloBudgetBurning in shop", "critical, told 1 time, never acted on"],
        ["PodCrashLooping in payments-eu", "medium, told 4 times, silenced 1 time"],
      ],
    );
  });

  it("say how many days certificates and domains have, and of the next one where none is soon", () => {
    const { lead, lines } = part("Certificates and domains");
    assert.equal(lead, "2 of 2 certificates and 1 domain expire within 30 days.");
    assert.deepEqual(
      lines.map(({ tone, title, details }) => [tone, title, details[0]]),
      [
        ["bad", "https://shop.example.com", "expires in 5 days"],
        ["warning", "domain example.com", "expires in 20 days"],
      ],
    );
    const calm = buildReport(SUBJECT, "day", AT, answers({ ...QUERIES, probed: [], domains: [] }));
    const [last] = partsOf(calm).slice(-1);
    assert.deepEqual(
      [last?.lead, last?.lines[0]?.details[0]],
      ["0 of 1 certificate expire within 30 days.", "expires in 80 days"],
    );
  });

  it("name the noisiest by how often they fire and come back", () => {
    assert.deepEqual(
      part("Noisiest").lines.map(({ title }) => title),
      ["PodCrashLooping in payments-eu", "ServiceErrorRateHigh in shop"],
    );
  });

  it("never round what is not all of it up to all of it", () => {
    assert.match(part("Service levels").lines[1]?.details[0] ?? "", /^99\.999 % good/);
    assert.equal(share(0.999), "99.9 %");
  });

  it("are never longer than ten lines, and say how many more there are", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      labels: { instance: `host-${index}` },
      value: AT + index,
    }));
    const [last] = partsOf(
      buildReport(SUBJECT, "day", AT, answers({ ...QUERIES, probed: many, issued: [], domains: [] })),
    ).slice(-1);
    assert.equal(last?.lines.length, 10);
    assert.match(last.lead, /^30 of 30 certificates expire within 30 days\. 20 more are not shown\.$/);
  });

  it("are one where Prometheus does not answer", () => {
    const lost = buildReport(SUBJECT, "day", AT, {
      ...answers({}),
      unreachable: "prometheus does not answer (ECONNREFUSED)",
    });
    assert.deepEqual(
      partsOf(lost).map(({ lead }) => lead),
      ["Prometheus does not answer: prometheus does not answer (ECONNREFUSED)"],
    );
    assert.match(textOf(lost), /nothing is known, Prometheus does not answer/);
  });
});

describe("a report as text", () => {
  it("has every part, and no line of our own words beyond 78 columns", () => {
    const text = textOf(report);
    for (const { title } of partsOf(report)) assert.match(text, new RegExp(`^${title.toUpperCase()}$`, "m"));
    for (const line of text.split("\n").filter((one) => !one.startsWith("->"))) assert.ok(line.length <= 78, line);
    assert.match(text, /^Sun 22 Nov 2026, 07:00 to Mon 23 Nov 2026, 07:00 \(Europe\/Berlin\)$/m);
  });

  it("keeps a name on its line, whatever is in it", () => {
    assert.doesNotMatch(textOf(hostile), /^Bcc: evil@example\.com$|[\u202e\r]/m);
  });
});

describe("a report as HTML", () => {
  const html = htmlOf(report);

  it("loads nothing, runs nothing, and has no width that a phone lacks", () => {
    assert.doesNotMatch(html, /<(img|link|script|iframe|table)|src=|url\(|@import/i);
    assert.match(html, /<meta name="viewport" content="width=device-width,initial-scale=1">/);
    assert.deepEqual([...html.matchAll(/[^-]width:/g)].length, 0);
    assert.deepEqual(
      [...html.matchAll(/href="([^"]*)"/g)]
        .map(([, href]) => href)
        .filter((href) => !href?.startsWith("https://grafana.example.com/d/")),
      [],
    );
  });

  it("says that it is legible in the dark, and how", () => {
    assert.match(html, /<meta name="color-scheme" content="light dark">/);
    assert.match(html, /@media \(prefers-color-scheme:dark\)/);
  });

  it("shows a hostile name as what it is", () => {
    const shown = htmlOf(hostile);
    assert.doesNotMatch(shown, /<img|<!channel|\u202e|\r/i);
    assert.match(
      shown,
      /x&lt;img src=x onerror=alert\(1\)&gt;&quot;&amp;&#39; Bcc: evil@example\.com &lt;!channel&gt; ltr \*b\*/,
    );
  });
});

describe("a report in Slack", () => {
  it("keeps within Slack's limits, and has names in nothing that is markup", () => {
    for (const one of [report, hostile]) {
      const { blocks, channel, text } = slackOf(one, "#alerts");
      assert.equal(channel, "#alerts");
      assert.ok(blocks.length <= 50);
      assert.doesNotMatch(text, /[<>]/);
      for (const block of blocks) {
        if (block["type"] === "header") assert.ok((block["text"] as { text: string }).text.length <= 150);
        assert.ok(["divider", "header", "rich_text"].includes(String(block["type"])));
      }
      assert.doesNotMatch(JSON.stringify(blocks), /mrkdwn|\\u202e|\\r/);
    }
  });
});

describe("words", () => {
  it("are short, and say the same of the same", () => {
    assert.deepEqual([0, 59, 60, 3661, 90_000, 86_400 * 3].map(duration), [
      "0 s",
      "59 s",
      "1 min",
      "1 h 1 min",
      "1 d 1 h",
      "3 d",
    ]);
    assert.equal(plain("a\u0000\tb\u2028c"), "a b c");
    assert.equal(plain("é".repeat(500)).length, 120);
    // The hour that is there twice is told with its day; the zone is beside it.
    assert.equal(moment(Date.UTC(2026, 9, 25, 1, 30) / 1000, "Europe/Berlin"), "Sun 25 Oct 2026, 02:30");
    assert.equal(moment(AT, "Asia/Kolkata"), "Mon 23 Nov 2026, 11:30");
  });
});
