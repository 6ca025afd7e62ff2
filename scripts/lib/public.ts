/** What of the settings everybody may see. */
import type { Shown } from "../../reports/public-status";
import type { Settings } from "../../settings";
import { jobOfService, jobOfStatus } from "../../settings/external-services";

/** Probes and services of others that are public, by their titles. */
export function shownOf(settings: Pick<Settings, "cluster" | "externalServices" | "probes">): Shown[] {
  const { probes, externalServices } = settings;
  const { namespace } = settings.cluster;
  return [
    ...probes.filter((one) => one.public).map(({ name, title = name }) => ({ name: title, namespace, jobs: [name] })),
    ...externalServices
      .filter((one) => one.public)
      .map((one) => ({
        name: one.title ?? one.name,
        namespace,
        jobs: one.url === undefined ? [] : [jobOfService(one)],
        ...(one.statusUrl === undefined ? {} : { statusJob: jobOfStatus(one) }),
      })),
  ];
}
