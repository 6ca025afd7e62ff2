/** Checks of what the logs' settings say together. */
import { RE2JS } from "re2js";
import type { Findings } from "./checks";
import { estimatedLogBytes, longestRetention, replicationFactor } from "./log-estimates";
import { type Problem, setCommand } from "./problems";
import { memoryProblems } from "./resource-checks";
import { isPattern } from "./schema/pattern";
import { bytes, formatBytes, seconds } from "./schema/units";
import type { Settings } from "./settings";

const DAY = 86_400;

export function logChecks(stack: string, settings: Settings): Partial<Findings> {
  const { logs } = settings;
  return {
    problems: [
      ...engine(stack, logs),
      ...scale(stack, logs),
      ...retention(stack, logs),
      ...objectStorage(stack, logs),
      ...patterns(stack, logs),
      ...memory(stack, logs),
    ],
    warnings: warnings(stack, settings),
  };
}

type Logs = Settings["logs"];
/** Whether engine `loki` is there, in use or kept. */
function hasLoki({ engine, keep }: Logs): boolean {
  return engine === "loki" || keep === "loki";
}

function engine(stack: string, logs: Logs): Problem[] {
  const remove = (key: string) => `npx pulumi config rm --stack ${stack} --path ${key}`;
  if (logs.keep === logs.engine) {
    return [{ key: "logs.keep", problem: `"${logs.keep}" is the engine in use already`, mend: remove("logs.keep") }];
  }
  if (logs.keepStorage !== undefined && logs.keep === undefined) {
    return [{ key: "logs.keepStorage", problem: "is set, and no engine is kept", mend: remove("logs.keepStorage") }];
  }
  if (logs.objectStorage !== undefined && !hasLoki(logs)) {
    return [
      {
        key: "logs.objectStorage",
        problem: `is set, and engine ${logs.engine} keeps nothing there`,
        mend: setCommand(stack, "logs.engine", "loki"),
      },
    ];
  }
  return [];
}

function scale(stack: string, logs: Logs): Problem[] {
  const problems: Problem[] = [];
  const { mode, replicas, storage } = logs;
  if (!hasLoki(logs)) {
    if (replicas > 1)
      problems.push({
        key: "logs.replicas",
        problem: `${replicas} with engine ${logs.engine}, of which there is one server at most`,
        mend: setCommand(stack, "logs.engine", "loki"),
      });
    if (mode === "distributed")
      problems.push({
        key: "logs.mode",
        problem: `"distributed" with engine ${logs.engine}, which has no parts`,
        mend: setCommand(stack, "logs.engine", "loki"),
      });
    return problems;
  }
  if ((mode === "distributed" || replicas > 1) && logs.objectStorage === undefined) {
    problems.push({
      key: "logs.objectStorage",
      problem: `is missing with ${mode === "distributed" ? "mode distributed" : `${replicas} replicas`}: servers share what they keep`,
      mend: `${setCommand(stack, "logs.objectStorage.type", "s3")} and ${setCommand(stack, "logs.objectStorage.bucket", "<bucket>")}`,
    });
  }
  if (logs.objectStorage !== undefined && storage === "none") {
    problems.push({
      key: "logs.storage",
      problem: '"none" with object storage: what is not there yet would go with the pod',
      mend: setCommand(stack, "logs.storage", "20Gi"),
    });
  }
  if (replicationFactor(logs) > replicas) {
    problems.push({
      key: "logs.replicationFactor",
      problem: `${replicationFactor(logs)} is more than there are servers (logs.replicas is ${replicas}): Loki would take no line`,
      mend: setCommand(stack, "logs.replicationFactor", String(replicas)),
    });
  }
  return problems;
}

/** Loki deletes by the day. */
function retention(stack: string, logs: Logs): Problem[] {
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
            mend: setCommand(stack, key, `${Math.max(1, Math.ceil(seconds(value) / DAY))}d`),
          },
        ],
  );
}

function objectStorage(stack: string, { objectStorage: store }: Logs): Problem[] {
  if (store === undefined) return [];
  const problems: Problem[] = [];
  const set = (key: string, problem: string, value: string) =>
    problems.push({
      key: `logs.objectStorage.${key}`,
      problem,
      mend: setCommand(stack, `logs.objectStorage.${key}`, value),
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
        mend: `npx pulumi config rm --stack ${stack} --path logs.objectStorage.${key}`,
      });
  }
  return problems;
}

function patterns(stack: string, { drop, redact }: Logs): Problem[] {
  const problems: Problem[] = [];
  const check = (key: string, pattern: string | undefined) => {
    if (pattern === undefined || isPattern(pattern)) return;
    problems.push({ key, problem: `"${pattern}" is not a regular expression`, mend: setCommand(stack, key, "<RE2>") });
  };
  drop.forEach(({ name, ...conditions }, index) => {
    const key = `logs.drop[${index}]`;
    for (const [what, pattern] of Object.entries(conditions)) check(`${key}.${what}`, pattern);
    if (Object.values(conditions).every((condition) => condition === undefined))
      problems.push({
        key,
        problem: `${name} has no condition: it would drop every line`,
        mend: setCommand(stack, `${key}.level`, "debug"),
      });
  });
  redact.patterns.forEach(({ name, pattern }, index) => {
    const key = `logs.redact.patterns[${index}].pattern`;
    check(key, pattern);
    if (isPattern(pattern) && RE2JS.compile(pattern).matcher("").find())
      problems.push({
        key,
        problem: `${name} matches an empty text: it would be put between all characters`,
        mend: setCommand(stack, key, "<RE2>"),
      });
  });
  return problems;
}

function memory(stack: string, logs: Logs): Problem[] {
  return (["resources", "collectorResources"] as const).flatMap((key) =>
    memoryProblems(stack, `logs.${key}`, logs[key]),
  );
}

function warnings(stack: string, settings: Settings): Problem[] {
  const { logs, metrics } = settings;
  if (logs.engine === "none") return [];
  const found: Problem[] = [];
  const onVolume = logs.engine === "loki-stack" || logs.objectStorage === undefined;
  if (logs.engine === "loki-stack" && metrics.replicas > 1) {
    found.push({
      key: "logs.engine",
      problem: "loki-stack is one server, without fixes since March 2026, beside metrics that outlive the loss of one",
      mend: setCommand(stack, "logs.engine", "loki"),
    });
  }
  if (onVolume && logs.storage === "none") {
    found.push({
      key: "logs.storage",
      problem: `is none: logs are kept until Loki's pod goes, not ${longestRetention(logs)}`,
      mend: setCommand(stack, "logs.storage", "20Gi"),
    });
  } else if (onVolume) {
    const estimate = estimatedLogBytes({ logs: { ...logs, objectStorage: undefined } });
    const room = bytes(logs.storage) * 0.9;
    if (estimate > room)
      found.push({
        key: "logs.retention",
        problem: `${logs.retention} of ${logs.expectedPerDay} a day take about ${formatBytes(estimate)}, and the volume holds ${logs.storage}: Loki stops taking lines when it is full`,
        mend: setCommand(stack, "logs.storage", `${Math.ceil(estimate / 0.9 / 2 ** 30)}Gi`),
      });
  }
  if (seconds(logs.auditRetention) < seconds(logs.retention)) {
    found.push({
      key: "logs.auditRetention",
      problem: `${logs.auditRetention} is shorter than the other lines' ${logs.retention}`,
      mend: setCommand(stack, "logs.auditRetention", logs.retention),
    });
  }
  return found;
}
