/**
 * `npm run cardinality -- --prometheus URL [--stack prod] [--app NAME] [--top N] [--dashboards FOLDER] [--format text|json|markdown]`:
 * which metrics, labels and teams cost most, and what no rule and no panel reads (docs/cardinality.md). Exit code 2: nothing could
 * be asked. Credentials are in PROMETHEUS_TOKEN, or in PROMETHEUS_USER and PROMETHEUS_PASSWORD.
 */
import { teams, unread } from "./lib/cardinality/assess";
import { measure, metricsOf } from "./lib/cardinality/measure";
import { Readers } from "./lib/cardinality/readers";
import { folderReadings, loadedReadings, platformReadings, recordedNames } from "./lib/cardinality/readings";
import { cardinalityReport, FORMATS } from "./lib/cardinality/report";
import { suggestion } from "./lib/cardinality/suggest";
import { everySettings } from "./lib/alerts";
import { command } from "./lib/command";
import { addressOf, CannotAsk } from "./lib/prometheus/address";
import { Api } from "./lib/prometheus/api";
import { planStack } from "./lib/stack";

/** Rows of each list. */
const TOP = 20;

/** Applications for which a list of what to drop is made unasked: those that cost most. */
const MOST_APPS = 10;

void command(
  "npm run cardinality -- --prometheus <URL> [--stack <stack>] [--app <name>] [--top <number>] [--dashboards <folder>] [--format text|json|markdown]",
  {
    prometheus: { type: "string" },
    stack: { type: "string" },
    app: { type: "string" },
    top: { type: "string", default: String(TOP) },
    dashboards: { type: "string" },
    format: { type: "string", default: "text" },
  },
  async ({ prometheus, stack, app, top: givenTop = "", dashboards, format: givenFormat }) => {
    if (prometheus === undefined)
      throw new CannotAsk("--prometheus is missing, e.g. --prometheus http://localhost:9090");
    const format = FORMATS.find((one) => one === givenFormat);
    if (format === undefined) throw new CannotAsk(`--format is one of ${FORMATS.join(", ")}`);
    if (!/^[1-9]\d{0,3}$/.test(givenTop)) throw new CannotAsk("--top is not a number of 1 to 9999");
    const settings = stack === undefined ? undefined : planStack(stack).settings;
    const others = dashboards === undefined ? [] : folderReadings(dashboards);
    const api = new Api("prometheus", addressOf("PROMETHEUS", prometheus, process.env));
    const readings = [...(await loadedReadings(api)), ...platformReadings(settings ?? everySettings()), ...others];
    const readers = new Readers(readings);
    const recorded = await recordedNames(api);
    const { namespaceLabel = "namespace", serviceLabel = "service" } = settings?.conventions.http ?? {};
    const by = { namespace: namespaceLabel, service: serviceLabel };
    const found = await measure(api, by);

    const scraped = (settings?.apps ?? []).filter(({ port }) => port !== undefined);
    const cost = (name: string) =>
      found.owners.filter(({ service }) => service === name).reduce((sum, one) => sum + one.series, 0);
    const candidates = scraped.sort((a, b) => cost(b.name) - cost(a.name)).slice(0, MOST_APPS);
    const known = settings?.apps.filter(({ name }) => name === app) ?? [];
    const asked = app === undefined ? candidates : known.length > 0 ? known : [{ name: app, namespace: undefined }];
    const suggestions = [];
    for (const { name, namespace } of asked) {
      const metrics = await metricsOf(api, by, name, namespace);
      if (metrics.length === 0 && app !== undefined)
        throw new CannotAsk(`no series has the label ${by.service} with the value of --app`);
      suggestions.push(suggestion(name, metrics, readers, recorded));
    }
    return cardinalityReport(
      {
        ...found,
        ...unread(found.metrics, readers, recorded),
        teams: settings === undefined ? undefined : teams(found.owners, settings),
        suggestions,
        readings: readings.length,
        ofAny: readers.ofAny,
        unreadable: readers.unreadable,
        hasOthersDashboards: dashboards !== undefined,
      },
      format,
      Number(givenTop),
    );
  },
  false,
  2,
);
