/** A real Alertmanager for tests, with a stack's own configuration, that notifies a server of the test's. */
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "yaml";
import { alertmanagerConfig } from "../../components/alertmanager";
import { credentialFile, credentialFileName } from "../../components/alertmanager/receivers";
import { TEMPLATE_FILE, templates } from "../../components/alertmanager/templates";
import { alertmanagerCredentials } from "../../components/alertmanager/credentials";
import { freePorts, startReady, waitFor } from "../../scripts/lib/processes";
import type { Settings } from "../../settings";

/** One notification that arrived: the credential's file name is its path. */
export interface Received {
  path: string;
  body: unknown;
}

/** A server for notifications, and the Alertmanager that sends them. */
export interface Running {
  /** Posts alerts, as Prometheus does. */
  fire(alerts: { labels: Record<string, string>; annotations: Record<string, string> }[]): Promise<void>;
  /** Waits until so many notifications have come, or fails with those that have. */
  received(count: number): Promise<Received[]>;
  stop(): Promise<void>;
}

/** Starts Alertmanager; every credential that is a URL leads to the test's own server. Groups are sent at once. */
export async function startAlertmanager(binary: string, settings: Settings): Promise<Running> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "alertmanager-"));
  const got: Received[] = [];
  const server = http.createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      got.push({ path: request.url ?? "", body: JSON.parse(text) as unknown });
      response.end("{}");
    });
  });
  const sink = `http://127.0.0.1:${await listen(server)}`;

  const secrets = path.join(folder, "secrets");
  fs.mkdirSync(secrets);
  for (const { key, form } of alertmanagerCredentials(settings)) {
    const file = credentialFileName(key);
    fs.writeFileSync(path.join(secrets, file), form === "url" ? `${sink}/${file}` : file);
  }
  fs.writeFileSync(path.join(folder, TEMPLATE_FILE), templates(settings));
  const text = yaml
    .stringify(alertmanagerConfig(settings))
    .replaceAll(path.dirname(credentialFile("x/y")), secrets)
    .replaceAll("/etc/alertmanager/config", folder)
    .replaceAll(/group_wait: \w+/g, "group_wait: 0s")
    .replace("global:\n", `global:\n  pagerduty_url: ${sink}/pagerduty\n`);
  fs.writeFileSync(path.join(folder, "alertmanager.yaml"), text);

  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const args = [
    `--config.file=${folder}/alertmanager.yaml`,
    `--storage.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--cluster.listen-address=",
    "--web.external-url=http://alertmanager.test",
  ];
  const alertmanager = await startReady(binary, args, `${url}/-/ready`).catch((error: unknown) => {
    close();
    throw error;
  });
  const stop = async () => {
    await alertmanager.stop();
    close();
  };
  return {
    stop,
    fire: async (alerts) => {
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(alerts),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    received: async (count) => {
      const said = () => `${got.length} came: ${JSON.stringify(got)}`;
      await waitFor(`${count} notifications`, () => got.length >= count, { seconds: 20, by: alertmanager, said });
      return got;
    },
  };
}

function listen(server: http.Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
