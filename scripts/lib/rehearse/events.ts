/** What an update did, by the engine's own log of events. */

/** One resource that an update touched. */
export interface Touched {
  name: string;
  type: string;
  op: string;
}

export interface Events {
  /** How many resources were created, updated, the same, …. */
  counts: Record<string, number>;
  /** Resources to which something was done. */
  touched: Touched[];
  /** Errors, each on one line. */
  errors: string[];
  /** From the first Helm release's beginning to the last one's end, in whole seconds, as events are timed. */
  releaseSeconds: number;
}

interface Metadata {
  op: string;
  urn: string;
  type: string;
}

interface EngineEvent {
  timestamp?: number;
  resOutputsEvent?: { metadata: Metadata };
  resourcePreEvent?: { metadata: Metadata };
  summaryEvent?: { resourceChanges?: Record<string, number> };
  diagnosticEvent?: { severity: string; message: string };
}

/** Reads a file that `--event-log` wrote: one event a line, of which a killed run's last may be cut off. */
export function readEvents(text: string): Events {
  const events = text.split("\n").flatMap((line): EngineEvent[] => {
    try {
      return line.trim() === "" ? [] : [JSON.parse(line) as EngineEvent];
    } catch {
      return [];
    }
  });
  const errors = events.flatMap(({ diagnosticEvent: found }) =>
    found?.severity.startsWith("error") === true ? [plain(found.message)] : [],
  );
  const touched = events.flatMap(({ resOutputsEvent, resourcePreEvent }): Touched[] => {
    // What is only planned, or was begun and failed, has no outputs.
    const metadata = resOutputsEvent?.metadata ?? resourcePreEvent?.metadata;
    if (metadata === undefined || ["same", "read", "refresh"].includes(metadata.op)) return [];
    return [{ name: metadata.urn.split("::").at(-1) ?? "", type: metadata.type, op: metadata.op }];
  });
  const releases = events.filter((event) => {
    const { metadata } = event.resourcePreEvent ?? event.resOutputsEvent ?? {};
    return metadata?.type === "kubernetes:helm.sh/v3:Release";
  });
  return {
    releaseSeconds: (releases.at(-1)?.timestamp ?? 0) - (releases[0]?.timestamp ?? 0),
    counts: events.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges ?? {},
    touched: [...new Map(touched.map((one) => [`${one.type} ${one.name}`, one])).values()],
    errors,
  };
}

/** Without the marks of colours, `<{%reset%}>`, and on one line. */
function plain(message: string): string {
  return message
    .replace(/<\{%[^%]*%\}>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** "24 create, 1 update"; what stayed the same last. */
export function countsText(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).filter(([, number]) => number > 0);
  const last = entries.sort(([a], [b]) => Number(a === "same") - Number(b === "same"));
  return last.map(([op, number]) => `${number} ${op}`).join(", ") || "nothing";
}

/** Whether everything stayed the same. */
export function isUnchanged(counts: Readonly<Record<string, number>>): boolean {
  return Object.entries(counts).every(([op, number]) => op === "same" || number === 0) && (counts["same"] ?? 0) > 0;
}
