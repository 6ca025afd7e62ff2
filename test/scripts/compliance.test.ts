/** docs/compliance.md is held to the settings and to the roles. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { ROLES } from "../../components/elastic/roles";
import { dataStream, DATASETS } from "../../components/elastic/streams";
import { PEOPLE } from "../../components/elastic/users";
import { settingsOf } from "../support/settings";

const PAGE = fs.readFileSync("docs/compliance.md", "utf8");

/** The rows of the first table, by their cells. */
const ROWS = PAGE.slice(PAGE.indexOf("| what "), PAGE.indexOf("\n\n", PAGE.indexOf("| what ")))
  .split("\n")
  .slice(2)
  .map((row) =>
    row
      .slice(1, -1)
      .split(" | ")
      .map((cell) => cell.trim()),
  );

const codes = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

describe("docs/compliance.md", () => {
  const settings = settingsOf({ logs: { engine: "loki" }, elastic: {} });

  for (const [what = "", where = "", kept = "", readers = ""] of ROWS) {
    it(`says how long, by the setting's own default: ${what}, ${where}`, () => {
      const [, path = "", value = ""] = /^`([\w.]+)` \((\w+)\)$/.exec(kept) ?? [];
      const found = path
        .split(".")
        .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], settings);
      assert.equal(found, value, kept);
    });

    const [pattern] = codes(where);
    if (!where.startsWith("Elasticsearch") || pattern === undefined) continue;
    it(`says who reads it, by their roles: ${what}, ${where}`, () => {
      const reads = (person: (typeof PEOPLE)[number]) =>
        ROLES[person].indices.some(
          ({ names, privileges }) =>
            privileges.some((one) => one === "read" || one === "all") &&
            names.some((name) => new RegExp(`^${name.replaceAll("*", ".*")}$`).test(pattern.replace("*", "default"))),
        );
      assert.deepEqual(codes(readers), PEOPLE.filter(reads));
    });
  }

  it("has every data stream of lines", () => {
    for (const dataset of [...DATASETS, "deadletter", "otel"] as const)
      assert.ok(
        ROWS.some(([, where = ""]) => where.includes(`\`${dataStream(dataset).replace("default", "*")}\``)),
        dataset,
      );
  });
});
