import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT as root } from "../../scripts/lib/stack";
import { testTools } from "../../scripts/lib/tools";

/** The ends of the names of files with tests, where they are not that of the command. */
const SUFFIXES: Readonly<Record<string, string>> = { test: ".test.ts", dashboards: "synthetic.ts" };

describe("the tools of tests", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  /** The tools that the files of a pattern ask for, by name. */
  const askedFor = (suffix: string): string[] => {
    const files = readdirSync(join(root, "test"), { recursive: true }).map(String);
    const texts = files
      .filter((file) => file.endsWith(suffix))
      .map((file) => readFileSync(join(root, "test", file), "utf8"));
    const calls = texts.flatMap((text) => [
      ...text.matchAll(/\b(?:toolOrSkip|programOrSkip|findTool)\((?:this, |context, )?"([\w.-]+)"(?!, around)\)/g),
    ]);
    return [...new Set(calls.map(([, name = ""]) => name))].sort();
  };

  it("are at hand before the command that runs them, and npm test waits for none that takes long to build", () => {
    const named: Record<string, readonly string[]> = testTools;
    for (const [tests, command] of Object.entries({
      test: "test",
      logs: "test:logs",
      traces: "test:traces",
      dashboards: "test:dashboards",
    })) {
      assert.ok(scripts[command]?.startsWith(`ts-node scripts/tools.ts ${tests} && mocha`), command);
      for (const name of askedFor(SUFFIXES[tests] ?? `.${tests}.ts`))
        assert.ok(named[tests]?.includes(name), `${name} for ${command}`);
    }
    assert.ok(scripts["test:all"]?.startsWith("ts-node scripts/tools.ts test logs traces pictures && mocha"));
    assert.ok(scripts["test:pictures"]?.startsWith("ts-node scripts/tools.ts pictures && mocha"));
    assert.ok(askedFor(".test.ts").includes("promtool") && askedFor(".traces.ts").includes("jaeger"));
  });

  it("are built for test:all together with every file of tests", () => {
    const { spec } = JSON.parse(readFileSync(join(root, ".mocharc.all.json"), "utf8")) as { spec: string[] };
    const { spec: own } = JSON.parse(readFileSync(join(root, ".mocharc.json"), "utf8")) as { spec: string };
    assert.deepEqual(
      [...spec].sort(),
      [
        ...["test/logs/*.logs.ts", "test/traces/*.traces.ts", "test/dashboards-live/*.live.ts"],
        ...["test/pictures/*.pictures.ts", own],
      ].sort(),
    );
    for (const command of ["test:logs", "test:traces", "test:dashboards", "test:pictures"])
      assert.ok(
        spec.some((pattern) => scripts[command]?.endsWith(` '${pattern}'`)),
        command,
      );
  });
});
