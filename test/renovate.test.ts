import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { runInThisContext } from "node:vm";
import { MONGODB_EXPORTER_IMAGE, MYSQLD_EXPORTER_IMAGE } from "../components/databases/exporters";
import { EXPORTER_IMAGE } from "../components/elastic/exporter";
import { TELEGRAF_IMAGE } from "../components/support/telegraf";
import { CHARTS } from "../components/support/charts";
import { NODE_IMAGE } from "../components/support/program";

const root = resolve(__dirname, "..");

describe("renovate", () => {
  it("finds every entry of the chart table", () => {
    const config = readFileSync(join(root, ".github/renovate.json5"), "utf8");
    const { customManagers } = runInThisContext(`(${config})`) as { customManagers: [{ matchStrings: [string] }] };
    const table = readFileSync(join(root, "components/support/charts.ts"), "utf8");
    const found = [...table.matchAll(new RegExp(customManagers[0].matchStrings[0], "g"))];
    assert.deepEqual(
      found.map(({ groups }) => [groups?.depName, groups?.currentValue, groups?.registryUrl]),
      Object.values(CHARTS).map(({ chart, version, repository }) => [chart, version, repository]),
    );
  });

  it("finds every image that no chart brings, and whatever image is named has a tag", () => {
    const config = readFileSync(join(root, ".github/renovate.json5"), "utf8");
    const { customManagers } = runInThisContext(`(${config})`) as {
      customManagers: { datasourceTemplate: string; managerFilePatterns: [string]; matchStrings: [string] }[];
    };
    const images = customManagers.find(({ datasourceTemplate }) => datasourceTemplate === "docker") ?? assert.fail();
    const files = readdirSync(join(root, "components"), { recursive: true, encoding: "utf8" })
      .map((file) => `components/${file}`)
      .filter((file) => new RegExp(images.managerFilePatterns[0].slice(1, -1)).test(file));
    const texts = files.map((file) => readFileSync(join(root, file), "utf8")).join("\n");
    const found = [...texts.matchAll(new RegExp(images.matchStrings[0], "g"))].map(({ groups }) => groups ?? {});
    assert.deepEqual(
      found.map(({ depName, currentValue }) => `${depName ?? ""}:${currentValue ?? ""}`).sort(),
      [EXPORTER_IMAGE, NODE_IMAGE, TELEGRAF_IMAGE, MYSQLD_EXPORTER_IMAGE, MONGODB_EXPORTER_IMAGE].sort(),
    );
    const named = [...texts.matchAll(/"((?:docker|ghcr|quay)\.io\/[^"]+)"/g)].map(([, image]) => image ?? "");
    assert.deepEqual(
      named.filter((image) => !/:v?\d+\.\d+\.\d+/.test(image)),
      [],
    );
    assert.deepEqual(named.sort(), found.map(({ depName, currentValue }) => `${depName}:${currentValue}`).sort());
  });

  it("leaves Telegraf's image at the version of Telegraf that the tests run", () => {
    const [, tested] =
      /^\tgithub\.com\/influxdata\/telegraf v(\S+)/m.exec(readFileSync(join(root, "tools/telegraf/go.mod"), "utf8")) ??
      [];
    assert.equal(TELEGRAF_IMAGE, `docker.io/library/telegraf:${tested ?? ""}-alpine`);
  });
});
