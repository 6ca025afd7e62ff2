import assert from "node:assert/strict";
import { alertTable, inWords, withoutFigures } from "../../scripts/lib/alerts";

describe("the index of the runbooks", () => {
  it("has summaries that differ in figures only as one, with the figures as long as they are few", () => {
    const summaries = ["1h", "4h", "1d", "2d12h"].flatMap((time) =>
      ["L2", "L3"].map((level) => `${level}: ${time} ago`),
    );
    assert.deepEqual(withoutFigures(summaries), ["L2/L3: … ago"]);
    assert.deepEqual(withoutFigures(["full in 5 days", "full in 14 days"]), ["full in 5/14 days"]);
  });

  it("leaves figures that all have, and summaries that differ in words", () => {
    const summaries = ["5 in 10 % of `<value>`", "6 in 10 % of `<value>`", "5 in 10 %", "HTTP answers"];
    assert.deepEqual(withoutFigures(summaries), ["5/6 in 10 % of `<value>`", "5 in 10 %", "HTTP answers"]);
    assert.deepEqual(withoutFigures(["p99 over 0.5 s", "p95 over 0.5 s"]), ["p99/p95 over 0.5 s"]);
    assert.deepEqual(withoutFigures([]), []);
  });

  it("has each branch of a condition as a summary of its own, and nothing of a template", () => {
    const summary = "{{ if $labels.a }}Disk {{ $labels.a }}{{ else if $labels.b }}Pod{{ else }}All{{ end }} is full";
    assert.deepEqual(inWords(summary), ["Disk `<a>` is full", "Pod is full", "All is full"]);
    assert.deepEqual(inWords("Full{{ if $labels.a }} at {{ $labels.a }}{{ end }}"), ["Full at `<a>`", "Full"]);
    assert.deepEqual(inWords("{{ with $labels.a }}{{ . }}{{ else }}It{{ end }} has {{ $value | humanize }}"), [
      "It has `<value>`",
    ]);
    assert.doesNotMatch(alertTable(), /\{\{|\}\}/);
  });

  it("has one line for what escalates at each level, severity and time", () => {
    const row = alertTable()
      .split("\n")
      .find((line) => line.startsWith("| [AlertEscalated]"));
    assert.match(row ?? "", /\| L2\/L3: nobody has acted on `<alert>` for … +\|$/);
  });
});
