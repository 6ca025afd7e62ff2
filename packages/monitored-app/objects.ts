/** An application's objects, by the platform's own schema, checks and values. Pure. */
import { type PlatformSections, watchedObjects, type WatchedObjects } from "../../components/applications/elsewhere";
import { NAMESPACE } from "../../settings";
import type { Problem } from "../../settings/problem";
import { parseSettings } from "../../stacks/settings";
import type { MonitoredAppArgs } from "./args";

/** One mistake: the argument that it is of, and what is wrong with it. */
export interface Mistake {
  propertyPath: string;
  reason: string;
}

const NO_PLATFORM: Mistake = {
  propertyPath: "platform",
  reason:
    "has no output `applications`: in the platform's stack, set observability:appsElsewhere to {} and run `pulumi up`",
};

/** What came of an application: its objects, or every mistake in it. */
export type Made = { objects: WatchedObjects } | { mistakes: Mistake[] };

/** What has to be known of a platform; the rest has defaults. */
type KnownSections = Pick<PlatformSections, "alerting" | "appsElsewhere" | "cluster"> & Partial<PlatformSections>;

/** Its entry, in which they are said. */
const ENTRY = "apps[0]";

/**
 * What an application comes to on a platform.
 * @param namespace The application's namespace.
 * @param platform The platform's output `applications`, undefined where it has none.
 */
export function make(
  name: string,
  args: MonitoredAppArgs,
  namespace: string,
  platform: KnownSections | undefined,
): Made {
  if (platform === undefined) return { mistakes: [NO_PLATFORM] };
  const { health, metrics, port, portName, service = name, slo, team } = args;
  if (port !== undefined && portName !== undefined)
    return { mistakes: [{ propertyPath: "portName", reason: "is set beside port: a port has a number or a name" }] };
  const app = { name: service, namespace, port: port ?? portName, health, metrics, slo, team };
  const sections: Record<string, unknown> = { ...platform, apps: [app] };
  const raw = Object.fromEntries(
    Object.entries(sections).map(([key, value]) => [
      `${NAMESPACE}:${key}`,
      { value: JSON.stringify(value), secret: false },
    ]),
  );
  const { settings, problems } = parseSettings(raw);
  const own = problems.filter(({ key }) => key.startsWith(ENTRY)).map(mistake);
  if (own.length > 0) return { mistakes: own };
  const parsed = settings?.apps[0];
  if (settings === undefined || parsed === undefined)
    return {
      mistakes: [
        {
          propertyPath: "platform",
          reason: `is of another version than this package: ${problems.map(({ key, problem }) => `${key} ${problem.replace(/;.*/s, "")}`).join("; ")}`,
        },
      ],
    };
  const unknown = parsed.slo.flatMap(({ window }, at) =>
    platform.appsElsewhere.sloWindows.includes(window)
      ? []
      : [
          {
            propertyPath: `slo[${at}].window`,
            reason: `${window} is none of the platform's appsElsewhere.sloWindows, ${platform.appsElsewhere.sloWindows.join(", ")}`,
          },
        ],
  );
  return unknown.length > 0 ? { mistakes: unknown } : { objects: watchedObjects(settings, parsed) };
}

/** Every mistake in the arguments that is one on any platform: known before any is asked. */
export function mistakesAnywhere(name: string, args: MonitoredAppArgs): Mistake[] {
  const windows = (args.slo ?? []).map(({ window = "30d" }) => window);
  const team = args.team === undefined ? [] : [args.team];
  const made = make(name, args, "namespace", {
    cluster: { name: "any", namespace: "any", platform: "generic" },
    alerting: { teams: [...new Set(["platform", "security", ...team])] },
    appsElsewhere: { sloWindows: [...new Set(windows)] },
  });
  return "mistakes" in made ? made.mistakes.filter(({ propertyPath }) => propertyPath !== "platform") : [];
}

/** A problem of the entry as one of an argument. What a stack file would be told to do is left out: there is none here. */
function mistake({ key, problem }: Problem): Mistake {
  const path = key.slice(ENTRY.length + 1);
  const argument = path === "name" ? "service" : path;
  return { propertyPath: argument, reason: problem.replaceAll(`${ENTRY}.`, "") };
}
