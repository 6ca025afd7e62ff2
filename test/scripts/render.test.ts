import { strict as assert } from "node:assert";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { TEMPLATE_FILE } from "../../components/alertmanager/templates";
import { savedObjectFiles } from "../../components/elastic/setup/kibana";
import { outFolder } from "../../scripts/lib/folder";
import { renderFiles, toYaml } from "../../scripts/lib/rendering";
import { UserError } from "../../scripts/lib/stack";
import { isPrintable } from "../../stacks/printable";
import type { Ended } from "../../scripts/lib/processes";
import { ProjectCopy } from "../support/cli";
import { settingsOf } from "../support/settings";

describe("npm run render", () => {
  let project: ProjectCopy;
  let home: string;
  let first: Record<string, string>;
  let again: Record<string, string>;

  /** The contents of all files in a folder by their path. */
  const contents = (folder: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true })
        .map(String)
        .filter((file) => statSync(join(folder, file)).isFile())
        .sort()
        .map((file) => [file, readFileSync(join(folder, file), "utf8")]),
    );
  const render = (out: string, stack = "prod") => project.script("render", "--stack", stack, "--out", out);
  const refusal = ({ code, stdout, stderr }: Ended): string => {
    assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
    return stderr.trimEnd();
  };
  const below = (folder: string) => Object.keys(first).filter((file) => file.startsWith(`${folder}/`));

  before(async () => {
    project = new ProjectCopy();
    home = mkdtempSync(join(tmpdir(), "observability-render-"));
    const [one, two] = [join(home, "new/one"), join(home, "two")];
    mkdirSync(two);
    const runs = await Promise.all([render(one), render(two)]);
    for (const { code, stderr } of runs) assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    [first, again] = [contents(one), contents(two)];
    assert.equal(runs[0].stdout, `${Object.keys(first).length - 1} files of stack prod in ${one}\n`);
  });
  after(() => {
    project.remove();
    rmSync(home, { recursive: true });
  });

  it("writes the same bytes for the same stack", () => {
    assert.deepEqual(again, first);
  });

  it("writes values, rules, Alertmanager's configuration, dashboards and manifests", () => {
    const kinds: Record<string, RegExp> = {
      alertmanager: new RegExp(`^alertmanager/(alertmanager\\.yaml|${TEMPLATE_FILE.replaceAll(".", "\\.")})$`),
      dashboards: /^dashboards\/[\w-]+\/[\w-]+\.json$/,
      kibana: /^kibana\/saved-objects(-audit)?\.ndjson$/,
      "log-rules": /^log-rules\/[\w-]+\.yaml$/,
      manifests: /^manifests\/[a-z]+-[\w-]+\.yaml$/,
      rules: /^rules\/[\w-]+\.yaml$/,
      values: /^values\/[\w-]+\.yaml$/,
    };
    assert.deepEqual(
      [...new Set(Object.keys(first).map((file) => file.split("/")[0]))],
      [".observability-render", ...Object.keys(kinds)],
    );
    for (const [folder, form] of Object.entries(kinds)) for (const file of below(folder)) assert.match(file, form);
    assert.equal(below("alertmanager").length, 2);
  });

  it("writes YAML with sorted keys and no aliases, and JSON that is valid", () => {
    for (const [file, text] of Object.entries(first)) {
      if (file.endsWith(".yaml")) assert.equal(toYaml(parse(text)), text, file);
      if (file.endsWith(".json")) assert.equal(typeof JSON.parse(text), "object", file);
    }
  });

  it("writes each rule file as its PrometheusRule has it, for promtool", () => {
    for (const file of below("rules")) {
      const manifest = first[file.replace("rules/", "manifests/prometheusrule-rules-")] ?? assert.fail(file);
      assert.deepEqual((parse(manifest) as { spec: unknown }).spec, parse(first[file] ?? ""), file);
    }
    assert.ok(below("rules").length > 0);
  });

  it("writes the routes and receivers that the release's values hold", () => {
    const values = parse(first["values/kube-prometheus-stack.yaml"] ?? "") as { alertmanager: { config: unknown } };
    assert.deepEqual(values.alertmanager.config, parse(first["alertmanager/alertmanager.yaml"] ?? ""));
  });

  it("writes what Kibana is given where there is a Kibana, and else nothing of it", () => {
    const ofKibana = (settings = settingsOf()) =>
      Object.entries(renderFiles(settings, [])).filter(([file]) => file.startsWith("kibana/"));
    const withElastic = settingsOf({ elastic: {} });
    const expected = Object.entries(savedObjectFiles(withElastic)).map(([file, text]) => [`kibana/${file}`, text]);
    assert.deepEqual(ofKibana(withElastic), expected.sort());
    assert.deepEqual(ofKibana(), []);
  });

  it("writes Secrets without their content", () => {
    const secrets = below("manifests").filter((file) => file.startsWith("manifests/secret-"));
    assert.ok(secrets.includes("manifests/secret-alertmanager-credentials.yaml"), secrets.join());
    for (const file of secrets) {
      const { type, ...rest } = parse(first[file] ?? "") as Record<string, unknown>;
      assert.ok(type === undefined || type === "kubernetes.io/basic-auth", file);
      assert.deepEqual(Object.keys(rest), ["apiVersion", "kind", "metadata"], file);
    }
    assert.ok(!Object.values(first).join("").includes("[secret]"));
  });

  it("removes what an earlier rendering wrote and this one does not", async () => {
    const out = join(home, "two");
    const stale = "manifests/prometheusrule-stale.yaml";
    writeFileSync(join(out, stale), "");
    writeFileSync(join(out, ".observability-render"), `${first[".observability-render"] ?? ""}${stale}\n`);
    assert.equal((await render(out)).code, 0);
    assert.deepEqual(contents(out), first);
  });

  describe("refuses a folder", () => {
    const foreign = async (out: string, file: string) => {
      const before = contents(out);
      assert.equal(
        refusal(await render(out)),
        `--out ${out}: render did not write ${file} there; name an empty folder`,
      );
      assert.deepEqual(contents(out), before);
    };

    it("that has anybody else's files, and leaves them", async () => {
      const out = join(home, "foreign");
      mkdirSync(join(out, "rules"), { recursive: true });
      writeFileSync(join(out, "rules/own.yaml"), "mine");
      await foreign(out, "rules/own.yaml");
    });

    it("that has both an earlier rendering and somebody's file", async () => {
      const out = join(home, "new/one");
      writeFileSync(join(out, "notes.txt"), "mine");
      await foreign(out, "notes.txt");
    });

    it("that is a file", async () => {
      const out = join(home, "file");
      writeFileSync(out, "mine");
      assert.equal(refusal(await render(out)), `--out ${out}: is not a folder`);
      assert.equal(readFileSync(out, "utf8"), "mine");
    });

    it("that cannot be, and says why in one line, at once", async () => {
      const file = join(home, "file");
      const dangling = join(home, "dangling");
      symlinkSync(join(home, "nowhere/at/all"), dangling);
      const foreign = /: render did not write \S+ there; name an empty folder$/;
      const unwritable = /: cannot be written \(.*\); name another folder$/s;
      const cases: [string, RegExp][] = [
        ["", /^--out is empty; name a folder$/],
        ["/", foreign],
        ["/proc", foreign],
        ["/proc/x", unwritable],
        ["/proc/x/y/z", unwritable],
        ["/dev/null", /^--out \/dev\/null: is not a folder$/],
        ["/dev/null/x", unwritable],
        [join(file, "x"), unwritable],
        [dangling, unwritable],
        [join(home, "x".repeat(300)), unwritable],
        [join(home, "x\0y"), unwritable],
      ];
      for (const [out, expected] of cases) {
        assert.throws(
          () => outFolder(out),
          (error: Error) => {
            assert.ok(error instanceof UserError, String(error.stack));
            assert.match(error.message, expected);
            return isPrintable(error.message);
          },
          JSON.stringify(out),
        );
      }
      assert.equal(refusal(await render("/proc/x/y")).split("\n").length, 1);
    });

    it("that nobody may write to", () => {
      const out = join(home, "locked");
      mkdirSync(out, { mode: 0o500 });
      // Root may write everywhere, so that it tries as nobody (65534, as Linux and macOS have it).
      const root = process.getuid?.() === 0;
      if (root) process.seteuid?.(65_534);
      try {
        for (const folder of [out, join(out, "x")])
          assert.throws(() => outFolder(folder), /cannot be written \(EACCES: /);
      } finally {
        if (root) process.seteuid?.(0);
      }
    });

    it("that is not named", async () => {
      assert.equal(refusal(await project.script("render", "--stack", "prod")), "--out is missing, e.g. --out rendered");
    });
  });

  it("touches nothing when the stack file has a mistake", async () => {
    const out = join(home, "mistaken");
    project.edit("Pulumi.dev.yaml", "platform: kind", "platform: knd");
    assert.match(refusal(await render(out, "dev")), /^Pulumi\.dev\.yaml has 1 mistake; nothing was changed:\n/);
    assert.ok(!existsSync(out));
  });
});
