/**
 * Services of others that applications depend on: whether they answer, and what their status pages say. Nobody here can repair them, so
 * they have an alert of their own, which says so; the rules about probes leave them out.
 */
import { common, BY_PROBE, SUCCESS, WRONG } from "./probes/series";
import type { Alert, Recording, RuleGroup, RuleSettings } from "./rule";
import { inWords } from "./shown";
import { type ExternalService, jobOfService, jobOfStatus, statusPageOf } from "../settings/external-services";
import { PLATFORM_TEAM } from "../settings/teams";

/** 1 for each application that uses a service which does not answer, or is not well, now. */
const AFFECTED = "service:external_service_failing:info";

/** No rules where there is none. */
export function externalServices(settings: RuleSettings): RuleGroup[] {
  const { externalServices: services, thresholds } = settings;
  if (services.length === 0) return [];
  const { failingFor, someFailingFor } = thresholds.probes;
  return [
    {
      name: "external-services",
      rules: [
        ...services.flatMap(affected),
        ...services.flatMap((service) => [
          ...(service.url === undefined ? [] : [notAnswering(service, failingFor)]),
          ...(service.statusUrl === undefined ? [] : [notWell(service, someFailingFor)]),
        ]),
      ],
    },
  ];
}

/**
 * What the alert of an application says in addition while a service that it uses fails: a template that is nothing otherwise. It is asked
 * when the alert is evaluated, so that a service that fails later is named too.
 */
export function failingBeside({ externalServices: services }: Pick<RuleSettings, "externalServices">): string {
  if (services.every(({ usedBy }) => usedBy.length === 0)) return "";
  const asked = `printf "${AFFECTED}{service=%q}" $labels.service | query`;
  return `{{ range ${asked} }} {{ .Labels.external_service }}, which it uses and somebody else runs, fails now.{{ end }}`;
}

/** It does not answer at any place, or its status page answers that it is not well; of a page that is away nothing follows. */
function failingNow(service: ExternalService): string {
  const ways = [
    ...(service.url === undefined ? [] : [answers(service)]),
    ...(service.statusUrl === undefined ? [] : [says(service)]),
  ];
  return ways.join(" or ");
}

/** With its name, so that what it does not answer and what its page says are about one thing. */
function ofService({ name }: ExternalService, series: string): string {
  return `label_replace(max by (${BY_PROBE}) (${series}), "external_service", "${name}", "", "")`;
}

function answers(service: ExternalService): string {
  return `${ofService(service, `${SUCCESS}{job="${jobOfService(service)}"}`)} == 0`;
}

function says(service: ExternalService): string {
  return `${ofService(service, `${WRONG}{job="${jobOfStatus(service)}"}`)} > 0`;
}

function affected(service: ExternalService): Recording[] {
  return service.usedBy.map((app) => ({
    record: AFFECTED,
    expr: `max by () (${failingNow(service)}) * 0 + 1`,
    labels: { external_service: service.name, service: app },
  }));
}

/** What all alerts about a service say. */
function alertOf(service: ExternalService) {
  const page = statusPageOf(service);
  const { usedBy } = service;
  return {
    common: {
      ...common,
      component: "external-services",
      team: service.team ?? PLATFORM_TEAM,
      alert: "ExternalServiceFailing",
      keepFiringFor: "5m",
      subject: ["external_service"],
    },
    named: `${service.name}, a service of somebody else's,`,
    rest: [
      "It is not ours to repair.",
      page === undefined ? "No status page of it is known." : `Its status page is ${page}.`,
      ...(usedBy.length === 0 ? [] : [`It is used by ${usedBy.join(", ")}.`]),
    ].join(" "),
  } as const;
}

function notAnswering(service: ExternalService, lasting: string): Alert {
  const { common: shared, named, rest } = alertOf(service);
  return {
    ...shared,
    severity: "high",
    expr: answers(service),
    for: lasting,
    summary: `${named} does not answer`,
    description: `
      ${service.name} has not answered a probe as it should for ${inWords(lasting)}, at any of the places that it is made from. ${rest}`,
  };
}

function notWell(service: ExternalService, lasting: string): Alert {
  const { common: shared, named, rest } = alertOf(service);
  return {
    ...shared,
    severity: "medium",
    expr: says(service),
    for: lasting,
    summary: `${named} says that it is not well`,
    description: `
      The status page of ${service.name} has said for ${inWords(lasting)} that not all is well. ${rest}`,
  };
}
