/** Alertmanager: its running configuration, and an alert that reaches it and nobody else. */
import * as crypto from "node:crypto";
import * as yaml from "yaml";
import { alertmanagerConfig } from "../../../components/alertmanager";
import { NOBODY } from "../../../components/alertmanager/receivers";
import { ALERTMANAGER, ALERTMANAGER_PORT } from "../../../names/kube-prometheus-stack";
import { configDifferences } from "./alertmanager-config";
import { LIMITS } from "./limits";
import { type Fault, judged, type Outcome } from "./outcome";
import { type Endpoint, json, type World } from "./world";

/** Alertmanager's answer to `/api/v2/status`, as far as it is looked at. */
export interface Status {
  config: { original: string };
  uptime: string;
}

/** An alert as `/api/v2/alerts` has it. */
export interface HeldAlert {
  labels: Record<string, string>;
  receivers: { name: string }[];
}

const servers = (world: World) => world.endpoints(ALERTMANAGER, ALERTMANAGER_PORT);

const logs = ({ settings }: World, { pod }: Endpoint) =>
  `kubectl -n ${settings.cluster.namespace} logs ${pod} -c config-reloader --tail=50`;

export async function configuration(world: World): Promise<Outcome> {
  const endpoints = await servers(world);
  const deployed = alertmanagerConfig(world.settings);
  const faults = await Promise.all(
    endpoints.map(async (endpoint) => {
      const status = json<Status>(await world.ask(endpoint, { path: "/api/v2/status" }), endpoint.pod);
      const running = yaml.parse(status.config.original) as unknown;
      return configDifferences(deployed, running).map((what): Fault => ({
        what: `${endpoint.pod}: ${what}`,
        next: logs(world, endpoint),
      }));
    }),
  );
  return judged(faults.flat(), "the configuration to be loaded", `${endpoints.length} run the one that is deployed`);
}

/**
 * The labels of the test's alert. Its severity leads to the receiver that tells nobody, ahead of every channel and exception.
 * @param id What tells this verification's alert from another's.
 */
export function testAlert({ settings }: Pick<World, "settings">, id: string): Record<string, string> {
  return {
    alertname: "Verification",
    cluster: settings.cluster.name,
    severity: "none",
    team: "platform",
    verification: id,
  };
}

/** A check that sends an alert to every server, sees it there by its receiver, and resolves it at once. */
export function alert(): (world: World) => Promise<Outcome> {
  const id = crypto.randomUUID();
  return async (world) => {
    const labels = testAlert(world, id);
    const endpoints = await servers(world);
    const faults = await Promise.all(endpoints.map((endpoint) => alertReaches(world, endpoint, labels)));
    return judged(faults.flat(), "the alert of the test", `an alert reached ${endpoints.length}, and told nobody`);
  };
}

async function alertReaches(world: World, endpoint: Endpoint, labels: Record<string, string>): Promise<Fault[]> {
  const post = async (endsAt: Date) => {
    const body = [{ labels, annotations: { summary: "npm run verify asks whether alerts arrive" }, endsAt }];
    json(await world.ask(endpoint, { method: "POST", path: "/api/v2/alerts", body }), endpoint.pod);
  };
  await post(new Date(Date.now() + LIMITS.alertMs));
  const filter = encodeURIComponent(`verification="${labels["verification"] ?? ""}"`);
  const held = json<HeldAlert[]>(await world.ask(endpoint, { path: `/api/v2/alerts?filter=${filter}` }), endpoint.pod);
  await post(new Date());
  return alertFaults(held).map((what) => ({ what: `${endpoint.pod}: ${what}`, next: logs(world, endpoint) }));
}

/** What is wrong with how Alertmanager holds the alert. Pure. */
export function alertFaults(held: readonly HeldAlert[]): string[] {
  if (held.length === 0) return ["the alert of the test was taken, and is not there"];
  const told = held.flatMap(({ receivers }) => receivers.map(({ name }) => name)).filter((name) => name !== NOBODY);
  return told.map((name) => `the alert of the test, which is for nobody, goes to ${name}`);
}
