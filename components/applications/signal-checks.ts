/** Checks of how applications are asked for their health, how their lines are read, and which of their traces are kept. */
import { hasLogs, hasTracing, type Settings } from "../../settings";
import { HEALTH_JOB } from "../../names/blackbox-exporter";
import { healthPort } from "../../settings/app-health";
import { LINE_FIELDS } from "../../settings/app-logs";
import type { App } from "../../settings/apps";
import type { Check, Problem } from "../../settings/problem";
import { groupsOf, isPattern } from "../../settings/re2";
import { tooOften } from "../blackbox-exporter/checks";

export function each(settings: Pick<Settings, "apps">, check: (app: App, key: string) => Problem[]): Problem[] {
  return settings.apps.flatMap((app, at) => check(app, `apps[${at}]`));
}

/** An address is of a Service in a namespace, at a port by number. */
function address(settings: Settings): Problem[] {
  return each(settings, (app, key) => {
    if (app.health === undefined) return [];
    const found: Problem[] = [];
    if (app.namespace === undefined)
      found.push({
        key: `${key}.health`,
        problem: `needs ${key}.namespace: a Service is of one namespace`,
        cure: { set: `${key}.namespace`, to: app.name },
      });
    if (healthPort(app) === undefined)
      found.push({
        key: `${key}.health.port`,
        problem: `is missing, and ${key}.port is ${app.port === undefined ? "not set" : "a name"}: a Service is asked at a port by number`,
        cure: { set: `${key}.health.port`, to: "80" },
      });
    return found;
  });
}

function interval(settings: Settings): Problem[] {
  return each(settings, ({ health }, key) =>
    tooOften(`${key}.health.interval`, health?.interval, settings.probing, "one"),
  );
}

/** By its job Prometheus tells health from other probes. */
function reservedJob({ probes }: Settings): Problem[] {
  return probes.flatMap(({ name }, at) =>
    name === HEALTH_JOB
      ? [
          {
            key: `probes[${at}].name`,
            problem: `"${HEALTH_JOB}" is the job of apps[].health`,
            cure: { set: `probes[${at}].name`, to: `${HEALTH_JOB}-2` },
          },
        ]
      : [],
  );
}

function lines(settings: Settings): Problem[] {
  return each(settings, ({ logs }, key) => {
    if (logs === undefined) return [];
    const at = `${key}.logs`;
    if (!hasLogs(settings))
      return [{ key: at, problem: "is without effect: no lines go to Loki (logs.engine)", cure: { unset: at } }];
    const { pattern } = logs;
    if (pattern === undefined) return [];
    const example = { set: `${at}.pattern`, to: String.raw`^\S+ (?P<level>[A-Z]+) ` };
    if (!isPattern(pattern))
      return [
        { key: `${at}.pattern`, problem: `"${pattern}" is not a regular expression, as RE2 has it`, cure: example },
      ];
    const wanted: readonly string[] = LINE_FIELDS;
    const groups = groupsOf(pattern);
    const others = groups.filter((group) => !wanted.includes(group));
    if (groups.length > 0 && others.length === 0) return [];
    const what = groups.length === 0 ? "has no named group" : `names ${others.join(", ")}`;
    return [{ key: `${at}.pattern`, problem: `${what}; groups are ${LINE_FIELDS.join(", ")}`, cure: example }];
  });
}

/** A service has one policy: its name in spans has no namespace. */
function traces(settings: Settings): Problem[] {
  const listed = settings.tracing.tailSampling.policies.map(({ service }) => service);
  return each(settings, (app, key) => {
    if (app.tracing === undefined) return [];
    const at = `${key}.tracing`;
    if (!hasTracing(settings))
      return [{ key: at, problem: "is without effect: no traces are kept (tracing.storage)", cure: { unset: at } }];
    if (app.tracing.percent === undefined && app.tracing.latencyMs === undefined)
      return [
        {
          key: at,
          problem: "says nothing: neither percent nor latencyMs",
          cure: { set: `${at}.percent`, to: "50" },
        },
      ];
    const first = settings.apps.find(({ name, tracing }) => name === app.name && tracing !== undefined);
    if (first === app && !listed.includes(app.name)) return [];
    const problem = `"${app.name}" has a policy already, and a service has one: traces know it by its name alone`;
    return [{ key: at, problem, cure: { unset: at } }];
  });
}

export const signalChecks: readonly Check[] = [address, interval, reservedJob, lines, traces];
