/** Root shells from lines to messages: the real Loki with its ruler, and the real Alertmanager with a stack's own routes. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { logRuleFiles } from "../../components/loki/rules";
import { waitFor } from "../../scripts/lib/processes";
import { type Running, startAlertmanager } from "../support/alertmanager";
import { evaluatedOften, LOKI_TOOLS, lokiConfig, mountRules, type RunningLoki, startLoki } from "../support/loki";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const SHELL = "session opened for user root(uid=0) by alice(uid=1000)";

for (const engine of ["loki", "loki-stack"] as const)
  describe(`messages about root shells by the ruler of ${engine}`, function () {
    this.timeout(180_000);
    const settings = settingsOf({
      alerting: { channels: { slack: [{ name: "security", channel: "#security", teams: ["security"] }] } },
      logs: { engine },
    });
    let alertmanager: Running | undefined;
    let loki: RunningLoki | undefined;
    let again: () => Promise<RunningLoki>;

    before(async function () {
      const [binary, notifier] = [toolOrSkip(this, LOKI_TOOLS[engine]), toolOrSkip(this, "alertmanager")];
      alertmanager = await startAlertmanager(notifier, settings);
      const config = evaluatedOften(lokiConfig(engine, settings), { alertmanager_url: alertmanager.url });
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "root-shell-alerting-"));
      mountRules(folder, logRuleFiles(settings));
      again = () => startLoki(binary, config, folder);
      loki = await again();
    });
    after(async () => {
      await loki?.stop();
      await alertmanager?.stop();
      if (loki !== undefined) fs.rmSync(loki.folder, { recursive: true });
    });

    /** Shells in a pod of a node, one a millisecond up to some seconds ago. */
    const opened = (node: string, pod: string, { count = 1, secondsAgo = 1 } = {}) =>
      loki?.push(
        { namespace: "shop", service: "web", container: "app", level: "info", pod, node },
        Array.from({ length: count }, (_, index) => [
          new Date(Date.now() - secondsAgo * 1000 - (count - index)),
          `${SHELL} ${index}`,
        ]),
      );
    /** Whom messages were about, one after the other. */
    const told = async (count: number) =>
      (await (alertmanager ?? assert.fail()).settled(count)).map(
        ({ body }) => /web-\d/.exec(JSON.stringify(body))?.[0] ?? JSON.stringify(body),
      );

    it("are one for each pod, whatever a burst of them at once on two nodes", async () => {
      await Promise.all([opened("node-1", "web-1", { count: 500 }), opened("node-2", "web-2", { count: 500 })]);
      assert.deepEqual((await told(2)).sort(), ["web-1", "web-2"]);
      const held = (await alertmanager?.alerts())?.filter(({ labels }) => labels["alertname"] === "RootShellOpened");
      assert.deepEqual(held?.map(({ labels }) => labels["node"]).sort(), ["node-1", "node-2"]);
    });

    it("are not sent again because Loki was started again", async () => {
      await loki?.stop();
      const { url } = (loki = await again());
      await opened("node-1", "web-1");
      const firing = async () => (await (await fetch(`${url}/prometheus/api/v1/alerts`)).text()).includes("web-1");
      await waitFor("the rule fires again", firing);
      assert.deepEqual((await told(2)).sort(), ["web-1", "web-2"]);
    });

    it("come when Loki is back, of one that was opened while it was away", async () => {
      await loki?.stop();
      await new Promise((resolve) => setTimeout(resolve, 3000));
      loki = await again();
      // What a log shipper has kept for it.
      await opened("node-3", "web-3", { secondsAgo: 9 * 60 });
      assert.deepEqual((await told(3)).sort(), ["web-1", "web-2", "web-3"]);
    });
  });
