/** Checks of applications and their service level objectives. */
import { promqlProblem, hasWindow } from "../../settings/promql";
import { slowestPage } from "../../rules/slo/burning";
import { allDays, allSlos, budgetOf, daysOf } from "../../rules/slo/objective";
import { LONGEST_DAYS } from "../../rules/slo/windows";
import { type App, type FileApp, indicatorOf, QUERIES, type Slo, sloName } from "../../settings/apps";
import type { Settings } from "../../settings";
import type { Check, Cure, Problem } from "../../settings/problem";
import { seconds } from "../../settings/units";
import { unknownTeams } from "../alertmanager/checks";
import { httpSources, idleLimits, selectors } from "./application-checks";

/** The longest window, in days: each three of them are a term of a sum. */
const MOST_DAYS = 366;

/** An SLO with what its problems are said of. */
interface Placed {
  app: App;
  slo: Slo;
  /** A problem of one of its settings. */
  wrong: (field: string, problem: string, cure?: (key: string) => Cure) => Problem;
}

function placed({ apps, fileApps }: Settings): Placed[] {
  const ofStack = apps.flatMap((app, at) =>
    app.slo.map((slo, index): Placed => {
      const key = `apps[${at}].slo[${index}]`;
      const edit: Cure = { edit: `correct ${key} in {file}` };
      const wrong: Placed["wrong"] = (field, problem, cure = () => edit) => {
        const whole = field === "" ? key : `${key}.${field}`;
        return { key: whole, problem, cure: cure(whole) };
      };
      return { app, slo, wrong };
    }),
  );
  const ofFiles = fileApps.flatMap((app) =>
    app.slo.map((slo): Placed => {
      const wrong: Placed["wrong"] = (field, problem) =>
        inFile(app, `${sloName(slo) ?? "?"}${field === "" ? "" : `: ${field}`} ${problem}`);
      return { app, slo, wrong };
    }),
  );
  return [...ofStack, ...ofFiles];
}

function inFile({ key, file, name }: FileApp, problem: string): Problem {
  return { key, problem: `${file}: ${name}: ${problem}`, cure: { edit: `correct ${file}` } };
}

function appNames({ apps }: Settings): Problem[] {
  const seen = new Set<string>();
  return apps.flatMap(({ name, namespace = "" }, at) => {
    const full = `${namespace}/${name}`;
    if (!seen.has(full)) {
      seen.add(full);
      return [];
    }
    const key = `apps[${at}].name`;
    return [
      {
        key,
        problem: `"${name}" is the name of another one of the same namespace already`,
        cure: { set: key, to: `${name}-2` },
      },
    ];
  });
}

function appTeams({ apps, alerting }: Settings): Problem[] {
  return unknownTeams("apps", apps, alerting.teams);
}

function sloNames(settings: Settings): Problem[] {
  const seen = new Set<string>();
  return placed(settings).flatMap(({ app, slo, wrong }) => {
    const name = sloName(slo);
    if (name === undefined)
      return [wrong("name", "is missing: what is counted by queries of its own has no other name")];
    const full = `${app.namespace ?? ""}/${app.name}/${name}`;
    if (seen.has(full)) return [wrong("name", `"${name}" is the name of another SLO of ${app.name} already`)];
    seen.add(full);
    return [];
  });
}

/** What is counted, one way and in full. */
function counts(settings: Settings): Problem[] {
  return placed(settings).flatMap(({ slo, wrong }): Problem[] => {
    const given = QUERIES.filter((key) => slo[key] !== undefined);
    const indicator = indicatorOf(slo);
    if (slo.indicator !== undefined && given.length > 0)
      return [
        wrong("indicator", `is set beside ${given.join(", ")}: either of them says what is counted`, (unset) => ({
          unset,
        })),
      ];
    if (indicator === "latency" && slo.threshold === undefined)
      return [
        wrong("threshold", "is missing: the time within which a request is answered", (set) => ({ set, to: "500ms" })),
      ];
    if (indicator !== "latency" && slo.threshold !== undefined)
      return [wrong("threshold", "is set, and the indicator is not latency", (unset) => ({ unset }))];
    if (given.length === 0 || given.join() === "errorRatio") return [];
    if (slo.errorRatio !== undefined)
      return [wrong("errorRatio", "is set beside other queries: it is all that is counted")];
    if (slo.total === undefined)
      return [wrong("total", `is missing: the query of all events, beside ${given.join(", ")}`)];
    if (given.length !== 2) return [wrong("total", "has to have either errors or good beside it")];
    return [];
  });
}

