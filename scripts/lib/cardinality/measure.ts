/** What a Prometheus says of its own series, at a bounded cost to it. */
import { z } from "zod";
import { type Api, quoted, Unanswered } from "../prometheus/api";

/** Series that one question may read: counting more takes a Prometheus seconds and memory that it needs elsewhere. */
export const MOST_SERIES = 200_000;

/** Names that `/api/v1/status/tsdb` lists at most, and fewer where their texts are too long for one answer. */
const LIMITS = [10_000, 1000, 100, 10];

/** Metrics whose labels are looked at one by one, labels of one of them, and namespaces that are. */
const MOST_METRICS = 10;
const MOST_LABELS = 40;
const MOST_NAMESPACES = 500;

const count = z.array(z.object({ name: z.string(), value: z.number() }));
const status = z.object({
  data: z.object({
    headStats: z.object({ numSeries: z.number(), numLabelPairs: z.number(), chunkCount: z.number() }),
    seriesCountByMetricName: count,
    labelValueCountByLabelName: count,
    memoryInBytesByLabelName: count,
    seriesCountByLabelValuePair: count,
  }),
});

export interface Label {
  label: string;
  values: number;
  /** Series that there would be without it. */
  without: number;
}

export interface Metric {
  name: string;
  /** Series in the head: those of the last two to three hours, with those that have ended since. */
  series: number;
}

/** A metric that was looked into. */
export interface Inspected extends Metric {
  /** Series that have a value now. */
  live: number;
  /** By what is left without each, fewest first. */
  labels: Label[];
}

export interface Owner {
  namespace: string;
  service: string;
  series: number;
  /** Whether `series` are those in the head: too many to be counted by service. */
  isWhole: boolean;
}

export interface Job {
  job: string;
  targets: number;
  /** Samples of one scrape of all its targets. */
  perScrape: number;
  /** Samples a second, over the last ten minutes. */
  perSecond: number;
}

export interface Cardinality {
  series: number;
  labelPairs: number;
  chunks: number;
  /** Samples a second that Prometheus takes in all, where it scrapes itself. */
  samplesPerSecond: number | undefined;
  /** All metrics, or the first {@link listed} of them. */
  metrics: Metric[];
  /** How many names each list has at most; fewer there are all of them. */
  listed: number;
  labels: { label: string; values: number; bytes: number }[];
  inspected: Inspected[];
  jobs: Job[];
  owners: Owner[];
}

/** The labels by which a series is somebody's. */
export interface OwnerLabels {
  namespace: string;
  service: string;
}

export async function measure(api: Api, by: OwnerLabels): Promise<Cardinality> {
  const { listed, data } = await tsdb(api);
  const bytes = new Map(data.memoryInBytesByLabelName.map(({ name, value }) => [name, value]));
  const metrics = data.seriesCountByMetricName.map(({ name, value }) => ({ name, series: value }));
  const [ingested] = await api.instant("sum(rate(prometheus_tsdb_head_samples_appended_total[10m]))");
  return {
    series: data.headStats.numSeries,
    labelPairs: data.headStats.numLabelPairs,
    chunks: data.headStats.chunkCount,
    samplesPerSecond: ingested?.value,
    metrics,
    listed,
    labels: data.labelValueCountByLabelName.map(({ name, value }) => ({
      label: name,
      values: value,
      bytes: bytes.get(name) ?? 0,
    })),
    inspected: await inspected(api, metrics.slice(0, MOST_METRICS)),
    jobs: await jobs(api),
    owners: await owners(
      api,
      by,
      data.headStats.numSeries,
      new Map(data.seriesCountByLabelValuePair.map(({ name, value }) => [name, value])),
    ),
  };
}

/** The whole lists, or as much of them as fits into an answer: a label's values may be as long as anybody likes. */
async function tsdb(api: Api): Promise<{ listed: number; data: z.output<typeof status>["data"] }> {
  for (const listed of LIMITS) {
    try {
      return { listed, data: (await api.get("/status/tsdb", { limit: listed }, status)).data };
    } catch (error) {
      if (!(error instanceof Unanswered) || !error.message.includes("longer than") || listed === LIMITS.at(-1))
        throw error;
    }
  }
  throw new Unanswered("prometheus has no status of its series");
}

