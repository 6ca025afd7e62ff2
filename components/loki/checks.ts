/** Checks of what the logs' settings say together. */
import { RE2JS } from "re2js";
import { hasLogs, type Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";
import { isPattern } from "../../settings/re2";
import { memoryProblems } from "../../settings/resources";
import { bytes, formatBytes, seconds } from "../../settings/units";
import { selectorProblems } from "./selectors";
import { estimatedLogBytes, longestRetention, replicationFactor } from "./estimates";

const DAY = 86_400;

type Logs = Settings["logs"];
/** Whether engine `loki` is there, in use or kept. */
function hasLoki({ engine, keep }: Logs): boolean {
  return engine === "loki" || keep === "loki";
}

function engine(logs: Logs): Problem[] {
  if (logs.keep === logs.engine) {
    return [{ key: "logs.keep", problem: `"${logs.keep}" is the engine in use already`, cure: { unset: "logs.keep" } }];
  }
  if (logs.keepStorage !== undefined && logs.keep === undefined) {
    return [{ key: "logs.keepStorage", problem: "is set, and no engine is kept", cure: { unset: "logs.keepStorage" } }];
  }
  if (logs.objectStorage !== undefined && !hasLoki(logs)) {
    return [
      {
        key: "logs.objectStorage",
        problem: `is set, and engine ${logs.engine} keeps nothing there`,
        cure: { set: "logs.engine", to: "loki" },
      },
    ];
  }
  return [];
}

function scale(logs: Logs): Problem[] {
  const problems: Problem[] = [];
  const { mode, replicas, storage } = logs;
  if (!hasLoki(logs)) {
    if (replicas > 1)
      problems.push({
        key: "logs.replicas",
        problem: `${replicas} with engine ${logs.engine}, of which there is one server at most`,
        cure: { set: "logs.engine", to: "loki" },
      });
    if (mode === "distributed")
      problems.push({
        key: "logs.mode",
        problem: `"distributed" with engine ${logs.engine}, which has no parts`,
        cure: { set: "logs.engine", to: "loki" },
      });
    return problems;
  }
  if ((mode === "distributed" || replicas > 1) && logs.objectStorage === undefined) {
    problems.push({
      key: "logs.objectStorage",
      problem: `is missing with ${mode === "distributed" ? "mode distributed" : `${replicas} replicas`}: servers share what they keep`,
      cure: {
        all: [
          { set: "logs.objectStorage.type", to: "s3" },
          { set: "logs.objectStorage.bucket", to: "<bucket>" },
        ],
      },
    });
  }
  if (logs.objectStorage !== undefined && storage === "none") {
    problems.push({
      key: "logs.storage",
      problem: '"none" with object storage: what is not there yet would go with the pod',
      cure: { set: "logs.storage", to: "20Gi" },
    });
  }
  if (replicationFactor(logs) > replicas) {
    problems.push({
      key: "logs.replicationFactor",
      problem: `${replicationFactor(logs)} is more than there are servers (logs.replicas is ${replicas}): Loki would take no line`,
      cure: { set: "logs.replicationFactor", to: String(replicas) },
    });
  }
  return problems;
}

/** Loki deletes by the day. */
function retention(logs: Logs): Problem[] {
  const all: [string, string][] = [
    ["logs.retention", logs.retention],
    ["logs.auditRetention", logs.auditRetention],
    ...logs.retentionByStream.map((entry, index): [string, string] => [
      `logs.retentionByStream[${index}].retention`,
      entry.retention,
    ]),
  ];
  return all.flatMap(([key, value]) =>
    seconds(value) >= DAY && seconds(value) % DAY === 0
      ? []
      : [
          {
            key,
            problem: `"${value}" is not whole days, which is what Loki deletes by`,
            cure: { set: key, to: `${Math.max(1, Math.ceil(seconds(value) / DAY))}d` },
          },
        ],
  );
}

function objectStorage({ objectStorage: store }: Logs): Problem[] {
  if (store === undefined) return [];
  const problems: Problem[] = [];
  const set = (key: string, problem: string, value: string) =>
    problems.push({
      key: `logs.objectStorage.${key}`,
      problem,
      cure: { set: `logs.objectStorage.${key}`, to: value },
    });
  if (store.type === "s3" && store.region === undefined && store.endpoint === undefined)
    set("region", "is missing: a bucket of Amazon's is in a region", "<region>");
  if (store.type === "azure" && store.account === undefined)
    set("account", "is missing: an Azure container is in a storage account", "<account>");
  if (store.insecure && store.endpoint === undefined)
    set("insecure", "is true without an endpoint: the cloud's own is spoken to by TLS", "false");
  for (const key of ["endpoint", "region"] as const) {
    if (store.type !== "s3" && store[key] !== undefined)
      problems.push({
        key: `logs.objectStorage.${key}`,
        problem: `is set, and ${store.type} has none`,
        cure: { unset: `logs.objectStorage.${key}` },
      });
  }
  return problems;
}

function patterns({ drop, redact }: Logs): Problem[] {
  const problems: Problem[] = [];
  const check = (key: string, pattern: string | undefined) => {
    if (pattern === undefined || isPattern(pattern)) return;
    problems.push({ key, problem: `"${pattern}" is not a regular expression`, cure: { set: key, to: "<RE2>" } });
  };
  drop.forEach(({ name, ...conditions }, index) => {
    const key = `logs.drop[${index}]`;
    for (const [what, pattern] of Object.entries(conditions)) check(`${key}.${what}`, pattern);
    if (Object.values(conditions).every((condition) => condition === undefined))
      problems.push({
        key,
        problem: `${name} has no condition: it would drop every line`,
        cure: { set: `${key}.level`, to: "debug" },
      });
  });
  redact.patterns.forEach(({ name, pattern }, index) => {
    const key = `logs.redact.patterns[${index}].pattern`;
    check(key, pattern);
    if (isPattern(pattern) && RE2JS.compile(pattern).matcher("").find())
      problems.push({
        key,
        problem: `${name} matches an empty text: it would be put between all characters`,
        cure: { set: key, to: "<RE2>" },
      });
  });
  return problems;
}

function memory(logs: Logs): Problem[] {
  return (["resources", "shipperResources"] as const).flatMap((key) => memoryProblems(`logs.${key}`, logs[key]));
}

function warnings(settings: Settings): Problem[] {
  const { logs, metrics } = settings;
  if (!hasLogs(settings)) return [];
  const found: Problem[] = [];
  const onVolume = logs.engine === "loki-stack" || logs.objectStorage === undefined;
  if (logs.engine === "loki-stack" && metrics.replicas > 1) {
    found.push({
      key: "logs.engine",
      problem: "loki-stack is one server, without fixes since March 2026, beside metrics that outlive the loss of one",
      cure: { set: "logs.engine", to: "loki" },
    });
  }
  if (onVolume && logs.storage === "none") {
    found.push({
      key: "logs.storage",
      problem: `is none: logs are kept until Loki's pod goes, not ${longestRetention(logs)}`,
      cure: { set: "logs.storage", to: "20Gi" },
    });
  } else if (onVolume) {
    const estimate = estimatedLogBytes({ logs: { ...logs, objectStorage: undefined } });
    const room = bytes(logs.storage) * 0.9;
    if (estimate > room)
      found.push({
        key: "logs.retention",
        problem: `${logs.retention} of ${logs.expectedPerDay} a day take about ${formatBytes(estimate)}, and the volume holds ${logs.storage}: Loki stops taking lines when it is full`,
        cure: { set: "logs.storage", to: `${Math.ceil(estimate / 0.9 / 2 ** 30)}Gi` },
      });
  }
  if (seconds(logs.auditRetention) < seconds(logs.retention)) {
    found.push({
      key: "logs.auditRetention",
      problem: `${logs.auditRetention} is shorter than the other lines' ${logs.retention}`,
      cure: { set: "logs.auditRetention", to: logs.retention },
    });
  }
  return found;
}

const ofLogs =
  (check: (logs: Logs) => Problem[]): Check =>
  ({ logs }) =>
    check(logs);

export const lokiChecks: readonly Check[] = [
  engine,
  scale,
  retention,
  objectStorage,
  patterns,
  selectorProblems,
  memory,
].map(ofLogs);

export const lokiWarnings: readonly Check[] = [warnings];
