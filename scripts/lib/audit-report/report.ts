/** A report: its files, and what is said of them. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { KeyObject } from "node:crypto";
import { printable } from "../../../stacks/printable";
import { explained, makeFolder } from "../folder";
import { UserError } from "../stack";
import type { Span } from "./arguments";
import { elasticsearchEvents } from "./elasticsearch";
import type { AuditEvent } from "./event";
import { lokiEvents } from "./loki";
import type { Store } from "./reach";
import { checksumFile, checksumText, publicPem, signature, signatureFile } from "./sign";
import type { Asking } from "./store";
import { type Written, writeReport } from "./write";

export interface ReportArgs {
  stack: string;
  store: Store;
  span: Span;
  key: KeyObject;
  /** The folder of the files. */
  out: string;
}

/** Kinds of events that are listed; there may be as many as applications think of. */
const LISTED = 50;

/** Reads the events, and writes the report, its checksum and the signature of that. @returns What is to be said. */
export async function makeAuditReport(asks: readonly Asking[], args: ReportArgs): Promise<string> {
  try {
    return await make(asks, args);
  } catch (error) {
    return explained(args.out, () => {
      throw error;
    });
  }
}

async function make(asks: readonly Asking[], { stack, store, span, key, out }: ReportArgs): Promise<string> {
  makeFolder(path.resolve(out));
  if (!fs.statSync(out).isDirectory()) throw new UserError(`--out ${printable(out)}: is not a folder`);
  const file = path.join(out, `audit-${stack}-${store}-${stamp(span.from)}-${stamp(span.to)}.csv`);
  const files = [file, checksumFile(file), signatureFile(file)];
  // What was signed may be somebody's evidence.
  const there = files.find((one) => fs.existsSync(one));
  if (there !== undefined) throw new UserError(`${there} is there already: it is not overwritten`);
  const [from, to] = [span.from, span.to].map((time) => BigInt(time.getTime()) * 1_000_000n) as [bigint, bigint];
  const read = store === "loki" ? lokiEvents : elasticsearchEvents;
  const written = await writeReport(file, merged(asks.map((ask) => read(ask, from, to))));
  const text = checksumText(path.basename(file), written.sha256, about(stack, store, span, written));
  try {
    fs.writeFileSync(checksumFile(file), text, { flag: "wx" });
    fs.writeFileSync(signatureFile(file), signature(key, text), { flag: "wx" });
  } catch (error) {
    // What nobody signed is no report, and would be in the way of the next one; unless another is being made there.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") for (const one of files) fs.rmSync(one, { force: true });
    throw error;
  }
  return said(files, written, key);
}

/** Events of several, each in the order of its time, in the order of theirs. */
async function* merged(all: readonly AsyncGenerator<AuditEvent>[]): AsyncGenerator<AuditEvent> {
  const next = await Promise.all(all.map(async (from) => ({ from, head: await from.next() })));
  for (;;) {
    let first: { one: (typeof next)[number]; event: AuditEvent } | undefined;
    for (const one of next)
      if (one.head.done !== true && (first === undefined || one.head.value.at < first.event.at))
        first = { one, event: one.head.value };
    if (first === undefined) return;
    yield first.event;
    first.one.head = await first.one.from.next();
  }
}

function about(stack: string, store: Store, { from, to }: Span, { events, first, last }: Written): string[] {
  return [
    `audit events of stack ${stack} in ${store}`,
    `from ${from.toISOString()} to ${to.toISOString()}, without the end`,
    `${events} events, the first at ${first}, the last at ${last}`,
  ];
}

function said(files: readonly string[], { sha256, events, first, last, kinds }: Written, key: KeyObject): string {
  const rows = [...kinds]
    .map(([kind, count]) => [...(JSON.parse(kind) as [string, string]), count] as const)
    .sort((a, b) => b[2] - a[2] || (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1));
  const width = String(events).length;
  return [
    ...files.map((file) => `written   ${file}`),
    `sha256    ${sha256}`,
    `events    ${events}`,
    `first     ${first}`,
    `last      ${last}`,
    "",
    "events by action and outcome:",
    ...rows
      .slice(0, LISTED)
      // An action is what an application says it is: a line of its own here would look like one of the report's.
      .map(([action, outcome, count]) =>
        ["", String(count).padStart(width), printable(action) || "-", printable(outcome) || "-"].join("  "),
      ),
    ...(rows.length > LISTED ? [`  and ${rows.length - LISTED} kinds more`] : []),
    "",
    "signed; whoever verifies it needs this public key, from you and not from beside the report:",
    publicPem(key),
  ].join("\n");
}

/** A time as it is in the name of a file: a day if it is a midnight. */
function stamp(time: Date): string {
  const text = time.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.replace(/[-:]|\.000/g, "");
}
