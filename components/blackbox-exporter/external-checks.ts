/** Checks of services of others: what could not be asked, and what would be told of nobody. */
import type { Settings } from "../../settings";
import { isCel } from "../../settings/cel";
import { EXTERNAL, type ExternalService } from "../../settings/external-services";
import { nearest } from "../../settings/nearest";
import { type Check, duplicateNames, type Problem } from "../../settings/problem";
import { unknownTeams } from "../alertmanager/checks";
import { tooOften } from "./checks";

function each(settings: Settings, check: (service: ExternalService, key: string) => Problem[]): Problem[] {
  return settings.externalServices.flatMap((service, at) => check(service, `externalServices[${at}]`));
}

function names({ externalServices, probes }: Settings): Problem[] {
  return [
    ...duplicateNames("externalServices", externalServices),
    ...probes.flatMap(({ name }, at): Problem[] =>
      name.startsWith(EXTERNAL)
        ? [
            {
              key: `probes[${at}].name`,
              problem: `"${name}" begins as the probes of externalServices do: ${EXTERNAL}`,
              cure: { set: `probes[${at}].name`, to: name.slice(EXTERNAL.length) || "probe" },
            },
          ]
        : [],
    ),
  ];
}

/** What everybody sees is told by its title alone. */
function titles({ externalServices, probes }: Settings): Problem[] {
  const listed = (list: string, all: readonly { name: string; title?: string | undefined; public: boolean }[]) =>
    all.flatMap((one, at) => (one.public ? [{ key: `${list}[${at}].title`, title: one.title ?? one.name }] : []));
  const all = [...listed("probes", probes), ...listed("externalServices", externalServices)];
  return all.flatMap(({ key, title }, at): Problem[] =>
    all.findIndex((other) => other.title === title) < at
      ? [
          {
            key,
            problem: `"${title}" is what another one that is public is called`,
            cure: { set: key, to: `${title} (${at + 1})` },
          },
        ]
      : [],
  );
}

function teams({ alerting, externalServices }: Settings): Problem[] {
  return unknownTeams("externalServices", externalServices, alerting.teams);
}

/** Without braces: the status page stands in what alerts say, where two of them begin a template. */
const isWeb = (url: string) => /^https?:\/\/[^\s/{}][^\s{}]*$/.test(url) && URL.canParse(url);

function urls(settings: Settings): Problem[] {
  return each(settings, (service, key) => {
    if (service.url === undefined && service.statusUrl === undefined) {
      const problem = "is asked for nothing: it has neither a url nor a statusUrl";
      return [{ key, problem, cure: { set: `${key}.url`, to: "https://api.example.com/" } }];
    }
    return (["url", "statusUrl", "statusPage"] as const).flatMap((field): Problem[] => {
      const url = service[field];
      const example = field === "statusUrl" ? "https://status.example.com/api/v2/status.json" : "https://example.com/";
      return url === undefined || isWeb(url)
        ? []
        : [{ key: `${key}.${field}`, problem: "is not an http(s) URL", cure: { set: `${key}.${field}`, to: example } }];
    });
  });
}

function expressions(settings: Settings): Problem[] {
  return each(settings, ({ healthy }, key) =>
    isCel(healthy)
      ? []
      : [{ key: `${key}.healthy`, problem: "is not a CEL expression", cure: { unset: `${key}.healthy` } }],
  );
}

/** Users that there are not would be named in alerts, and nobody would see it at theirs. */
function users(settings: Settings): Problem[] {
  // Those that are watched from another program are not known here.
  if (settings.appsElsewhere !== undefined) return [];
  const known = [...settings.apps, ...settings.fileApps].map(({ name }) => name);
  return each(settings, ({ usedBy }, key) =>
    usedBy.flatMap((name, at): Problem[] => {
      if (known.includes(name)) return [];
      const meant = nearest(name, known);
      return [
        {
          key: `${key}.usedBy[${at}]`,
          problem: `"${name}" is no application of apps`,
          cure: meant === undefined ? { unset: `${key}.usedBy[${at}]` } : { set: `${key}.usedBy[${at}]`, to: meant },
        },
      ];
    }),
  );
}

function intervals(settings: Settings): Problem[] {
  return each(settings, ({ interval }, key) => tooOften(`${key}.interval`, interval, settings.probing));
}

export const externalServiceChecks: readonly Check[] = [names, titles, teams, urls, expressions, users, intervals];