function queries(settings: Settings): Problem[] {
  const ofStack = new Set<App>(settings.apps);
  return placed(settings).flatMap(({ app, slo, wrong }) =>
    QUERIES.flatMap((key) => {
      const query = slo[key];
      if (query === undefined) return [];
      const problem = promqlProblem(query);
      if (problem !== undefined) return [wrong(key, problem)];
      return ofStack.has(app) && key !== "errorRatio" && !hasWindow(query)
        ? [wrong(key, "has no {{.window}}, by which it would get its range, as in rate(x[{{.window}}])")]
        : [];
    }),
  );
}

/** What is wrong with a window, and one that would do. */
function windowProblem(window: string): { problem: string; to: string } | undefined {
  const days = daysOf({ window });
  if (days < LONGEST_DAYS)
    return { problem: `${window} is shorter than ${LONGEST_DAYS}d, the longest of its burn windows`, to: "7d" };
  if (days > MOST_DAYS) return { problem: `${window} is longer than ${MOST_DAYS}d`, to: "90d" };
  if (!Number.isInteger(days)) return { problem: `${window} is no number of whole days`, to: `${Math.round(days)}d` };
  return undefined;
}

function windows(settings: Settings): Problem[] {
  const ofSlos = placed(settings).flatMap(({ slo, wrong }) => {
    const found = windowProblem(slo.window);
    return found === undefined ? [] : [wrong("window", found.problem, (set) => ({ set, to: found.to }))];
  });
  const elsewhere = (settings.appsElsewhere?.sloWindows ?? []).flatMap((window, at): Problem[] => {
    const found = windowProblem(window);
    const key = `appsElsewhere.sloWindows[${at}]`;
    return found === undefined ? [] : [{ key, problem: found.problem, cure: { set: key, to: found.to } }];
  });
  return [...ofSlos, ...elsewhere];
}

function longerThanKept(settings: Settings): Problem[] {
  const longest = Math.max(0, ...allDays(settings));
  const { retention } = settings.metrics;
  if (seconds(retention) >= longest * 86_400) return [];
  const key = "metrics.retention";
  return [
    {
      key,
      problem: `${retention} is shorter than the window of an SLO, ${longest}d: the budget that is left is of what is kept`,
      cure: { set: key, to: `${longest + 1}d` },
    },
  ];
}

function shards(settings: Settings): Problem[] {
  const { metrics } = settings;
  if (metrics.shards === 1 || allSlos(settings).length === 0) return [];
  const problem = `${metrics.shards} servers share the targets out, and each counts an SLO by those of its own alone`;
  return [{ key: "metrics.shards", problem, cure: { edit: "count SLOs where all samples are (docs/slo.md)" } }];
}

function pagesNever(settings: Settings): Problem[] {
  return placed(settings).flatMap(({ slo, wrong }) => {
    const share = slowestPage(slo) * budgetOf(slo);
    if (!slo.alerting.page || share < 1) return [];
    const percent = Math.round(share * 100);
    return [wrong("objective", `${slo.objective} never pages: ${percent} % of the events would have to be bad`)];
  });
}

/** A file of another tool names teams as it likes. */
function fileTeams({ alerting, fileApps }: Settings): Problem[] {
  return fileApps.flatMap((app) =>
    app.team === undefined || alerting.teams.includes(app.team)
      ? []
      : [
          {
            ...inFile(
              app,
              `the team ${app.team} is none of alerting.teams: its alerts are the platform's, or the namespace's owner's`,
            ),
            cure: { edit: `add ${app.team} to alerting.teams in {file}, or name another in ${app.file}` },
          },
        ],
  );
}

export const ruleChecks: readonly Check[] = [
  appNames,
  appTeams,
  sloNames,
  counts,
  queries,
  windows,
  httpSources,
  selectors,
];

export const ruleWarnings: readonly Check[] = [longerThanKept, shards, pagesNever, fileTeams, idleLimits];
