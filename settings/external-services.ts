/** Services of others that applications depend on: `externalServices`. They are probed as `probes` are, and their failures told apart. */
import { z } from "zod";
import { list, words } from "./bounds";
import { type Probe, probe } from "./probing";
import { filled, line } from "./texts";
import { duration, name } from "./types";

/** Characters of a name at most: a probe's name is longer by what is put around it, and has 63. */
const MOST_IN_NAME = 40;

/** What a status page in the form of Atlassian Statuspage says while all is well. Source: its API, "Status" (`/api/v2/status.json`). */
const WELL = 'body.status.indicator == "none"';

const externalService = z.strictObject({
  name: name()
    .max(MOST_IN_NAME, { error: `is longer than ${MOST_IN_NAME} characters` })
    .describe("its name: the label `external_service` of its alerts"),
  title: filled().optional().describe("what it is called where everybody sees it. Default: its name"),
  team: name().optional().describe("whose its alerts are. Default: the platform's"),
  url: words(2000).optional().describe("what is asked of it as an application does; a status of 2xx is success"),
  statusUrl: words(2000)
    .optional()
    .describe("what its status page says as JSON, e.g. https://status.example.com/api/v2/status.json"),
  healthy: line()
    .default(WELL)
    .describe("a CEL expression over that JSON, `body`, that is true while all is well. Default: Statuspage's form"),
  statusPage: words(2000).optional().describe("its status page for people. Default: the host of `statusUrl`"),
  usedBy: list(name()).default([]).describe("applications of `apps` that depend on it, which its alerts name"),
  interval: duration().optional().describe("how often it is asked. Default: probing.interval"),
  public: z.boolean().default(false).describe("whether `npm run status` shows it"),
});

/** The services. */
export const externalServices = list(externalService)
  .default([])
  .describe("services of others that applications depend on (docs/probes.md)");

/** A service with every default. */
export type ExternalService = z.output<typeof externalService>;

/** The names of its probes, which are the `job` of their series. No probe of `probes` has such a name. */
export const EXTERNAL = "external-";
export const jobOfService = ({ name }: Pick<ExternalService, "name">) => `${EXTERNAL}${name}`;
export const jobOfStatus = ({ name }: Pick<ExternalService, "name">) => `${EXTERNAL}${name}.status`;

/** Its status page for people, if it has one. */
export function statusPageOf({ statusPage, statusUrl }: ExternalService): string | undefined {
  return statusPage ?? (statusUrl === undefined ? undefined : new URL(statusUrl).origin);
}

interface Probed {
  probes: readonly Probe[];
  externalServices: readonly ExternalService[];
}

/** The probes of a service: what it answers, and what its status page says. */
function probesOf(service: ExternalService): Probe[] {
  const { team, interval, url, statusUrl, healthy } = service;
  const one = (name: string, target: string, expect?: object): Probe => ({
    ...probe.parse({ name: "x", targets: [target], team, interval, expect }),
    name,
  });
  return [
    ...(url === undefined ? [] : [one(jobOfService(service), url)]),
    ...(statusUrl === undefined ? [] : [one(jobOfStatus(service), statusUrl, { json: healthy })]),
  ];
}

/** All that is probed: what is named, and what the services of others come to. */
export function allProbes({ probes, externalServices: services }: Probed): Probe[] {
  return [...probes, ...services.flatMap(probesOf)];
}

/** The jobs whose failures are those of others. */
export function externalJobs({ externalServices: services }: Pick<Probed, "externalServices">): string[] {
  return services.flatMap(probesOf).map(({ name: job }) => job);
}
