import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { chartArchives } from "../../components/support/releases";
import { nearest } from "../../settings/nearest";
import { pathText } from "../../settings/problem";
import { cureText } from "../../stacks/cures";
import { report } from "../../stacks/problems";
import { settingsOf } from "../support/settings";
import { found } from "./parse";

describe("a report", () => {
  const one = { key: "metrics.retention", problem: "is wrong", cure: { edit: "correct it" } };

  it("lists every mistake below a line that counts them", () => {
    assert.equal(
      report("prod", [one, { ...one, key: "slack/ops" }]),
      [
        "Pulumi.prod.yaml has 2 mistakes; nothing was changed:",
        "  metrics.retention: is wrong -> correct it",
        "  slack/ops: is wrong -> correct it",
      ].join("\n"),
    );
  });

  it("of one mistake says so", () => {
    assert.match(report("dev", [one]), /^Pulumi\.dev\.yaml has 1 mistake; nothing was changed:\n/);
  });
});

describe("a path", () => {
  const cases: [PropertyKey[], string][] = [
    [["metrics", "retention"], "metrics.retention"],
    [["alerting", "channels", "slack", 0, "name"], "alerting.channels.slack[0].name"],
    [["match", "k8s-app"], "match.k8s-app"],
    [["annotations", "cert-manager.io/issuer"], 'annotations["cert-manager.io/issuer"]'],
    [["0"], '["0"]'],
    [[], ""],
  ];
  for (const [parts, text] of cases)
    it(`is written ${text || "as nothing"}`, () => assert.equal(pathText(parts), text));
});

describe("a command", () => {
  it("quotes what a shell would read", () => {
    assert.equal(cureText("dev", { set: "a.b", to: "30d" }), "npx pulumi config set --stack dev --path a.b 30d");
    assert.equal(
      cureText("dev", { set: "a[0]", to: "<value>" }),
      "npx pulumi config set --stack dev --path 'a[0]' '<value>'",
    );
    assert.equal(cureText("dev", { set: "a", to: "#alerts" }), "npx pulumi config set --stack dev --path a '#alerts'");
  });
});

describe("the nearest word", () => {
  const words = ["retention", "storage", "pagerDuty"];
  it("is the one with the fewest differences", () => assert.equal(nearest("retentoin", words), "retention"));
  it("is found whatever its capitals", () => assert.equal(nearest("PAGERDUTY", words), "pagerDuty"));
  it("is none where a third of the word differs", () => {
    assert.equal(nearest("strge", words), "storage");
    assert.equal(nearest("stg", words), undefined);
  });
  it("is none of none", () => assert.equal(nearest("storage", []), undefined));
});

describe("a directory of charts", () => {
  const archives = chartArchives(settingsOf());
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "charts-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("that is not there lacks every chart", () => {
    const gone = path.join(folder, "gone");
    assert.deepEqual(found({ charts: gone }).problems, [
      `charts: ${gone} lacks ${archives.join(", ")} -> helm pull the chart into ${gone}, or npx pulumi config set --stack dev --path charts '<directory>'`,
    ]);
  });

  it("that has every chart is no mistake", () => {
    for (const file of archives) fs.writeFileSync(path.join(folder, file), "");
    assert.deepEqual(found({ charts: folder }).problems, []);
  });

  it("is not looked for where the mirror is a server", () => {
    assert.deepEqual(found({ charts: "oci://charts.example.com/mirror" }).problems, []);
    assert.deepEqual(found({ charts: "https://charts.example.com" }).problems, []);
  });
});
