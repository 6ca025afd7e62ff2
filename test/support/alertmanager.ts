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

/** How long nothing more is waited for. */
const SETTLING_MS = 3000;
const SETTLED_SECONDS = 30;

/** One notification that arrived: the credential's file name is its path. */
export interface Received {
  path: string;
  body: unknown;
}

/** A server for notifications, and the Alertmanager that sends them. */
export interface Running {
  /** Where it is. */
  url: string;
  /** Posts alerts, as Prometheus does. */
  fire(
    alerts: {
      labels: Record<string, string>;
      annotations?: Record<string, string>;
      startsAt?: string;
      endsAt?: string;
    }[],
  ): Promise<void>;
  /** Waits until so many notifications have come, or fails with those that have. */
  received(count: number): Promise<Received[]>;
  /** Waits for so many for a while, and then for what comes within a few seconds more; all of them. */
  settled(count: number): Promise<Received[]>;
  /** Has it read another configuration, as its sidecar does after an `up`. */
  reload(settings: Settings): Promise<void>;
  /** All alerts, each with the fingerprints of what mutes it. */
  alerts(): Promise<Held[]>;
  stop(): Promise<void>;
}

/** An alert as Alertmanager's API shows it. */
export interface Held {
  fingerprint: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  status: { state: string; inhibitedBy: string[] };
}

/** What differs from the stack's own configuration. */
export interface Changes {
  /** How long the first alert of a group waits for others. Default: not at all. */
  groupWait?: string;
  /** Default: as in the stack. */
  groupInterval?: string;
  change?: (config: Record<string, unknown>) => Record<string, unknown>;
}

/** Starts Alertmanager; every credential that is a URL leads to the test's own server. Groups are sent at once. */
export async function startAlertmanager(
  binary: string,
  settings: Settings,
  { groupWait = "0s", groupInterval, change = (config) => config }: Changes = {},
): Promise<Running> {
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

  const write = (of: Settings) => {
    fs.rmSync(path.join(folder, "secrets"), { recursive: true, force: true });
    const secrets = path.join(folder, "secrets");
    fs.mkdirSync(secrets);
    for (const { key, form } of alertmanagerCredentials(of)) {
      const file = credentialFileName(key);
      fs.writeFileSync(path.join(secrets, file), form === "url" ? `${sink}/${file}` : file);
    }
    fs.writeFileSync(path.join(folder, TEMPLATE_FILE), templates(of));
    const text = yaml
      .stringify(change(alertmanagerConfig(of)), { aliasDuplicateObjects: false })
      .replaceAll(path.dirname(credentialFile("x/y")), secrets)
      .replaceAll("/etc/alertmanager/config", folder)
      .replaceAll(/group_wait: \w+/g, `group_wait: ${groupWait}`)
      .replaceAll(/group_interval: \w+/g, groupInterval === undefined ? "$&" : `group_interval: ${groupInterval}`)
      .replaceAll("http://sink.test", sink)
      .replace("global:\n", `global:\n  pagerduty_url: ${sink}/pagerduty\n`);
    fs.writeFileSync(path.join(folder, "alertmanager.yaml"), text);
  };
  write(settings);

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
  const received = async (count: number, seconds = 60) => {
    const said = () => `${got.length} came: ${JSON.stringify(got).slice(0, 4000)}`;
    await waitFor(`${count} notifications`, () => got.length >= count, { seconds, by: alertmanager, said });
    return got;
  };
  return {
    url,
    stop,
    received: (count) => received(count),
    settled: async (count) => {
      await received(count, SETTLED_SECONDS).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
      return got;
    },
    fire: async (alerts) => {
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(alerts),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    reload: async (changed) => {
      write(changed);
      const response = await fetch(`${url}/-/reload`, { method: "POST" });
      if (!response.ok) throw new Error(await response.text());
    },
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as Held[],
  };
}

function listen(server: http.Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
