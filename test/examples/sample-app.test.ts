/** The example application: its own tests, and that the platform and it mean the same. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { podMonitorSpec } from "../../components/applications/monitor";
import { NAME, PORT, serviceSpec } from "../../examples/sample-app/deploy/manifests";
import { run } from "../../scripts/lib/processes";
import { ROOT } from "../../scripts/lib/stack";
import { asksHealth, healthUrl } from "../../settings/app-health";
import { isScraped } from "../../settings/apps";
import { CHECKS, WARNINGS } from "../../stacks/checks";
import { SAMPLE_APP, sampleOrSkip, samplePod, sampleSettings } from "../support/sample-app";

type Versions = Record<string, string>;

interface Package {
  dependencies?: Versions;
  devDependencies?: Versions;
}

interface Lock {
  packages: Record<string, Package & { version?: string }>;
}

const read = (...names: string[]): unknown => JSON.parse(fs.readFileSync(path.join(ROOT, ...names), "utf8"));
const FOLDERS = ["examples/sample-app", "examples/sample-app/deploy"];

describe("the example application", function () {
  this.timeout(900_000);

  for (const folder of FOLDERS) {
    it(`passes its own tests: ${folder}`, async function () {
      sampleOrSkip(this);
      const { code, stdout, stderr } = await run("npm", ["test"], { cwd: path.join(ROOT, folder), timeout: 850 });
      assert.equal(code, 0, `${stdout}${stderr}`);
      const [, passed = "0"] = /^(?:#|ℹ) pass (\d+)$/m.exec(stdout) ?? [];
      const [, skipped = "-"] = /^(?:#|ℹ) skipped (\d+)$/m.exec(stdout) ?? [];
      assert.ok(Number(passed) > 3 && skipped === "0", stdout);
    });

    it(`pins every package, with a lock that holds them: ${folder}`, () => {
      const { dependencies, devDependencies } = read(folder, "package.json") as Package;
      const { packages } = read(folder, "package-lock.json") as Lock;
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        assert.match(version, /^\d+\.\d+\.\d+$/, name);
        assert.equal(packages[`node_modules/${name}`]?.version, version, `${name}: run npm install in ${folder}`);
      }
      assert.deepEqual(packages[""]?.dependencies, dependencies);
    });
  }

  // OpenTelemetry's SDK is another: the project's own tests have the one that Pulumi brings.
  it("has the project's own versions of Pulumi, and of what reads its files", () => {
    const same = /^(@pulumi\/.*|@types\/node|ajv|ts-node|typescript)$/;
    const own = read("package.json") as Package;
    const ours: Versions = { ...own.dependencies, ...own.devDependencies };
    for (const folder of FOLDERS) {
      const { dependencies, devDependencies } = read(folder, "package.json") as Package;
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        if (same.test(name)) assert.equal(version, ours[name], name);
    }
  });

  it("costs what is deployed nothing: its packages are there for development alone", () => {
    const { packages } = read("package-lock.json") as Lock;
    const { dependencies = {} } = packages["examples/sample-app"] ?? assert.fail();
    const { dependencies: own = {} } = packages[""] ?? assert.fail();
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => Object.hasOwn(own, name)),
      [],
    );
    assert.equal((packages["examples/sample-app"] as { dev?: boolean }).dev, true);
  });

  it("is watched by the snippet beside its manifests, of which the plan has nothing to say", () => {
    const settings = sampleSettings();
    const [app, ...others] = settings.apps;
    assert.ok(app !== undefined && isScraped(app) && others.length === 0);
    // That the smallest stack file has no channels for its alerts is no matter of the example's.
    const problems = [...CHECKS, ...WARNINGS]
      .flatMap((check) => check(settings))
      .filter(({ key }) => key.startsWith("apps"));
    assert.deepEqual(problems, []);

    const { selector, labels, container } = samplePod();
    const monitor = podMonitorSpec(app, settings.conventions.http);
    assert.deepEqual(monitor["selector"], selector);
    const [endpoint] = monitor["podMetricsEndpoints"] as [{ portNumber: number; path: string }];
    assert.deepEqual([endpoint.portNumber, endpoint.path], [PORT, "/metrics"]);
    assert.deepEqual(
      container.ports.map(({ containerPort }) => containerPort),
      [PORT],
    );
    assert.equal(container.env.find(({ name }) => name === "OTEL_SERVICE_NAME")?.value, NAME);
    assert.equal(app.name, labels["app.kubernetes.io/name"]);
    assert.ok(asksHealth(app));
    const [{ port }] = serviceSpec.ports as [{ port: number }];
    assert.equal(healthUrl(app), `http://${NAME}.shop.svc:${port}/health`);
  });

  it("has files that are read in one go, and a README that names what is there", () => {
    const readme = fs.readFileSync(path.join(SAMPLE_APP, "README.md"), "utf8");
    for (const [, target = ""] of readme.matchAll(/\]\(([^)#]+)\)/g))
      assert.ok(fs.existsSync(path.join(SAMPLE_APP, target)), target);
    const sources = fs.readdirSync(path.join(SAMPLE_APP, "src"), { recursive: true, encoding: "utf8" });
    for (const file of sources.filter((name) => name.endsWith(".ts"))) {
      const lines = fs.readFileSync(path.join(SAMPLE_APP, "src", file), "utf8").split("\n").length;
      assert.ok(lines <= 200, `${file}: ${lines}`);
    }
  });
});
