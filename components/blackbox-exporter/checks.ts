/** Checks of probes: what cannot be asked, and what would never count as a success. */
import type { Settings } from "../../settings";
import { isCel } from "../../settings/cel";
import { type Check, duplicateNames, type Problem } from "../../settings/problem";
import type { Probe } from "../../settings/probing";
import { seconds } from "../../settings/units";
import { unknownTeams } from "../alertmanager/checks";

/** What the fields of `expect` are about. */
const OF_KIND: Readonly<Record<string, Probe["kind"]>> = {
  status: "http",
  body: "http",
  bodyNot: "http",
  json: "http",
  tls: "tcp",
  steps: "tcp",
  query: "dns",
};

/** What a target looks like, by what is spoken, and one that would do. */
const TARGETS: Readonly<Record<Probe["kind"], { form: RegExp; what: string; example: string }>> = {
  http: { form: /^https?:\/\/[^\s/]+\S*$/, what: "an http(s) URL", example: "https://shop.example.com/health" },
  tcp: {
    form: /^[^\s/:]+:\d{1,5}$|^\[[\da-fA-F:]+\]:\d{1,5}$/,
    what: "a host with a port",
    example: "db.example.com:5432",
  },
  dns: { form: /^[^\s/]+$/, what: "a DNS server", example: "1.1.1.1" },
  icmp: { form: /^[^\s/]+$/, what: "a host", example: "gateway.example.com" },
};

function each(settings: Settings, check: (probe: Probe, key: string) => Problem[]): Problem[] {
  return settings.probes.flatMap((probe, at) => check(probe, `probes[${at}]`));
}

function names({ probes }: Settings): Problem[] {
  return duplicateNames("probes", probes);
}

function teams({ alerting, probes }: Settings): Problem[] {
  return unknownTeams("probes", probes, alerting.teams);
}

function targets(settings: Settings): Problem[] {
  return each(settings, ({ kind, targets: all }, key) =>
    all.flatMap((target, at): Problem[] => {
      const { form, what, example } = TARGETS[kind];
      const one = `${key}.targets[${at}]`;
      if (!form.test(target) || (kind === "http" && !URL.canParse(target)))
        return [{ key: one, problem: `is not ${what}`, cure: { set: one, to: example } }];
      return all.indexOf(target) === at
        ? []
        : [{ key: one, problem: "is there already: one target has one result", cure: { unset: one } }];
    }),
  );
}

/** Where a probe asks for something that is of another kind, it would be left out without a word. */
function expectations(settings: Settings): Problem[] {
  return each(settings, ({ kind, expect }, key) => {
    const wrong = Object.entries(OF_KIND).flatMap(([field, of]): Problem[] => {
      const value = expect?.[field as keyof typeof expect];
      const isSet = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
      const one = `${key}.expect.${field}`;
      return isSet && of !== kind
        ? [{ key: one, problem: `is without effect: it is of ${of}, and the probe of ${kind}`, cure: { unset: one } }]
        : [];
    });
    if (kind === "dns" && expect?.query === undefined)
      wrong.push({
        key: `${key}.expect.query`,
        problem: "is missing: the name that the servers are asked for",
        cure: { set: `${key}.expect.query`, to: "example.com" },
      });
    expect?.steps.forEach(({ expect: answer, send, startTls }, at) => {
      if (answer !== undefined || send !== undefined || startTls) return;
      const step = `${key}.expect.steps[${at}]`;
      wrong.push({ key: step, problem: "says nothing: neither expect, send nor startTls", cure: { unset: step } });
    });
    if (expect?.json !== undefined && !isCel(expect.json))
      wrong.push({
        key: `${key}.expect.json`,
        problem: "is not a CEL expression",
        cure: { set: `${key}.expect.json`, to: 'body.status == "ok"' },
      });
    return wrong;
  });
}

/**
 * Prometheus refuses a scrape that may take longer than the time to the next one.
 * @param what What would begin too early. Default: a probe.
 */
export function tooOften(
  key: string,
  interval: string | undefined,
  { timeout }: Settings["probing"],
  what = "a probe",
): Problem[] {
  if (interval === undefined || seconds(interval) > timeout) return [];
  const problem = `${interval} is not longer than probing.timeout, ${timeout}s: ${what} would begin before the one before ends`;
  return [{ key, problem, cure: { set: key, to: "1m" } }];
}

function intervals(settings: Settings): Problem[] {
  const { externalServices, probes, probing } = settings;
  return [
    ...(probes.length + externalServices.length === 0 ? [] : tooOften("probing.interval", probing.interval, probing)),
    ...each(settings, ({ interval }, key) => tooOften(`${key}.interval`, interval, probing)),
  ];
}

export const probeChecks: readonly Check[] = [names, teams, targets, expectations, intervals];
