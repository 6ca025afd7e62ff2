/** The gate's arguments. A mistake in one is no verdict on a release: exit code 2. */
import { isDuration, DURATION, seconds } from "../../../settings/units";
import { isPrintable } from "../../../stacks/printable";
import { CannotAsk } from "../prometheus/address";
import { SLICE } from "./history";
import { type Format, FORMATS } from "./report";

export const OPTIONS = {
  prometheus: { type: "string" },
  app: { type: "string" },
  window: { type: "string", default: "10m" },
  against: { type: "string", default: "24h" },
  deployed: { type: "string" },
  namespace: { type: "string" },
  workload: { type: "string" },
  loki: { type: "string" },
  stack: { type: "string" },
  format: { type: "string", default: "text" },
} as const;

type Values = { readonly [K in keyof typeof OPTIONS]?: string | undefined };

/** Slices of the longest history: two weeks, of which Prometheus gives each series in one answer. */
const MOST_SLICES = (14 * 86_400) / SLICE;

/** What the history has to be at least, in windows: of fewer none could stand out. */
const LEAST_WINDOWS = 12;

export interface Arguments {
  prometheus: string;
  loki: string | undefined;
  app: string;
  namespace: string | undefined;
  workload: string;
  window: number;
  against: number;
  deployed: number | undefined;
  stack: string | undefined;
  format: Format;
}

export function arguments_(values: Values): Arguments {
  const { prometheus, app, namespace, stack, loki } = values;
  if (prometheus === undefined) throw new CannotAsk("--prometheus is missing, e.g. --prometheus http://localhost:9090");
  if (app === undefined || !isName(app))
    throw new CannotAsk("--app is missing, or no name: the label `service` of its metrics, e.g. --app checkout");
  if (namespace !== undefined && !isName(namespace)) throw new CannotAsk("--namespace is no name");
  const workload = values.workload ?? app;
  if (!isName(workload)) throw new CannotAsk("--workload is no name");
  const format = FORMATS.find((one) => one === values.format);
  if (format === undefined) throw new CannotAsk(`--format is one of ${FORMATS.join(", ")}`);
  const [window, against] = [slices("--window", values.window), slices("--against", values.against)];
  if (against > MOST_SLICES) throw new CannotAsk("--against is longer than two weeks");
  if (against < LEAST_WINDOWS * window)
    throw new CannotAsk(
      `--against is shorter than ${LEAST_WINDOWS} times --window: nothing could stand out among so few stretches`,
    );
  return {
    prometheus,
    loki,
    app,
    namespace,
    workload,
    window,
    against,
    deployed: time(values.deployed),
    stack,
    format,
  };
}

/** A name, whatever its characters: it is only ever compared. */
function isName(text: string): boolean {
  return text.length > 0 && text.length <= 253 && isPrintable(text);
}

function slices(option: string, text = ""): number {
  const count = DURATION.test(text) && isDuration(text) ? seconds(text) / SLICE : Number.NaN;
  if (!Number.isInteger(count))
    throw new CannotAsk(
      `${option} is not a multiple of five minutes, of which the recorded rates are (for example 10m)`,
    );
  return count;
}

/** A moment as RFC 3339 has it, or in seconds since 1970. */
function time(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{9,11}$/.test(text)
    ? Number(text)
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)
      ? Date.parse(text) / 1000
      : Number.NaN;
  if (Number.isNaN(at))
    throw new CannotAsk("--deployed is no time (for example 2026-03-01T12:00:00Z, or seconds since 1970)");
  return at;
}
