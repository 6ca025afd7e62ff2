import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "yaml";
import { alertmanagerConfig } from "../../components/alertmanager";
import { freePorts, startReady } from "../../scripts/lib/processes";
import { alert, configuration } from "../../scripts/lib/verify/alertmanager";
import { ALERTMANAGER } from "../../names/kube-prometheus-stack";
import type { Settings } from "../../settings";
import { EVERYTHING } from "../support/everything";
import { EVERY_CHANNEL, settingsOf, stackSettings, WINDOWS } from "../support/settings";
import { toolOrSkip } from "../support/tools";
import { localWorld } from "../support/verify-world";

type Part = Record<string, unknown>;
type Config = Part & { receivers: Part[]; route: Part; inhibit_rules: Part[] };

const STACKS: Record<string, Settings> = {
  "the defaults": settingsOf(),
  "every channel": settingsOf({ alerting: { ...EVERY_CHANNEL, maintenance: WINDOWS } }),
  everything: settingsOf({ ...EVERYTHING, logs: { engine: "none" } }),
  prod: stackSettings("prod"),
  staging: stackSettings("staging"),
};

/** What a real Alertmanager with a configuration says to a check. */
async function withAlertmanager<T>(
  binary: string,
  { settings, config = alertmanagerConfig(settings) }: { settings: Settings; config?: Record<string, unknown> },
  use: (world: ReturnType<typeof localWorld>, url: string) => Promise<T>,
): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "alertmanager-"));
  const file = path.join(folder, "alertmanager.yaml");
  // As in the pod: the credentials' files are read only when something is notified.
  fs.writeFileSync(file, yaml.stringify(config, { aliasDuplicateObjects: false }));
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const flags = [`--config.file=${file}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`];
  const running = await startReady(binary, [...flags, "--cluster.listen-address="], `${url}/-/ready`);
  try {
    return await use(localWorld({ settings, services: { [ALERTMANAGER]: url } }), url);
  } finally {
    await running.stop("SIGKILL");
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

describe("verification: a real Alertmanager", () => {
  for (const [name, settings] of Object.entries(STACKS)) {
    it(`runs what is deployed, and tells nobody of the test's alert: ${name}`, async function () {
      const binary = toolOrSkip(this, "alertmanager");
      await withAlertmanager(binary, { settings }, async (world, url) => {
        assert.deepEqual(await configuration(world), {
          state: "passed",
          text: "1 run the one that is deployed",
          faults: [],
        });
        assert.deepEqual((await alert()(world)).faults, []);
        const left = (await (await fetch(`${url}/api/v2/alerts`)).json()) as unknown[];
        assert.deepEqual(left, [], "the alert is resolved at once");
      });
    });
  }

  const CHANGED: Record<string, [(config: Config) => void, RegExp]> = {
    "a receiver too many": [(c) => c.receivers.push({ name: "by-hand" }), /receivers has \d+ entries, with by-hand/],
    "another repetition": [(c) => (c.route["repeat_interval"] = "7h"), /route\.repeat_interval is 7h, and 12h is depl/],
    "a route less": [(c) => void (c.route["routes"] as Part[]).pop(), /route\.routes has \d+ entries/],
    "a mute too many": [
      (c) => void Object.assign((c.route["routes"] as Part[])[1] ?? {}, { mute_time_intervals: ["nights"] }),
      /route\.routes\[1\]\.mute_time_intervals is there, and not deployed/,
    ],
    "another credential's file": [
      (c) => {
        const slack = c.receivers.find((one) => one["slack_configs"] !== undefined);
        const [first] = slack?.["slack_configs"] as Part[];
        if (first) first["api_url_file"] = "/tmp/other";
      },
      /slack_configs\[0\]\.api_url_file is \/tmp\/other/,
    ],
    "another matcher": [
      (c) => void Object.assign(c.inhibit_rules[0] ?? {}, { source_matchers: ['severity="high"'] }),
      /inhibit_rules\[0\]\.source_matchers are severity="high", and severity="critical"/,
    ],
  };
  for (const [name, [change, message]] of Object.entries(CHANGED)) {
    it(`is told from one with ${name}`, async function () {
      const binary = toolOrSkip(this, "alertmanager");
      const settings = settingsOf({ alerting: EVERY_CHANNEL });
      const config = structuredClone(alertmanagerConfig(settings)) as Config;
      change(config);
      const { state, faults } = await withAlertmanager(binary, { settings, config }, configuration);
      assert.equal(state, "failed");
      assert.ok(
        faults.some(({ what }) => message.test(what)),
        faults.map(({ what }) => what).join("\n"),
      );
    });
  }

  it("says who would hear of the alert where a route by hand comes first", async function () {
    const binary = toolOrSkip(this, "alertmanager");
    const settings = settingsOf({ alerting: EVERY_CHANNEL });
    const config = structuredClone(alertmanagerConfig(settings)) as Config;
    (config.route["routes"] as Part[]).unshift({
      receiver: "webhook/tickets",
      matchers: ['severity="none"'],
    });
    const { faults } = await withAlertmanager(binary, { settings, config }, alert());
    assert.deepEqual(
      faults.map(({ what }) => what),
      [`${ALERTMANAGER}: the alert of the test, which is for nobody, goes to webhook/tickets`],
    );
  });
});