async function one(api: Api, query: string): Promise<number> {
  return (await api.instant(query))[0]?.value ?? 0;
}

async function inspected(api: Api, metrics: readonly Metric[]): Promise<Inspected[]> {
  const found: Inspected[] = [];
  for (const metric of metrics.filter(({ series }) => series > 1 && series <= MOST_SERIES)) {
    const selector = `{__name__=${quoted(metric.name)}}`;
    const names = (await api.labelNames(selector)).filter((label) => label !== "__name__").slice(0, MOST_LABELS);
    const live = await one(api, `count(${selector})`);
    const labels: Label[] = [];
    for (const label of live === 0 ? [] : names) {
      const inQuery = labelInQuery(label);
      const values = await one(api, `count(count by (${inQuery}) (${selector}))`);
      labels.push({ label, values, without: await one(api, `count(count without (${inQuery}) (${selector}))`) });
    }
    labels.sort((a, b) => a.without - b.without || b.values - a.values);
    found.push({ ...metric, live, labels });
  }
  return found;
}

/** A label as a list of them has it: in quotes where it is not a word. */
export function labelInQuery(label: string): string {
  return /^[A-Za-z_]\w*$/.test(label) ? label : quoted(label);
}

async function jobs(api: Api): Promise<Job[]> {
  const samples = "scrape_samples_post_metric_relabeling";
  const [perScrape, targets, perSecond] = await Promise.all([
    api.instant(`sum by (job) (${samples})`),
    api.instant(`count by (job) (${samples})`),
    api.instant(`sum by (job) (sum_over_time(${samples}[10m])) / 600`),
  ]);
  const of = (samples: typeof targets, job: string) =>
    samples.find(({ labels }) => (labels["job"] ?? "") === job)?.value ?? 0;
  return perScrape
    .map(({ labels: { job = "" }, value }) => ({
      job,
      perScrape: value,
      targets: of(targets, job),
      perSecond: of(perSecond, job),
    }))
    .sort((a, b) => b.perScrape - a.perScrape);
}

/**
 * Series by namespace and service, a namespace at a time, so that no question reads more than {@link MOST_SERIES}. One that is larger
 * is told as a whole.
 */
async function owners(api: Api, by: OwnerLabels, series: number, pairs: ReadonlyMap<string, number>): Promise<Owner[]> {
  const namespaces = (await api.labelValues(by.namespace)).map((namespace) => ({
    namespace,
    // What is not on the list has fewer series than the last that is.
    series: pairs.get(`${by.namespace}=${namespace}`) ?? 0,
  }));
  const inNamespaces = namespaces.reduce((sum, one) => sum + one.series, 0);
  const all = [{ namespace: "", series: Math.max(series - inNamespaces, 0) }, ...namespaces].sort(
    (a, b) => b.series - a.series,
  );
  const found: Owner[] = [];
  for (const [index, { namespace, series: many }] of all.entries()) {
    if (many > MOST_SERIES || index >= MOST_NAMESPACES) {
      found.push({ namespace, service: "", series: many, isWhole: true });
      continue;
    }
    const counted = await api.instant(
      `count by (${labelInQuery(by.service)}) ({__name__!="",${labelInQuery(by.namespace)}=${quoted(namespace)}})`,
    );
    for (const { labels, value } of counted)
      found.push({ namespace, service: labels[by.service] ?? "", series: value, isWhole: false });
  }
  return found.sort((a, b) => b.series - a.series);
}

/** The metrics of one application with their series. */
export async function metricsOf(
  api: Api,
  by: OwnerLabels,
  name: string,
  namespace: string | undefined,
): Promise<Metric[]> {
  const matchers = [
    `${labelInQuery(by.service)}=${quoted(name)}`,
    ...(namespace === undefined ? [] : [`${labelInQuery(by.namespace)}=${quoted(namespace)}`]),
  ];
  const found = await api.instant(`count by (__name__) ({__name__!="",${matchers.join(",")}})`);
  return found
    .map(({ labels, value }) => ({ name: labels["__name__"] ?? "", series: value }))
    .sort((a, b) => b.series - a.series || (a.name < b.name ? -1 : 1));
}
